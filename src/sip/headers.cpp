// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sip/headers.hpp"

#include <algorithm>

#include "base/strings.hpp"
#include "sip/cause_text.hpp"
#include "sip/quoting.hpp"

namespace sipgw::sip {

namespace {

constexpr bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// What may stand in a URI's user part as it is: unreserved and user-unreserved of RFC 3261 §25.1.
constexpr bool is_user_character(char c) {
  constexpr std::string_view kMarks = "-_.!~*'()&=+$,;?/";
  return is_alphanumeric(c) || kMarks.find(c) != std::string_view::npos;
}

std::string bracketed(std::string_view host) {
  const bool is_bare_ipv6 = host.find(':') != std::string_view::npos && !host.starts_with('[');
  return is_bare_ipv6 ? "[" + std::string(host) + "]" : std::string(host);
}

/// One value of a Reason header: "Q.850;cause=16;text=\"…\"".
void take_reason_value(std::string_view value, Reason& reason) {
  const auto protocol = trim(take_unquoted(value, ';'));
  std::optional<int> cause;
  std::string text;
  while (!value.empty()) {
    const auto parameter = take_parameter(value);
    if (iequals(parameter.name, "cause")) cause = parse_number<int>(parameter.value);
    if (iequals(parameter.name, "text")) text = unquote(parameter.value);
  }

  const bool is_q850 = iequals(protocol, "Q.850") && cause >= 1 && cause <= 127;
  const bool is_sip = iequals(protocol, "SIP") && cause >= 100 && cause <= 699;
  if (!is_q850 && !is_sip) return;
  auto& kept = is_q850 ? reason.q850 : reason.sip;
  if (kept) return;
  kept = cause;
  if (reason.text.empty()) reason.text = std::move(text);
}

}  // namespace

void parse_reason(std::string_view value, Reason& reason) {
  while (!value.empty()) take_reason_value(take_unquoted(value, ','), reason);
}

std::string q850_reason(int cause) {
  auto value = "Q.850;cause=" + std::to_string(cause);
  const auto text = cause_text(cause);
  if (!text.empty()) value += ";text=" + quote(text);
  return value;
}

std::optional<std::string> dialable(std::string_view user) {
  constexpr std::string_view kVisualSeparators = "-.() ";
  constexpr std::string_view kDigits = "0123456789*#abc";
  auto number = take_until(user, ';');
  std::string digits;
  if (number.starts_with('+')) {
    digits = "+";
    number.remove_prefix(1);
  }
  const auto first = digits.size();
  for (const char c : number) {
    if (kVisualSeparators.find(c) != std::string_view::npos) continue;
    const char digit = c >= 'A' && c <= 'C' ? static_cast<char>(c - 'A' + 'a') : c;
    if (kDigits.find(digit) == std::string_view::npos) return std::nullopt;
    digits += digit;
  }
  return digits.size() > first ? std::optional(digits) : std::nullopt;
}

std::string escape_user(std::string_view user) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : user) {
    if (is_user_character(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', kHex[byte >> 4], kHex[byte & 0xf]};
  }
  return out;
}

std::string name_addr(std::string_view display, std::string_view user, std::string_view host, std::uint16_t port) {
  const auto name = display.empty() ? std::string{} : quote(display) + " ";
  return name + "<" + sip_uri(user, host, port) + ">";
}

std::string sip_uri(std::string_view user, std::string_view host, std::uint16_t port) {
  std::string uri = "sip:";
  if (!user.empty()) uri += escape_user(user) + "@";
  uri += bracketed(host);
  if (port != 0) uri += ":" + std::to_string(port);
  return uri;
}

std::optional<int> warning_code(std::string_view value) {
  value = trim(value);
  const auto code = take_until(value, ' ');
  return code.size() == 3 && all_digits(code) ? parse_number<int>(code) : std::nullopt;
}

bool privacy_withholds(std::string_view value) {
  while (!value.empty()) {
    const auto wish = trim(take_until(value, ';'));
    if (iequals(wish, "id") || iequals(wish, "user") || iequals(wish, "header")) return true;
  }
  return false;
}

bool remote_party_withholds(std::string_view value) {
  static_cast<void>(take_unquoted(value, '>'));
  while (!value.empty()) {
    const auto parameter = take_parameter(value);
    if (iequals(parameter.name, "privacy") && !iequals(unquote(parameter.value), "off")) return true;
  }
  return false;
}

}  // namespace sipgw::sip
