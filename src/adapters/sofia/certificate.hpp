// SPDX-License-Identifier: AGPL-3.0-or-later
// What is to be known of a certificate: who it is made out to and until when; and the files with our own.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "adapters/sofia/openssl.hpp"
#include "base/result.hpp"
#include "sip/tls.hpp"

namespace sipgw::sofia {

/// Our own certificate, its key and who is trusted, ready for handshakes.
struct TlsIdentity {
  SslContext context;
  std::string subject;
  std::optional<std::chrono::system_clock::time_point> not_after;
};

/// Reads and checks the files: what cannot be used is told with the name of its file.
Result<TlsIdentity> load_identity(const sip::TlsSettings& settings);

/// The names in subjectAltName (DNS, IP address, URI); where there is none the common name.
std::vector<std::string> names_in(const X509& certificate);

}  // namespace sipgw::sofia
