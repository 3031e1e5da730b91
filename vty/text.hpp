// SPDX-License-Identifier: AGPL-3.0-or-later
// Values as an operator reads them.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/net_address.hpp"
#include "cc/snapshot.hpp"

namespace sipgw::vty {

std::string age(std::chrono::seconds time);                     ///< "0:00:07", "26:01:40"
std::string or_dash(const std::optional<NetAddress>& address);  ///< "-" while unknown
std::string_view short_name(cc::Direction direction);           ///< "MO", "MT"
std::string_view name(cc::LinkState state);                     ///< "READY"
std::string in_words(const cc::TrunkSnapshot& trunk);           ///< "UP", "DOWN", "UP, wants no calls for 12 s"
std::string in_words(const sip::TlsFailed& failure);            ///< "certificate has expired, 0:00:07 ago"
std::string_view name(cc::MediaMode mode);                      ///< "direct", "anchor"

}  // namespace sipgw::vty
