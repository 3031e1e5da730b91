// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cc/user_info.hpp"

#include <string>

#include "cc/core_impl.hpp"
#include "mncc/codec.hpp"
#include "sip/user_to_user.hpp"

namespace sipgw::cc {

sip::Header user_info_header(const mncc::UserUser& info) {
  return {std::string(sip::kUserToUserHeader), sip::user_to_user({info.protocol, info.text})};
}

std::optional<mncc::UserUser> user_info_for_phone(std::string_view header) {
  const auto info = sip::parse_user_to_user(header);
  if (!info || !mncc::user_info_fits(info->octets)) return std::nullopt;
  return mncc::UserUser{info->protocol, info->octets};
}

/// What the peer's user tells the phone's, where that is wanted.
std::optional<mncc::UserUser> Core::Impl::user_info_from_peer(const Call& call, const std::string& header) {
  if (!call.trunk->user_info || header.empty()) return std::nullopt;
  auto info = user_info_for_phone(header);
  counters_.user_info_lost += !info;
  return info;
}

/// The other way round.
void Core::Impl::tell_user_info(const Call& call, const std::optional<mncc::UserUser>& info,
                                std::vector<sip::Header>& headers) const {
  if (call.trunk->user_info && info) headers.push_back(user_info_header(*info));
}

}  // namespace sipgw::cc
