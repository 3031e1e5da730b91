// SPDX-License-Identifier: AGPL-3.0-or-later
// Where an INVITE of ours goes.
#pragma once

#include <string>

#include "sip/message.hpp"

namespace sipgw::sofia {

struct Way {
  /// The next hop, with an unspecified address if only a name is known: that is Sofia's to resolve.
  sip::NextHop hop;
  /// Initial Route for Sofia; empty: it follows the Request-URI.
  std::string route;
  /// URI of the next hop, with the called user.
  std::string target;
};

/// With a next hop that is no other than where Request-URI and Route lead there is no Route of ours; else the hop
/// stands first in it, for Sofia follows nothing else (RFC 3261 §8.1.2). What comes later in the dialog is not touched
/// by that.
Way way_of(const sip::Invite& invite);
/// Of a request outside of a dialog, without Route.
Way way_of(const std::string& request_uri, const sip::NextHop& next_hop);

}  // namespace sipgw::sofia
