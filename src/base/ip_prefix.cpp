// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/ip_prefix.hpp"

#include <algorithm>

#include "base/strings.hpp"

namespace sipgw {

namespace {

unsigned bits_of(const IpAddress& ip) { return ip.v6 ? 128 : 32; }

IpAddress masked(IpAddress ip, unsigned length) {
  for (unsigned i = 0; i < ip.bytes.size(); ++i) {
    const unsigned kept = length > 8 * i ? std::min(length - 8 * i, 8u) : 0;
    ip.bytes[i] = static_cast<std::uint8_t>(ip.bytes[i] & (0xff00u >> kept));
  }
  return ip;
}

}  // namespace

bool IpPrefix::contains(const IpAddress& ip) const { return ip.v6 == address.v6 && masked(ip, length) == address; }

std::string IpPrefix::to_string() const { return address.to_string() + "/" + std::to_string(length); }

std::optional<IpPrefix> IpPrefix::parse(std::string_view text) {
  const bool has_length = text.find('/') != std::string_view::npos;
  const auto ip = IpAddress::parse(take_until(text, '/'));
  if (!ip) return std::nullopt;
  const auto length = has_length ? parse_number<unsigned>(text) : bits_of(*ip);
  if (!length || *length > bits_of(*ip)) return std::nullopt;
  return IpPrefix{masked(*ip, *length), *length};
}

}  // namespace sipgw
