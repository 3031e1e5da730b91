// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sim/script.hpp"

#include "base/strings.hpp"

namespace sipgw::sim {

std::string_view to_string(EndKind kind) {
  switch (kind) {
    case EndKind::phone:
      return "phone";
    case EndKind::sip:
      return "sip";
  }
  return "";
}

Party expanded(const Party& party, unsigned index) {
  if (!party.counts) return party;
  Party result{party.kind, party.number, false};
  auto carry = static_cast<std::uint64_t>(index);
  for (auto digit = result.number.rbegin(); digit != result.number.rend() && *digit != '+' && carry != 0; ++digit) {
    carry += static_cast<std::uint64_t>(*digit - '0');
    *digit = static_cast<char>('0' + carry % 10);
    carry /= 10;
  }
  return result;
}

Result<Script> parse_script(std::string_view text) {
  Script script;
  for (unsigned number = 1; !text.empty(); ++number) {
    auto step = parse_line(take_line(text));
    if (!step) return Error{"line " + std::to_string(number) + ": " + step.error().text};
    if (*step) script.push_back(std::move(**step));
  }
  return script;
}

}  // namespace sipgw::sim
