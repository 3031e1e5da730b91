// SPDX-License-Identifier: AGPL-3.0-or-later
// The connection parameters of a DLCX's response: "PS=50, OS=8000, PR=49, OR=7840, PL=1, JI=2" (RFC 3435 §3.2.2.7).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace sipgw::mgcp {

/// As the MGW counts them at one connection.
struct Statistics {
  std::uint32_t packets_sent = 0, octets_sent = 0, packets_received = 0, octets_received = 0, packets_lost = 0;
  std::uint32_t jitter_ms = 0;
  bool operator==(const Statistics&) const = default;
};

/// Reads the value of P:. Nothing if it counts no packets; unknown, unreadable and missing parameters are skipped.
std::optional<Statistics> parse_statistics(std::string_view text);

}  // namespace sipgw::mgcp
