// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/net_address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

namespace sipgw {

bool IpAddress::is_unspecified() const {
  return std::all_of(bytes.begin(), bytes.begin() + (v6 ? 16 : 4), [](std::uint8_t byte) { return byte == 0; });
}

bool IpAddress::is_loopback() const {
  if (!v6) return bytes[0] == 127;
  return std::all_of(bytes.begin(), bytes.begin() + 15, [](std::uint8_t byte) { return byte == 0; }) && bytes[15] == 1;
}

std::string IpAddress::to_string() const {
  if (v6) {
    char text[INET6_ADDRSTRLEN] = {};
    return inet_ntop(AF_INET6, bytes.data(), text, sizeof text) != nullptr ? text : std::string{};
  }
  auto text = std::to_string(bytes[0]);  // inet_ntop() has printf() do this, for thousands of instructions
  for (std::size_t i = 1; i < 4; ++i) text.append(1, '.').append(std::to_string(bytes[i]));
  return text;
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  if (text.size() >= 2 && text.front() == '[' && text.back() == ']') text = text.substr(1, text.size() - 2);
  char buffer[INET6_ADDRSTRLEN] = {};
  const bool has_nul = text.find('\0') != std::string_view::npos;  // inet_pton would stop there
  if (text.empty() || text.size() >= sizeof buffer || has_nul) return std::nullopt;
  std::memcpy(buffer, text.data(), text.size());

  IpAddress address;
  address.v6 = text.find(':') != std::string_view::npos;
  if (inet_pton(address.v6 ? AF_INET6 : AF_INET, buffer, address.bytes.data()) != 1) return std::nullopt;
  return address;
}

std::string NetAddress::to_string() const {
  return (ip.v6 ? "[" + ip.to_string() + "]" : ip.to_string()) + ":" + std::to_string(port);
}

}  // namespace sipgw
