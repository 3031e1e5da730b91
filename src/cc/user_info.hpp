// SPDX-License-Identifier: AGPL-3.0-or-later
// User-to-user information between MNCC and the header User-to-User. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "mncc/message.hpp"
#include "sip/message.hpp"

namespace sipgw::cc {

sip::Header user_info_header(const mncc::UserUser& info);

/// From a header of the peer's; nothing if it is not for ISDN, not readable, or more than MNCC can carry.
std::optional<mncc::UserUser> user_info_for_phone(std::string_view header);

}  // namespace sipgw::cc
