// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sip/quoting.hpp"

#include <algorithm>

#include "base/strings.hpp"

namespace sipgw::sip {

std::string_view take_unquoted(std::string_view& text, char separator) {
  bool quoted = false;
  std::size_t end = 0;
  for (; end < text.size(); ++end) {
    const char c = text[end];
    if (quoted && c == '\\')
      ++end;
    else if (c == '"')
      quoted = !quoted;
    else if (c == separator && !quoted)
      break;
  }
  const auto head = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return head;
}

std::string unquote(std::string_view text) {
  if (text.empty() || text.front() != '"') return std::string(text);
  std::string out;
  for (std::size_t i = 1; i < text.size() && text[i] != '"'; ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    out += text[i];
  }
  return out;
}

std::string quote(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 2);
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) continue;
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
  return out;
}

Parameter take_parameter(std::string_view& list) {
  auto value = take_unquoted(list, ';');
  const auto name = take_unquoted(value, '=');
  return {trim(name), trim(value)};
}

}  // namespace sipgw::sip
