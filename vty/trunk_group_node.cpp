// SPDX-License-Identifier: AGPL-3.0-or-later
// Node `trunk-group NAME`, and the routes of calls from phones: `default-route`, `emergency-route`.
#include <algorithm>

#include "vty/choice.hpp"
#include "vty/names.hpp"
#include "vty/nodes.hpp"
#include "vty/text.hpp"

namespace sipgw::vty {
namespace {

cmd_node group_node{.node = kTrunkGroupNode,
                    .prompt = "%s(config-trunk-group)# ",
                    .vtysh = 1,
                    .func = nullptr,
                    .cmd_vector = nullptr,
                    .name = "config-trunk-group"};

constexpr std::string_view kAlgorithms[] = {"priority",    "round-robin", "weight",
                                            "hash-caller", "hash-callid", "least-calls"};

void write_route(Terminal& out, std::string_view command, const cc::Route& route) {
  if (!route.trunk.empty()) out.line("{} trunk {}", command, route.trunk);
  if (!route.group.empty()) out.line("{} trunk-group {}", command, route.group);
}

void write_groups(Terminal& out) {
  const auto& config = admin().config();
  for (const auto& group : config.groups) {
    out.line("trunk-group {}", group.name);
    out.line(" algorithm {}", word_of(kAlgorithms, group.algorithm));
    for (const auto& member : group.members) {
      out.line(" member {}{}{}", member.trunk, member.priority == 0 ? "" : fmt::format(" priority {}", member.priority),
               member.weight == 1 ? "" : fmt::format(" weight {}", member.weight));
    }
  }
  write_route(out, "default-route", config.default_route);
  write_route(out, "emergency-route", config.emergency_route);
}

/// `change` gets the group whose node the terminal is in; another terminal may have removed it meanwhile.
template <typename Change>
Outcome change_group(Terminal& terminal, Change change) {
  const auto& name = name_of_number(terminal.index());
  if (admin().config().group(name) == nullptr) {
    terminal.remark(fmt::format("Trunk group {} has been removed.", name));
    return Outcome::refused;
  }
  return change_config(terminal, [&](cc::Config& config) { change(*config.group(name)); });
}

Outcome enter_group(Terminal& terminal, Arguments arguments) {
  const std::string name = arguments[0];
  if (!is_fit_for_name(terminal, name, "A trunk group's name")) return Outcome::refused;
  terminal.enter(kTrunkGroupNode, number_of_name(name));
  if (admin().config().group(name) != nullptr) return Outcome::done;
  return change_config(terminal, [&](cc::Config& config) { config.groups.push_back({.name = name}); });
}

Outcome remove_group(Terminal& terminal, Arguments arguments) {
  const std::string_view name = arguments[0];
  return change_config(terminal, [&](cc::Config& config) {
    std::erase_if(config.groups, [&](const auto& group) { return group.name == name; });
  });
}

Outcome algorithm(Terminal& terminal, Arguments arguments) {
  return change_group(terminal, [&](routing::TrunkGroup& group) {
    group.algorithm = choice<routing::Algorithm>(kAlgorithms, arguments[0]);
  });
}

void remark_on_absent(Terminal& terminal, bool exists, std::string_view what, std::string_view name) {
  if (!exists) terminal.remark(fmt::format("There is no {} {} yet.", what, name));
}

Outcome put_member(Terminal& terminal, const routing::Member& member) {
  remark_on_absent(terminal, admin().config().trunk(member.trunk) != nullptr, "trunk", member.trunk);
  return change_group(terminal, [&](routing::TrunkGroup& group) {
    const auto known = std::find_if(group.members.begin(), group.members.end(),
                                    [&](const auto& other) { return other.trunk == member.trunk; });
    if (known == group.members.end()) {
      group.members.push_back(member);
    } else {
      *known = member;
    }
  });
}

template <bool with_priority, bool with_weight>
Outcome member(Terminal& terminal, Arguments arguments) {
  routing::Member wanted{.trunk = arguments[0]};
  if (with_priority) wanted.priority = number_argument<std::uint16_t>(arguments[1]);
  if (with_weight) wanted.weight = number_argument<std::uint16_t>(arguments[with_priority ? 2 : 1]);
  return put_member(terminal, wanted);
}

Outcome no_member(Terminal& terminal, Arguments arguments) {
  return change_group(terminal, [&](routing::TrunkGroup& group) {
    std::erase_if(group.members, [&](const auto& known) { return known.trunk == arguments[0]; });
  });
}

template <cc::Route cc::Config::*route>
Outcome to_trunk(Terminal& terminal, Arguments arguments) {
  remark_on_absent(terminal, admin().config().trunk(arguments[0]) != nullptr, "trunk", arguments[0]);
  return change_config(terminal, [&](cc::Config& config) { config.*route = {.trunk = arguments[0], .group = {}}; });
}

template <cc::Route cc::Config::*route>
Outcome to_group(Terminal& terminal, Arguments arguments) {
  remark_on_absent(terminal, admin().config().group(arguments[0]) != nullptr, "trunk group", arguments[0]);
  return change_config(terminal, [&](cc::Config& config) { config.*route = {.trunk = {}, .group = arguments[0]}; });
}

template <cc::Route cc::Config::*route>
Outcome to_nobody(Terminal& terminal, Arguments) {
  return change_config(terminal, [](cc::Config& config) { config.*route = {}; });
}

#define DEFAULT_ROUTE_HELP "Where calls from phones go\n"
#define EMERGENCY_ROUTE_HELP "Where emergency calls go first; all other trunks are tried after it\n"
#define TO_TRUNK_HELP "To one trunk\nIts name\n"
#define TO_GROUP_HELP "To the trunks of a group\nIts name\n"

cmd_element config_commands[] = {
    command<enter_group>("trunk-group NAME",
                         "Configure a group of trunks that calls from phones try one by one\n"
                         "Name of the group\n",
                         CMD_ATTR_IMMEDIATE),
    command<remove_group>("no trunk-group NAME", NO_STR "Remove a group of trunks\nName of the group\n",
                          CMD_ATTR_IMMEDIATE),
    command<to_trunk<&cc::Config::default_route>>("default-route trunk NAME", DEFAULT_ROUTE_HELP TO_TRUNK_HELP,
                                                  CMD_ATTR_IMMEDIATE),
    command<to_group<&cc::Config::default_route>>("default-route trunk-group NAME", DEFAULT_ROUTE_HELP TO_GROUP_HELP,
                                                  CMD_ATTR_IMMEDIATE),
    command<to_nobody<&cc::Config::default_route>>(
        "no default-route", NO_STR "Calls from phones go to the first trunk in use (default)\n", CMD_ATTR_IMMEDIATE),
    command<to_trunk<&cc::Config::emergency_route>>("emergency-route trunk NAME", EMERGENCY_ROUTE_HELP TO_TRUNK_HELP,
                                                    CMD_ATTR_IMMEDIATE),
    command<to_group<&cc::Config::emergency_route>>("emergency-route trunk-group NAME",
                                                    EMERGENCY_ROUTE_HELP TO_GROUP_HELP, CMD_ATTR_IMMEDIATE),
    command<to_nobody<&cc::Config::emergency_route>>(
        "no emergency-route", NO_STR "Emergency calls go first where other calls go (default)\n", CMD_ATTR_IMMEDIATE),
};

#define MEMBER_HELP "Add a trunk to the group, or change what it is there\nName of the trunk\n"
#define PRIORITY_HELP "Those with a lower one are tried before\nPriority (default: 0)\n"
#define WEIGHT_HELP "Its share of the calls, for the algorithm 'weight'\nWeight (default: 1); 0: after all others\n"

cmd_element commands[] = {
    command<algorithm>("algorithm (priority|round-robin|weight|hash-caller|hash-callid|least-calls)",
                       "How calls are spread over the members of equal priority\n"
                       "In the order of the configuration (default)\n"
                       "Each call begins with the next one\n"
                       "By chance, in proportion to the weights\n"
                       "The calls of one caller always begin with the same one\n"
                       "By the Call-ID\n"
                       "Who carries the fewest calls comes first\n",
                       CMD_ATTR_IMMEDIATE),
    command<member<false, false>>("member TRUNK", MEMBER_HELP, CMD_ATTR_IMMEDIATE),
    command<member<true, false>>("member TRUNK priority <0-65535>", MEMBER_HELP PRIORITY_HELP, CMD_ATTR_IMMEDIATE),
    command<member<false, true>>("member TRUNK weight <0-65535>", MEMBER_HELP WEIGHT_HELP, CMD_ATTR_IMMEDIATE),
    command<member<true, true>>("member TRUNK priority <0-65535> weight <0-65535>",
                                MEMBER_HELP PRIORITY_HELP WEIGHT_HELP, CMD_ATTR_IMMEDIATE),
    command<no_member>("no member TRUNK", NO_STR "Take a trunk out of the group\nName of the trunk\n",
                       CMD_ATTR_IMMEDIATE),
};

void print_group(Terminal& out, const routing::TrunkGroup& group, const std::vector<cc::TrunkSnapshot>& trunks) {
  constexpr auto kRow = " {:<32} {:>8} {:>6} {:>5}  {}";
  out.line("Trunk group {}, {}", group.name, word_of(kAlgorithms, group.algorithm));
  out.line(kRow, "Trunk", "Priority", "Weight", "Calls", "State");
  for (const auto& member : group.members) {
    const auto trunk = std::find_if(trunks.begin(), trunks.end(),
                                    [&](const auto& known) { return known.config.name == member.trunk; });
    out.line(kRow, member.trunk, member.priority, member.weight, trunk == trunks.end() ? 0 : trunk->calls,
             trunk == trunks.end() ? "not in use" : in_words(*trunk));
  }
}

Outcome show_groups(Terminal& out, Arguments) {
  for (const auto& group : admin().config().groups) print_group(out, group, admin().trunks());
  return Outcome::done;
}

Outcome show_group(Terminal& out, Arguments arguments) {
  const auto* group = admin().config().group(arguments[0]);
  if (group == nullptr) {
    out.remark(fmt::format("There is no trunk group {}.", arguments[0]));
    return Outcome::refused;
  }
  print_group(out, *group, admin().trunks());
  return Outcome::done;
}

cmd_element show_commands[] = {
    command<show_groups>("show trunk-group", SHOW_STR "Groups of trunks: members, state, calls\n"),
    command<show_group>("show trunk-group NAME", SHOW_STR "Groups of trunks: members, state, calls\nName of a group\n"),
};

}  // namespace

void install_trunk_group_node() {
  install_config_node<write_groups>(group_node);
  install(CONFIG_NODE, config_commands);
  install(kTrunkGroupNode, commands);
  install_show(show_commands);
}

}  // namespace sipgw::vty
