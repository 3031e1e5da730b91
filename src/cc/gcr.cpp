// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cc/gcr.hpp"

#include "base/strings.hpp"

namespace sipgw::cc {

namespace {
constexpr std::size_t kFewestOctets = 13;
}

std::string gcr_text(const Gcr& gcr) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const auto octet : gcr) {
    text += kDigits[octet >> 4];
    text += kDigits[octet & 0xf];
  }
  return text;
}

std::optional<Gcr> parse_gcr(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c == ' ') continue;
    digits += c;
    if (digits.size() > 2 * Gcr{}.size()) return std::nullopt;
  }
  if (digits.size() % 2 != 0 || digits.size() < 2 * kFewestOctets) return std::nullopt;
  Gcr gcr{};
  for (std::size_t octet = 0; octet < digits.size() / 2; ++octet) {
    const auto value = parse_number<std::uint8_t>(std::string_view(digits).substr(2 * octet, 2), 16);
    if (!value) return std::nullopt;
    gcr[octet] = *value;
  }
  return gcr;
}

}  // namespace sipgw::cc
