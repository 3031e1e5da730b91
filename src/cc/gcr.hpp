// SPDX-License-Identifier: AGPL-3.0-or-later
// The global call reference (3GPP TS 29.205) as MNCC carries it and as the header X-Global-Call-Ref does.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sipgw::cc {

using Gcr = std::array<std::uint8_t, 16>;

inline constexpr std::string_view kGcrHeader = "X-Global-Call-Ref";

/// Hexadecimal digits, two an octet, without blanks.
std::string gcr_text(const Gcr& gcr);
/// 13 to 16 octets in hexadecimal of either case, with or without blanks; what is missing of the 16 is zero.
std::optional<Gcr> parse_gcr(std::string_view text);

}  // namespace sipgw::cc
