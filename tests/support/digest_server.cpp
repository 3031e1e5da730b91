// SPDX-License-Identifier: AGPL-3.0-or-later
#include "support/digest_server.hpp"

#include <openssl/evp.h>

#include <array>
#include <cstdio>
#include <map>

#include "base/strings.hpp"
#include "support/raw_sip_peer.hpp"

namespace sipgw::test {
namespace {

using Fields = std::map<std::string, std::string, std::less<>>;

std::string hex_hash(std::string_view algorithm, const std::string& text) {
  const EVP_MD* const md = EVP_get_digestbyname(algorithm == "SHA-512-256" ? "SHA512-256"
                                                : algorithm == "SHA-256"   ? "SHA256"
                                                                           : "MD5");
  std::array<unsigned char, EVP_MAX_MD_SIZE> value{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), value.data(), &size, md, nullptr);
  std::string result;
  for (unsigned i = 0; i < size; ++i) {
    std::array<char, 3> byte{};
    std::snprintf(byte.data(), byte.size(), "%02x", value[i]);
    result += byte.data();
  }
  return result;
}

/// The parts of the Authorization line for `realm`; empty if there is none. No value here has a comma in it.
Fields fields_of(std::string_view lines, std::string_view realm) {
  while (!lines.empty()) {
    std::string_view line = take_line(lines);
    take_until(line, ' ');
    if (take_until(line, ' ') != "Digest") continue;
    Fields fields;
    while (!line.empty()) {
      std::string_view part = take_until(line, ',');
      const std::string name(trim(take_until(part, '=')));
      part = trim(part);
      fields[name] = part.starts_with('"') ? part.substr(1, part.size() - 2) : part;
    }
    if (fields["realm"] == realm) return fields;
  }
  return {};
}

}  // namespace

std::string DigestServer::status_line() const {
  return proxy ? "407 Proxy Authentication Required" : "401 Unauthorized";
}

std::string DigestServer::challenge(std::string_view more) const {
  return std::string(proxy ? "Proxy" : "WWW") + "-Authenticate: Digest realm=\"" + realm + "\", nonce=\"" + nonce +
         "\", opaque=\"op\", algorithm=" + algorithm + (qop ? ", qop=\"auth,auth-int\"" : "") + std::string(more) +
         "\r\n";
}

std::string DigestServer::fault(std::string_view request, unsigned count) const {
  const char* const name = proxy ? "Proxy-Authorization" : "Authorization";
  Fields sent = fields_of(header_lines(request, name), realm);
  if (sent.empty()) return std::string("no ") + name + " for " + realm;
  std::string_view rest = request;
  const std::string method(take_until(rest, ' ')), uri(take_until(rest, ' '));
  std::array<char, 9> nc{};
  std::snprintf(nc.data(), nc.size(), "%08x", count);

  Fields wanted{{"username", user}, {"realm", realm},         {"nonce", nonce},
                {"uri", uri},       {"algorithm", algorithm}, {"opaque", "op"}};
  const std::string ha1 = hex_hash(algorithm, user + ":" + realm + ":" + password);
  const std::string ha2 = hex_hash(algorithm, method + ":" + uri);
  std::string use = ":";
  if (qop) {
    wanted.insert({{"qop", "auth"}, {"nc", nc.data()}, {"cnonce", sent["cnonce"]}});
    if (sent["cnonce"].size() < 16) return "no proper cnonce";
    use = std::string(":") + nc.data() + ":" + sent["cnonce"] + ":auth:";
  }
  wanted["response"] = hex_hash(algorithm, ha1 + ":" + nonce + use + ha2);
  for (const auto& [field, value] : wanted) {
    if (sent[field] != value) return field + " is " + sent[field] + ", not " + value;
  }
  return sent.size() == wanted.size() ? "" : "more than was asked for";
}

}  // namespace sipgw::test
