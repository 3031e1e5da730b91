// SPDX-License-Identifier: AGPL-3.0-or-later
// Nodes `sip` and `trunk`: extensions of SIP.
#include "vty/choice.hpp"
#include "vty/nodes.hpp"
#include "vty/trunk_parts.hpp"

namespace sipgw::vty {
namespace {

constexpr std::string_view kSessionTimers[] = {"off", "accept", "request"};
constexpr std::string_view kPracks[] = {"off", "supported", "required"};

Outcome session_timer(Terminal& terminal, Arguments arguments) {
  return change_trunk(terminal, [&](cc::TrunkConfig& trunk) {
    trunk.policy.session_timer = choice<sip::SessionTimer>(kSessionTimers, arguments[0]);
  });
}

Outcome session_expires(Terminal& terminal, Arguments arguments) {
  return change_trunk(terminal, [&](cc::TrunkConfig& trunk) {
    trunk.policy.session_expires = number_argument<unsigned>(arguments[0]);
  });
}

Outcome session_min_se(Terminal& terminal, Arguments arguments) {
  return change_trunk(terminal,
                      [&](cc::TrunkConfig& trunk) { trunk.policy.min_se = number_argument<unsigned>(arguments[0]); });
}

Outcome prack(Terminal& terminal, Arguments arguments) {
  return change_trunk(terminal,
                      [&](cc::TrunkConfig& trunk) { trunk.policy.prack = choice<sip::Prack>(kPracks, arguments[0]); });
}

Outcome redirect_reject(Terminal& terminal, Arguments) {
  return change_trunk(terminal, [](cc::TrunkConfig& trunk) { trunk.redirects = 0; });
}

Outcome redirect_follow(Terminal& terminal, Arguments arguments) {
  return change_trunk(terminal,
                      [&](cc::TrunkConfig& trunk) { trunk.redirects = number_argument<unsigned>(arguments[0]); });
}

cmd_element commands[] = {
    command<session_timer>("session-timer (off|accept|request)",
                           "Session timers (RFC 4028), which end calls whose peer has died\n"
                           "Not supported\n"
                           "As the peer wants it (default)\n"
                           "Ask for one in each call\n",
                           CMD_ATTR_IMMEDIATE),
    command<session_expires>("session-timer expires <90-86400>",
                             "Session timers (RFC 4028), which end calls whose peer has died\n"
                             "How long a session lasts without a refresh, with request\nSeconds (default: 1800)\n",
                             CMD_ATTR_IMMEDIATE),
    command<session_min_se>("session-timer min-se <90-3600>",
                            "Session timers (RFC 4028), which end calls whose peer has died\n"
                            "The shortest session of a peer; others get 422\nSeconds (default: 90)\n",
                            CMD_ATTR_IMMEDIATE),
    command<prack>("prack (off|supported|required)",
                   "Reliable provisional responses (RFC 3262)\n"
                   "Not supported (default)\n"
                   "Acknowledge those of the peer, send none; not behind a proxy that forks calls\n"
                   "No call of either direction without them\n",
                   CMD_ATTR_IMMEDIATE),
    command<redirect_reject>("redirect reject",
                             "What a 3xx response does\n"
                             "It refuses the call (default)\n",
                             CMD_ATTR_IMMEDIATE),
    command<redirect_follow>("redirect follow <1-5>",
                             "What a 3xx response does\n"
                             "The call goes to its Contacts, as far as they are at the remote's addresses\n"
                             "So many times in one call\n",
                             CMD_ATTR_IMMEDIATE),
};

}  // namespace

/// What differs from the defaults: the small form stays small.
void write_trunk_policy(Terminal& out, const cc::TrunkConfig& trunk) {
  const auto defaults = cc::TrunkConfig::named(trunk.name);
  const auto& policy = trunk.policy;
  if (policy.session_timer != defaults.policy.session_timer)
    out.line(" session-timer {}", word_of(kSessionTimers, policy.session_timer));
  if (policy.session_expires != defaults.policy.session_expires)
    out.line(" session-timer expires {}", policy.session_expires);
  if (policy.min_se != defaults.policy.min_se) out.line(" session-timer min-se {}", policy.min_se);
  if (policy.prack != defaults.policy.prack) out.line(" prack {}", word_of(kPracks, policy.prack));
  if (trunk.redirects != 0) out.line(" redirect follow {}", trunk.redirects);
}

void install_trunk_policy(int node) { install(node, commands); }

}  // namespace sipgw::vty
