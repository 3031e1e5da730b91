// SPDX-License-Identifier: AGPL-3.0-or-later
// Small text helpers that the protocol modules share. All ASCII, locale-free, no allocation unless a string is
// returned.
#pragma once

#include <charconv>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>

namespace sipgw {

std::string_view trim(std::string_view text);  ///< without blanks and tabs, CR and LF at both ends
bool iequals(std::string_view a, std::string_view b);
bool istarts_with(std::string_view text, std::string_view prefix);

/// Cuts off and returns what stands before `separator`; the rest stays in `text` (empty if there was no separator).
std::string_view take_until(std::string_view& text, char separator);
/// Cuts off and returns the next line without its CRLF or LF.
std::string_view take_line(std::string_view& text);

bool all_digits(std::string_view text);  ///< true for a non-empty run of 0-9

/// The whole text as a number in decimal; nothing if it is empty, has other characters or is out of T's range.
template <std::integral T>
std::optional<T> parse_number(std::string_view text, int base = 10) {
  T value{};
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value, base);
  if (error != std::errc{} || stop != end || text.empty()) return std::nullopt;
  return value;
}

/// Text from a peer made fit for a log line or the VTY: control characters and bytes above 0x7e become '?', cut at
/// `limit`.
std::string printable(std::string_view text, std::size_t limit = 200);
/// The same at the end of `out`.
void append_printable(std::string& out, std::string_view text, std::size_t limit = 200);

}  // namespace sipgw
