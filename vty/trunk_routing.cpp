// SPDX-License-Identifier: AGPL-3.0-or-later
// Nodes `sip` and `trunk`: which calls are the trunk's, how long its peer is waited for, when a call goes elsewhere,
// and what causes and statuses mean on it.
#include <fmt/ranges.h>

#include <algorithm>

#include "base/strings.hpp"
#include "vty/limits.hpp"
#include "vty/nodes.hpp"
#include "vty/trunk_parts.hpp"

namespace sipgw::vty {
namespace {

#define MATCH_HELP "Which INVITEs are this trunk's, besides those from the remote's own addresses\n"
#define FAIL_OVER_HELP "After which responses a call from a phone goes to the next trunk of its group\n"
#define CAUSE_MAP_HELP "Causes and SIP statuses that mean something else on this trunk\n"
#define SIP_TO_CAUSE_HELP CAUSE_MAP_HELP "A status that refuses a call from a phone\nSIP status\n"
#define CAUSE_TO_SIP_HELP \
  CAUSE_MAP_HELP "A cause that ends a call to a phone before the answer\nCause (3GPP TS 24.008)\n"

template <typename Value>
void add(std::vector<Value>& values, const Value& value) {
  if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
}

template <bool wanted>
Outcome match_source(Terminal& terminal, Arguments arguments) {
  const auto prefix = IpPrefix::parse(arguments[0]);
  if (!prefix) {
    terminal.remark(fmt::format("'{}' is no prefix such as 192.0.2.0/24.", arguments[0]));
    return Outcome::refused;
  }
  return change_trunk(terminal, [&](cc::TrunkConfig& trunk) {
    if (wanted) {
      add(trunk.match.sources, *prefix);
    } else {
      std::erase(trunk.match.sources, *prefix);
    }
  });
}

template <bool wanted, std::vector<std::string> cc::MatchRules::*member>
Outcome match_name(Terminal& terminal, Arguments arguments) {
  const std::string name = arguments[0];
  return change_trunk(terminal, [&](cc::TrunkConfig& trunk) {
    if (wanted) {
      add(trunk.match.*member, name);
    } else {
      std::erase(trunk.match.*member, name);
    }
  });
}

Outcome try_timeout(Terminal& terminal, Arguments arguments) {
  return change_trunk(terminal, [&](cc::TrunkConfig& trunk) {
    trunk.try_timeout = std::chrono::seconds{number_argument<int>(arguments[0])};
  });
}

Outcome fail_over_codes(Terminal& terminal, Arguments arguments) {
  std::vector<int> codes;
  for (const auto* argument : arguments) {
    const auto code = parse_number<int>(argument);
    if (!code || *code < 300 || *code > 599) {
      terminal.remark(fmt::format("'{}' is no status from 300 to 599.", argument));
      return Outcome::refused;
    }
    add(codes, *code);
  }
  return change_trunk(terminal, [&](cc::TrunkConfig& trunk) { trunk.fail_over_codes = codes; });
}

Outcome no_fail_over_codes(Terminal& terminal, Arguments) {
  return change_trunk(terminal, [](cc::TrunkConfig& trunk) { trunk.fail_over_codes.clear(); });
}

template <std::map<int, int> cc::TrunkConfig::*member>
Outcome map_cause(Terminal& terminal, Arguments arguments) {
  return change_trunk(terminal, [&](cc::TrunkConfig& trunk) {
    (trunk.*member)[number_argument<int>(arguments[0])] = number_argument<int>(arguments[1]);
  });
}

template <std::map<int, int> cc::TrunkConfig::*member>
Outcome unmap_cause(Terminal& terminal, Arguments arguments) {
  return change_trunk(terminal,
                      [&](cc::TrunkConfig& trunk) { (trunk.*member).erase(number_argument<int>(arguments[0])); });
}

cmd_element commands[] = {
    command<match_source<true>>("match source PREFIX",
                                MATCH_HELP "Those from there\nAddress and length, 192.0.2.0/24 or 2001:db8::/32\n",
                                CMD_ATTR_IMMEDIATE),
    command<match_source<false>>(
        "no match source PREFIX",
        NO_STR MATCH_HELP "Those from there\nAddress and length, 192.0.2.0/24 or 2001:db8::/32\n", CMD_ATTR_IMMEDIATE),
    command<match_name<true, &cc::MatchRules::usernames>>(
        "match username USER",
        MATCH_HELP "Of those only the ones with such a user in From or in the Request-URI\nUser\n", CMD_ATTR_IMMEDIATE),
    command<match_name<false, &cc::MatchRules::usernames>>(
        "no match username USER",
        NO_STR MATCH_HELP "Of those only the ones with such a user in From or in the Request-URI\nUser\n",
        CMD_ATTR_IMMEDIATE),
    command<match_name<true, &cc::MatchRules::tls_names>>(
        "match tls-name NAME",
        MATCH_HELP "Instead those with such a name in a verified certificate, wherever from\nHost name\n",
        CMD_ATTR_IMMEDIATE),
    command<match_name<false, &cc::MatchRules::tls_names>>(
        "no match tls-name NAME",
        NO_STR MATCH_HELP "Instead those with such a name in a verified certificate, wherever from\nHost name\n",
        CMD_ATTR_IMMEDIATE),
    command<try_timeout>("try-timeout <1-32>",
                         "How long a call that could go elsewhere waits for the first response to its INVITE\n"
                         "Seconds (default: 4)\n",
                         CMD_ATTR_IMMEDIATE),
    command<fail_over_codes>("fail-over-codes .STATUSES",
                             FAIL_OVER_HELP
                             "Statuses 300 to 599 (default: 430 500 502 503 504), besides transport errors and "
                             "time-outs\n",
                             CMD_ATTR_IMMEDIATE),
    command<no_fail_over_codes>("no fail-over-codes",
                                NO_STR "Only after transport errors and time-outs a call goes to the next trunk\n",
                                CMD_ATTR_IMMEDIATE),
    command<map_cause<&cc::TrunkConfig::cause_of_status>>(
        "cause-map sip <300-699> to <1-127>",
        SIP_TO_CAUSE_HELP "What the phone is told, whatever Reason says\nCause (3GPP TS 24.008)\n", CMD_ATTR_IMMEDIATE),
    command<unmap_cause<&cc::TrunkConfig::cause_of_status>>("no cause-map sip <300-699>", NO_STR SIP_TO_CAUSE_HELP,
                                                            CMD_ATTR_IMMEDIATE),
    command<map_cause<&cc::TrunkConfig::status_of_cause>>("cause-map cause <1-127> to <300-699>",
                                                          CAUSE_TO_SIP_HELP "What the peer is told\nSIP status\n",
                                                          CMD_ATTR_IMMEDIATE),
    command<unmap_cause<&cc::TrunkConfig::status_of_cause>>("no cause-map cause <1-127>", NO_STR CAUSE_TO_SIP_HELP,
                                                            CMD_ATTR_IMMEDIATE),
};

void write_matches(Terminal& out, const cc::MatchRules& match) {
  for (const auto& prefix : match.sources) out.line(" match source {}", prefix.to_string());
  for (const auto& name : match.usernames) out.line(" match username {}", name);
  for (const auto& name : match.tls_names) out.line(" match tls-name {}", name);
}

}  // namespace

void write_trunk_routing(Terminal& out, const cc::TrunkConfig& trunk) {
  const cc::TrunkConfig defaults;
  write_matches(out, trunk.match);
  write_limits(out, trunk.limits);
  if (trunk.try_timeout != defaults.try_timeout) out.line(" try-timeout {}", trunk.try_timeout.count());
  if (trunk.fail_over_codes.empty()) {
    out.line(" no fail-over-codes");
  } else if (trunk.fail_over_codes != defaults.fail_over_codes) {
    out.line(" fail-over-codes {}", fmt::join(trunk.fail_over_codes, " "));
  }
  for (const auto& [status, cause] : trunk.cause_of_status) out.line(" cause-map sip {} to {}", status, cause);
  for (const auto& [cause, status] : trunk.status_of_cause) out.line(" cause-map cause {} to {}", cause, status);
}

void install_trunk_routing(int node) {
  install(node, commands);
  install_limits(node);
}

}  // namespace sipgw::vty
