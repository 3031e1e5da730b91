// SPDX-License-Identifier: AGPL-3.0-or-later
// DNS messages put together by hand, good ones and bad ones.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "adapters/dns/answer.hpp"

namespace sipgw::dns {

using Bytes = std::basic_string<std::uint8_t>;

inline Bytes numbers(const std::vector<std::uint16_t>& values) {
  Bytes bytes;
  for (const auto value : values) {
    bytes += static_cast<std::uint8_t>(value >> 8);
    bytes += static_cast<std::uint8_t>(value & 0xff);
  }
  return bytes;
}

/// A character string or label: its length, then itself.
inline Bytes text(const std::string& value) {
  Bytes bytes(1, static_cast<std::uint8_t>(value.size()));
  bytes.append(value.begin(), value.end());
  return bytes;
}

inline Bytes name(const std::vector<std::string>& labels) {
  Bytes bytes;
  for (const auto& label : labels) bytes += text(label);
  return bytes + Bytes(1, 0);
}

inline Bytes entry(std::uint16_t type, std::uint16_t ttl, const Bytes& data) {
  const auto size = static_cast<std::uint16_t>(data.size());
  return name({"pbx", "example"}) + numbers({type, 1, 0, ttl, size}) + data;
}

inline Bytes cname(std::uint16_t ttl, const Bytes& data) { return entry(5, ttl, data); }
inline Bytes srv(std::uint16_t ttl, const Bytes& data) { return entry(33, ttl, data); }
inline Bytes naptr(std::uint16_t ttl, const Bytes& data) { return entry(35, ttl, data); }

/// A response with one question, which does not matter, and these in its answer section.
inline Message message(const std::vector<Bytes>& entries) {
  auto bytes = numbers({0x1234, 0x8180, 1, static_cast<std::uint16_t>(entries.size()), 0, 0});
  bytes += name({"pbx", "example"}) + numbers({33, 1});
  for (const auto& each : entries) bytes += each;
  return {bytes.begin(), bytes.end()};
}

}  // namespace sipgw::dns
