// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sip/user_to_user.hpp"

#include "base/strings.hpp"
#include "sip/quoting.hpp"

namespace sipgw::sip {

namespace {

std::optional<std::string> from_hexadecimal(std::string_view text) {
  std::string octets;
  for (; text.size() >= 2; text.remove_prefix(2)) {
    const auto octet = parse_number<std::uint8_t>(text.substr(0, 2), 16);
    if (!octet) return std::nullopt;
    octets += static_cast<char>(*octet);
  }
  return text.empty() ? std::optional(octets) : std::nullopt;
}

std::string hexadecimal(std::string_view octets) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char c : octets) {
    const auto octet = static_cast<std::uint8_t>(c);
    text += {kDigits[octet >> 4], kDigits[octet & 0xf]};
  }
  return text;
}

/// Without parameters it is hexadecimal and for ISDN (RFC 7434 §7).
std::optional<UserInfo> parse_value(std::string_view value) {
  const auto data = unquote(trim(take_unquoted(value, ';')));
  while (!value.empty()) {
    const auto parameter = take_parameter(value);
    if (iequals(parameter.name, "purpose") && !iequals(parameter.value, "isdn-uui")) return std::nullopt;
    if (iequals(parameter.name, "encoding") && !iequals(parameter.value, "hex")) return std::nullopt;
  }
  const auto octets = from_hexadecimal(data);
  if (!octets || octets->empty()) return std::nullopt;
  return UserInfo{static_cast<std::uint8_t>(octets->front()), octets->substr(1)};
}

}  // namespace

std::string user_to_user(const UserInfo& info) {
  return hexadecimal(static_cast<char>(info.protocol) + info.octets) + ";encoding=hex;purpose=isdn-uui";
}

std::optional<UserInfo> parse_user_to_user(std::string_view header) {
  while (!header.empty()) {
    if (auto info = parse_value(take_unquoted(header, ','))) return info;
  }
  return std::nullopt;
}

}  // namespace sipgw::sip
