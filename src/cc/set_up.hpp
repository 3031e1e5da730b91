// SPDX-License-Identifier: AGPL-3.0-or-later
// What only the set-up of a call needs: most calls that a gateway has were answered long ago.
#pragma once

#include <optional>

#include "cc/forks.hpp"
#include "cc/hunt.hpp"
#include "cc/mo_invite.hpp"
#include "cc/timers.hpp"
#include "mncc/message.hpp"

namespace sipgw::cc {

struct SetUp {
  Hunt hunt;               ///< MO: which trunks and addresses are left
  InvitePlan invite_plan;  ///< MO: at the present one
  Forks forks;             ///< MO

  mncc::Number calling_party;  ///< MT: as SETUP_REQ carries it
  TimePoint request_sent{};    ///< MT: when SETUP_REQ went out

  std::optional<mncc::Number> connected;  ///< who answered: the peer's asserted identity, or SETUP_CNF's number
  /// User-to-user information: the caller's of the set-up, and what the called side said last if it was not passed on.
  std::optional<mncc::UserUser> caller_info, called_info;
};

}  // namespace sipgw::cc
