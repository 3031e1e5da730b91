// SPDX-License-Identifier: AGPL-3.0-or-later
// "192.0.2.0/24": a range of addresses. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/net_address.hpp"

namespace sipgw {

struct IpPrefix {
  IpAddress address;    ///< bits beyond the length are 0
  unsigned length = 0;  ///< 0-32 or 0-128

  bool contains(const IpAddress& ip) const;
  std::string to_string() const;
  /// A single address without a length is taken too. Bits beyond the length are cleared.
  static std::optional<IpPrefix> parse(std::string_view text);
  bool operator==(const IpPrefix&) const = default;
};

}  // namespace sipgw
