// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/sofia/tls_reason.hpp"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>

namespace sipgw::sofia {
namespace {

std::string about_certificate(long result, const std::string& name) {
  switch (result) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return "the peer's certificate has expired";
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return "the peer's certificate is not valid yet";
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return "the peer's certificate is not made out to " + name;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return "the peer's certificate is of an unknown CA";
    default:
      return std::string("the peer's certificate: ") + X509_verify_cert_error_string(result);
  }
}

/// The newest of OpenSSL's errors of this thread.
std::string about_protocol() {
  const unsigned long error = ERR_peek_last_error();
  if (error == 0) return "the connection broke in the handshake";
  switch (ERR_GET_REASON(error)) {
    case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
      return "the peer has no certificate";
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_WRONG_SSL_VERSION:
      return "the peer's version of TLS is too old";
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_HTTP_REQUEST:
      return "the peer does not speak TLS";
    case SSL_R_UNEXPECTED_EOF_WHILE_READING:
      return "the peer closed the connection in the handshake";
    default: {
      const char* reason = ERR_reason_error_string(error);
      return reason == nullptr ? "the handshake failed" : reason;
    }
  }
}

}  // namespace

std::string failure_reason(const SSL* connection, const std::string& name) {
  const long result = SSL_get_verify_result(connection);
  return result != X509_V_OK ? about_certificate(result, name) : about_protocol();
}

}  // namespace sipgw::sofia
