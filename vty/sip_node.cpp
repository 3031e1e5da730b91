// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/net_address.hpp"
#include "vty/choice.hpp"
#include "vty/nodes.hpp"
#include "vty/sip_parts.hpp"

namespace sipgw::vty {
namespace {

constexpr std::size_t kLongestHostName = 253;

cmd_node sip_node{.node = kSipNode,
                  .prompt = "%s(config-sip)# ",
                  .vtysh = 1,
                  .func = nullptr,
                  .cmd_vector = nullptr,
                  .name = "config-sip"};

constexpr std::string_view kSessionTimers[] = {"off", "accept", "request"};
constexpr std::string_view kPracks[] = {"off", "supported", "required"};

/// What differs from the defaults: the small form stays small.
void write_policy(Terminal& out, const cc::SipConfig& sip) {
  const cc::SipConfig defaults;
  const auto& policy = sip.policy;
  if (policy.session_timer != defaults.policy.session_timer)
    out.line(" session-timer {}", word_of(kSessionTimers, policy.session_timer));
  if (policy.session_expires != defaults.policy.session_expires)
    out.line(" session-timer expires {}", policy.session_expires);
  if (policy.min_se != defaults.policy.min_se) out.line(" session-timer min-se {}", policy.min_se);
  if (policy.prack != defaults.policy.prack) out.line(" prack {}", word_of(kPracks, policy.prack));
  if (sip.redirects != 0) out.line(" redirect follow {}", sip.redirects);
}

void write_sip(Terminal& out) {
  const auto& sip = admin().config().sip;
  out.line("sip");
  out.line(" local {} {}", sip.local_host, sip.local_port);
  out.line(" remote {} {}", sip.remote_host, sip.remote_port);
  out.line(" sofia-sip log-level {}", sip.sofia_log_level);
  write_sip_media(out, sip);
  write_policy(out, sip);
  write_sip_identity(out, sip);
  write_sip_emergency(out, sip);
}

Outcome enter_sip(Terminal& terminal, Arguments) {
  terminal.enter(kSipNode);
  return Outcome::done;
}

Outcome local(Terminal& terminal, Arguments arguments) {
  const auto address = IpAddress::parse(arguments[0]);
  if (!address) {
    terminal.remark(fmt::format("'{}' is no IP address.", arguments[0]));
    return Outcome::refused;
  }
  return change_config(terminal, [&](cc::Config& config) {
    config.sip.local_host = address->to_string();
    config.sip.local_port = number_argument<std::uint16_t>(arguments[1]);
  });
}

Outcome remote(Terminal& terminal, Arguments arguments) {
  const std::string host = arguments[0];
  if (host.size() > kLongestHostName) {
    terminal.remark(fmt::format("A host name has at most {} characters.", kLongestHostName));
    return Outcome::refused;
  }
  return change_config(terminal, [&](cc::Config& config) {
    config.sip.remote_host = host;
    config.sip.remote_port = number_argument<std::uint16_t>(arguments[1]);
  });
}

Outcome sofia_log_level(Terminal& terminal, Arguments arguments) {
  return change_config(terminal,
                       [&](cc::Config& config) { config.sip.sofia_log_level = number_argument<int>(arguments[0]); });
}

Outcome session_timer(Terminal& terminal, Arguments arguments) {
  return change_config(terminal, [&](cc::Config& config) {
    config.sip.policy.session_timer = choice<sip::SessionTimer>(kSessionTimers, arguments[0]);
  });
}

Outcome session_expires(Terminal& terminal, Arguments arguments) {
  return change_config(terminal, [&](cc::Config& config) {
    config.sip.policy.session_expires = number_argument<unsigned>(arguments[0]);
  });
}

Outcome session_min_se(Terminal& terminal, Arguments arguments) {
  return change_config(terminal,
                       [&](cc::Config& config) { config.sip.policy.min_se = number_argument<unsigned>(arguments[0]); });
}

Outcome prack(Terminal& terminal, Arguments arguments) {
  return change_config(
      terminal, [&](cc::Config& config) { config.sip.policy.prack = choice<sip::Prack>(kPracks, arguments[0]); });
}

Outcome redirect_reject(Terminal& terminal, Arguments) {
  return change_config(terminal, [](cc::Config& config) { config.sip.redirects = 0; });
}

Outcome redirect_follow(Terminal& terminal, Arguments arguments) {
  return change_config(terminal,
                       [&](cc::Config& config) { config.sip.redirects = number_argument<unsigned>(arguments[0]); });
}

cmd_element config_commands[] = {command<enter_sip>("sip", "Configure the SIP side\n")};
cmd_element commands[] = {
    command<local>("local " VTY_IPV46_CMD " <1-65535>",
                   "Where SIP is served, on UDP and TCP\nIPv4 address\nIPv6 address\nPort\n"),
    command<remote>("remote ADDR <1-65535>",
                    "The SIP peer: calls go there, and only its addresses may call\nHost name or IP address\nPort\n",
                    CMD_ATTR_IMMEDIATE),
    command<sofia_log_level>("sofia-sip log-level <0-9>",
                             "The SIP library Sofia-SIP\nHow much it logs (category sip)\n0 nothing, 9 everything\n",
                             CMD_ATTR_IMMEDIATE),
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

void install_sip_node() {
  install_config_node<write_sip>(sip_node);
  install(CONFIG_NODE, config_commands);
  install(kSipNode, commands);
  install_sip_media();
  install_sip_identity();
  install_sip_emergency();
}

}  // namespace sipgw::vty
