// SPDX-License-Identifier: AGPL-3.0-or-later
// Settings of TLS and what there is to tell of it. Plain values.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/net_address.hpp"

namespace sipgw::sip {

enum class TlsVerify : std::uint8_t {
  none,    ///< nobody's certificate
  server,  ///< those of the servers that we connect to
  mutual,  ///< those of clients as well: who has none is refused
};

/// PEM files. Read when they are set, and once more with each `set_tls`.
struct TlsSettings {
  std::string certificate;  ///< our own first, then the chain
  std::string private_key;  ///< empty: in the certificate's file
  std::string ca_file;      ///< who is trusted; empty: the system's list
  TlsVerify verify = TlsVerify::server;
  bool operator==(const TlsSettings&) const = default;
};

/// A handshake, or what came instead of it, has failed.
struct TlsFailed {
  NetAddress peer;  ///< of an incoming connection: as it was, so its port says little
  std::string reason;
  bool incoming = false;
  std::chrono::system_clock::time_point when = {};
};

struct TlsStatus {
  std::string error;    ///< why the files that were set last are not in use; empty: they are
  std::string subject;  ///< of the certificate in use; empty: none is
  std::optional<std::chrono::system_clock::time_point> not_after;  ///< when it expires
  std::vector<TlsFailed> failures;  ///< the last one with each peer, oldest first; of strangers only the newest ones
};

}  // namespace sipgw::sip
