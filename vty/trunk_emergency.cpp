// SPDX-License-Identifier: AGPL-3.0-or-later
// Nodes `sip` and `trunk`: emergency calls.
#include "base/strings.hpp"
#include "vty/choice.hpp"
#include "vty/nodes.hpp"
#include "vty/trunk_parts.hpp"

namespace sipgw::vty {
namespace {

constexpr std::size_t kLongestResourcePriority = 64;

constexpr std::string_view kEmergencyUris[] = {"compat", "sos", "number", "both"};

/// RFC 4412 §3.1: namespace "." priority, both made of these characters.
bool is_resource_priority(std::string_view value) {
  constexpr std::string_view kTokenCharacters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-!%*_+`'~";
  const auto name = take_until(value, '.');
  const auto is_token = [&](std::string_view part) {
    return !part.empty() && part.find_first_not_of(kTokenCharacters) == std::string_view::npos;
  };
  return is_token(name) && is_token(value) && name.size() + value.size() < kLongestResourcePriority;
}

Outcome resource_priority(Terminal& terminal, Arguments arguments) {
  if (!is_resource_priority(arguments[0])) {
    terminal.remark(fmt::format("'{}' is no namespace and priority such as esnet.0.", arguments[0]));
    return Outcome::refused;
  }
  return change_trunk(terminal, [&](cc::TrunkConfig& trunk) { trunk.resource_priority = arguments[0]; });
}

Outcome no_resource_priority(Terminal& terminal, Arguments) {
  return change_trunk(terminal, [](cc::TrunkConfig& trunk) { trunk.resource_priority.clear(); });
}

cmd_element commands[] = {
    command<choose<kEmergencyUris, &cc::TrunkConfig::emergency_uri>>(
        "emergency-uri (compat|sos|number|both)",
        "Where emergency calls go at the peer\n"
        "User 'emergency', as osmo-sip-connector does (default)\n"
        "urn:service:sos (RFC 5031)\n"
        "The number dialled\n"
        "urn:service:sos, and the number if the peer does not take that\n",
        CMD_ATTR_IMMEDIATE),
    command<resource_priority>("resource-priority VALUE",
                               "The header Resource-Priority (RFC 4412) of emergency calls\n"
                               "Namespace and priority, such as esnet.0\n",
                               CMD_ATTR_IMMEDIATE),
    command<no_resource_priority>("no resource-priority",
                                  "Negate a command\n"
                                  "Emergency calls have no header Resource-Priority (default)\n",
                                  CMD_ATTR_IMMEDIATE),
};

}  // namespace

void write_trunk_emergency(Terminal& out, const cc::TrunkConfig& trunk) {
  write_choice(out, "emergency-uri", kEmergencyUris, trunk, &cc::TrunkConfig::emergency_uri);
  if (!trunk.resource_priority.empty()) out.line(" resource-priority {}", trunk.resource_priority);
}

void install_trunk_emergency(int node) { install(node, commands); }

}  // namespace sipgw::vty
