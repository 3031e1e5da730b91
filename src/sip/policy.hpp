// SPDX-License-Identifier: AGPL-3.0-or-later
// What the operator decides about the SIP extensions that the stack speaks by itself. Plain values.
#pragma once

#include <cstdint>

namespace sipgw::sip {

/// RFC 4028. `accept`: as the peer wants it; `request`: our INVITEs and answers ask for one.
enum class SessionTimer : std::uint8_t { off, accept, request };

/// RFC 3262. `supported`: we acknowledge a peer's reliable 18x, and send none ourselves; `required`: calls of either
/// direction have reliable 18x or do not come about. Sofia follows only the branch whose reliable 18x came first:
/// behind a forking proxy a call that another branch answers is lost, which is why `off` is the default.
enum class Prack : std::uint8_t { off, supported, required };

/// A dialog keeps the one that it began with.
struct Policy {
  SessionTimer session_timer = SessionTimer::accept;
  unsigned session_expires = 1800;  ///< seconds, 90-86400; with `request`
  unsigned min_se = 90;             ///< seconds, 90-3600: a shorter session of the peer's is refused with 422
  Prack prack = Prack::off;
  bool operator==(const Policy&) const = default;
};

}  // namespace sipgw::sip
