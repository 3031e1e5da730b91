// SPDX-License-Identifier: AGPL-3.0-or-later
// Transport addresses as plain values: what SDP, MNCC and MGCP call "where the RTP goes".
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sipgw {

/// An IPv4 or IPv6 address in network byte order. Default: unspecified IPv4 (0.0.0.0).
struct IpAddress {
  bool v6 = false;
  std::array<std::uint8_t, 16> bytes{};  ///< IPv4 uses the first four

  bool operator==(const IpAddress&) const = default;
  bool is_unspecified() const;
  bool is_loopback() const;
  std::string to_string() const;  ///< "192.0.2.1", "2001:db8::1" (no brackets)

  /// Literal address only; a name yields nothing. Brackets around IPv6 are accepted.
  static std::optional<IpAddress> parse(std::string_view text);
};

/// Address and UDP/TCP port (host byte order). Port 0: none.
struct NetAddress {
  IpAddress ip;
  std::uint16_t port = 0;

  bool operator==(const NetAddress&) const = default;
  /// True if media or signalling can be sent there: neither 0.0.0.0/:: nor port 0.
  bool usable() const { return !ip.is_unspecified() && port != 0; }
  std::string to_string() const;  ///< "192.0.2.1:4000", "[2001:db8::1]:4000"
};

}  // namespace sipgw
