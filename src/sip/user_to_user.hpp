// SPDX-License-Identifier: AGPL-3.0-or-later
// The User-to-User header (RFC 7433) with what ISDN and GSM carry in it (RFC 7434). Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sipgw::sip {

inline constexpr std::string_view kUserToUserHeader = "User-to-User";

/// What one party's program tells the other's.
struct UserInfo {
  std::uint8_t protocol = 0;  ///< protocol discriminator: 4 is IA5 characters
  std::string octets;
  bool operator==(const UserInfo&) const = default;
};

/// "04616263;encoding=hex;purpose=isdn-uui".
std::string user_to_user(const UserInfo& info);

/// The first value of the header that is meant for ISDN and can be read; nothing if there is none.
std::optional<UserInfo> parse_user_to_user(std::string_view header);

}  // namespace sipgw::sip
