// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/strings.hpp"

#include <algorithm>

namespace sipgw {

namespace {
constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
constexpr bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
}  // namespace

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

bool iequals(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

bool istarts_with(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && iequals(text.substr(0, prefix.size()), prefix);
}

std::string_view take_until(std::string_view& text, char separator) {
  const auto position = text.find(separator);
  const auto head = text.substr(0, position);
  text = position == std::string_view::npos ? std::string_view{} : text.substr(position + 1);
  return head;
}

std::string_view take_line(std::string_view& text) {
  auto line = take_until(text, '\n');
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

void append_printable(std::string& out, std::string_view text, std::size_t limit) {
  const auto begin = static_cast<std::ptrdiff_t>(out.size());
  out += text.substr(0, limit);
  std::replace_if(
      out.begin() + begin, out.end(), [](char c) { return c < 0x20 || c > 0x7e; }, '?');
  if (text.size() > limit) out += "...";
}

std::string printable(std::string_view text, std::size_t limit) {
  std::string out;
  append_printable(out, text, limit);
  return out;
}

}  // namespace sipgw
