// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/sofia/certificate.hpp"

#include <array>
#include <cstring>
#include <ctime>
#include <system_error>
#include <utility>

#include "base/net_address.hpp"

namespace sipgw::sofia {
namespace {

/// What OpenSSL says to the oldest error of this thread; the others are forgotten.
std::string take_error() {
  const unsigned long error = ERR_get_error();
  ERR_clear_error();
  if (ERR_SYSTEM_ERROR(error)) return std::generic_category().message(ERR_GET_REASON(error));
  const char* reason = ERR_reason_error_string(error);
  return reason == nullptr ? "cannot be used" : reason;
}

std::string text(const ASN1_STRING* string) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
          static_cast<std::size_t>(ASN1_STRING_length(string))};
}

std::string ip_text(const ASN1_OCTET_STRING* octets) {
  IpAddress ip;
  const auto size = static_cast<std::size_t>(ASN1_STRING_length(octets));
  if (size != 4 && size != 16) return {};
  ip.v6 = size == 16;
  std::memcpy(ip.bytes.data(), ASN1_STRING_get0_data(octets), size);
  return ip.to_string();
}

std::string name_text(const GENERAL_NAME& name) {
  switch (name.type) {
    case GEN_DNS:
      return text(name.d.dNSName);
    case GEN_URI:
      return text(name.d.uniformResourceIdentifier);
    case GEN_IPADD:
      return ip_text(name.d.iPAddress);
    default:
      return {};
  }
}

std::string common_name(const X509& certificate) {
  const X509_NAME* subject = X509_get_subject_name(&certificate);
  const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  return at < 0 ? std::string() : text(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
}

std::string subject_of(const X509& certificate) {
  const MemoryBio memory(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(memory.get(), X509_get_subject_name(&certificate), 0, XN_FLAG_RFC2253);
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &data);
  return size <= 0 ? std::string() : std::string(data, static_cast<std::size_t>(size));
}

std::optional<std::chrono::system_clock::time_point> expiry_of(const X509& certificate) {
  std::tm time{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(&certificate), &time) != 1) return std::nullopt;
  return std::chrono::system_clock::from_time_t(timegm(&time));
}

/// Clients are told whose certificates we take, and these are taken.
bool trust(SSL_CTX* context, const std::string& ca_file) {
  if (ca_file.empty()) return SSL_CTX_set_default_verify_paths(context) == 1;
  if (SSL_CTX_load_verify_locations(context, ca_file.c_str(), nullptr) != 1) return false;
  SSL_CTX_set_client_CA_list(context, SSL_load_client_CA_file(ca_file.c_str()));
  return true;
}

}  // namespace

Result<TlsIdentity> load_identity(const sip::TlsSettings& settings) {
  ERR_clear_error();
  TlsIdentity identity;
  identity.context.reset(SSL_CTX_new(TLS_method()));
  SSL_CTX* context = identity.context.get();
  if (context == nullptr) return Error{"TLS: " + take_error()};
  if (SSL_CTX_use_certificate_chain_file(context, settings.certificate.c_str()) != 1) {
    return Error{"certificate " + settings.certificate + ": " + take_error()};
  }
  const std::string& key = settings.private_key.empty() ? settings.certificate : settings.private_key;
  if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1) {
    return Error{"private key " + key + ": " + take_error()};
  }
  if (!trust(context, settings.ca_file)) return Error{"CA file " + settings.ca_file + ": " + take_error()};
  const X509* certificate = SSL_CTX_get0_certificate(context);
  identity.subject = subject_of(*certificate);
  identity.not_after = expiry_of(*certificate);
  return identity;
}

std::vector<std::string> names_in(const X509& certificate) {
  std::vector<std::string> result;
  const CertificateNames names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; names != nullptr && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    if (std::string name = name_text(*sk_GENERAL_NAME_value(names.get(), i)); !name.empty()) {
      result.push_back(std::move(name));
    }
  }
  if (result.empty()) {
    if (std::string name = common_name(certificate); !name.empty()) result.push_back(std::move(name));
  }
  return result;
}

}  // namespace sipgw::sofia
