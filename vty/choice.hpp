// SPDX-License-Identifier: AGPL-3.0-or-later
// Commands of a trunk that choose one of several words: the words stand in an array by the value that they mean,
// an enumerator's or, of two words, a bool's.
#pragma once

#include <algorithm>
#include <iterator>
#include <string_view>
#include <type_traits>

#include "vty/trunk_parts.hpp"

namespace sipgw::vty {

inline constexpr std::string_view kTransports[] = {"udp", "tcp", "tls"};

template <std::size_t N, typename Value>
std::string_view word_of(const std::string_view (&words)[N], Value value) {
  return words[static_cast<std::size_t>(value)];
}

/// libosmovty has let only one of the words through, perhaps abbreviated.
template <typename Value, std::size_t N>
Value choice(const std::string_view (&words)[N], std::string_view argument) {
  const auto found = std::find_if(std::begin(words), std::end(words),
                                  [&](std::string_view word) { return word.starts_with(argument); });
  return static_cast<Value>(found - std::begin(words));
}

/// The handler of such a command.
template <const auto& words, auto member>
Outcome choose(Terminal& terminal, Arguments arguments) {
  return change_trunk(terminal, [&](cc::TrunkConfig& trunk) {
    auto& value = trunk.*member;
    value = choice<std::remove_reference_t<decltype(value)>>(words, arguments[0]);
  });
}

/// Its line in the configuration; none for the default, so that the small form stays small.
template <std::size_t N, typename Value>
void write_choice(Terminal& out, std::string_view command, const std::string_view (&words)[N],
                  const cc::TrunkConfig& trunk, Value cc::TrunkConfig::*member) {
  if (trunk.*member != cc::TrunkConfig::named(trunk.name).*member) {
    out.line(" {} {}", command, word_of(words, trunk.*member));
  }
}

}  // namespace sipgw::vty
