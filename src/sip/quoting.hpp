// SPDX-License-Identifier: AGPL-3.0-or-later
// Quoted strings in header values (RFC 3261 §25.1). Internal to this folder.
#pragma once

#include <string>
#include <string_view>

namespace sipgw::sip {

/// Cuts off and returns what stands before a `separator` that is not inside quotes; the rest stays in `text`.
std::string_view take_unquoted(std::string_view& text, char separator);
/// The text itself, or what is between its quotes with escapes undone. A missing closing quote is tolerated.
std::string unquote(std::string_view text);
/// In quotes, with escapes; control characters are left out.
std::string quote(std::string_view text);

/// One "name=value" of a parameter list, both trimmed; the value still quoted. Empty value: there was none.
struct Parameter {
  std::string_view name;
  std::string_view value;
};
/// Cuts off and returns the next parameter of a ";"-separated list.
Parameter take_parameter(std::string_view& list);

}  // namespace sipgw::sip
