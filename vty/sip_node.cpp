// SPDX-License-Identifier: AGPL-3.0-or-later
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <string_view>

#include "base/net_address.hpp"
#include "base/strings.hpp"
#include "vty/command.hpp"
#include "vty/nodes.hpp"

namespace sipgw::vty {
namespace {

constexpr std::size_t kLongestHostName = 253;
constexpr std::size_t kLongestEmergencyNumber = 15;

cmd_node sip_node{.node = kSipNode,
                  .prompt = "%s(config-sip)# ",
                  .vtysh = 1,
                  .func = nullptr,
                  .cmd_vector = nullptr,
                  .name = "config-sip"};

/// The words of a command's choice, by the enumerator's value.
constexpr std::string_view kSessionTimers[] = {"off", "accept", "request"};
constexpr std::string_view kPracks[] = {"off", "supported", "required"};
constexpr std::string_view kEarlyMedia[] = {"auto", "never"};
constexpr std::string_view kForkMedia[] = {"newest", "first", "none"};
constexpr std::string_view kIdentities[] = {"from", "pai"};
constexpr std::string_view kEmergencyUris[] = {"compat", "sos", "number", "both"};

template <std::size_t N, typename Enum>
std::string_view word_of(const std::string_view (&words)[N], Enum value) {
  return words[static_cast<std::size_t>(value)];
}
/// libosmovty has let only one of the words through, perhaps abbreviated.
template <typename Enum, std::size_t N>
Enum choice(const std::string_view (&words)[N], std::string_view argument) {
  const auto found = std::find_if(std::begin(words), std::end(words),
                                  [&](std::string_view word) { return word.starts_with(argument); });
  return static_cast<Enum>(found - std::begin(words));
}

/// What differs from the defaults: the small form stays small.
void write_features(Terminal& out, const cc::SipConfig& sip) {
  const cc::SipConfig defaults;
  const auto& policy = sip.policy;
  if (policy.session_timer != defaults.policy.session_timer)
    out.line(" session-timer {}", word_of(kSessionTimers, policy.session_timer));
  if (policy.session_expires != defaults.policy.session_expires)
    out.line(" session-timer expires {}", policy.session_expires);
  if (policy.min_se != defaults.policy.min_se) out.line(" session-timer min-se {}", policy.min_se);
  if (policy.prack != defaults.policy.prack) out.line(" prack {}", word_of(kPracks, policy.prack));
  if (sip.redirects != 0) out.line(" redirect follow {}", sip.redirects);
  if (sip.early_media != defaults.early_media) out.line(" early-media {}", word_of(kEarlyMedia, sip.early_media));
  if (sip.progress_indicator) out.line(" progress-indicator on");
  if (sip.fork_media != defaults.fork_media) out.line(" fork-media {}", word_of(kForkMedia, sip.fork_media));
  if (sip.identity != defaults.identity) out.line(" identity {}", word_of(kIdentities, sip.identity));
  if (!sip.emergency_numbers.empty()) out.line(" emergency-number {}", fmt::join(sip.emergency_numbers, " "));
  if (sip.emergency_uri != defaults.emergency_uri)
    out.line(" emergency-uri {}", word_of(kEmergencyUris, sip.emergency_uri));
}

void write_sip(Terminal& out) {
  const auto& sip = admin().config().sip;
  out.line("sip");
  out.line(" local {} {}", sip.local_host, sip.local_port);
  out.line(" remote {} {}", sip.remote_host, sip.remote_port);
  out.line(" sofia-sip log-level {}", sip.sofia_log_level);
  if (sip.media == cc::MediaMode::anchor) out.line(" media anchor");
  if (sip.pt_mismatch == cc::PtMismatch::allow) out.line(" pt-mismatch allow");
  if (sip.notify_hold) out.line(" notify-hold on");
  if (sip.dtmf_duration == cc::DtmfDuration::fixed) out.line(" dtmf duration fixed");
  write_features(out, sip);
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

Outcome media(Terminal& terminal, Arguments arguments) {
  return change_config(terminal, [&](cc::Config& config) {
    config.sip.media = std::string_view{arguments[0]} == "anchor" ? cc::MediaMode::anchor : cc::MediaMode::direct;
  });
}

Outcome pt_mismatch(Terminal& terminal, Arguments arguments) {
  return change_config(terminal, [&](cc::Config& config) {
    config.sip.pt_mismatch = std::string_view{arguments[0]} == "allow" ? cc::PtMismatch::allow : cc::PtMismatch::reject;
  });
}

Outcome notify_hold(Terminal& terminal, Arguments arguments) {
  return change_config(terminal,
                       [&](cc::Config& config) { config.sip.notify_hold = std::string_view{arguments[0]} == "on"; });
}

Outcome dtmf_duration(Terminal& terminal, Arguments arguments) {
  return change_config(terminal, [&](cc::Config& config) {
    config.sip.dtmf_duration =
        std::string_view{arguments[0]} == "fixed" ? cc::DtmfDuration::fixed : cc::DtmfDuration::measured;
  });
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

Outcome early_media(Terminal& terminal, Arguments arguments) {
  return change_config(terminal, [&](cc::Config& config) {
    config.sip.early_media = choice<cc::EarlyMedia>(kEarlyMedia, arguments[0]);
  });
}

Outcome progress_indicator(Terminal& terminal, Arguments arguments) {
  return change_config(
      terminal, [&](cc::Config& config) { config.sip.progress_indicator = std::string_view{arguments[0]} == "on"; });
}

Outcome fork_media(Terminal& terminal, Arguments arguments) {
  return change_config(
      terminal, [&](cc::Config& config) { config.sip.fork_media = choice<cc::ForkMedia>(kForkMedia, arguments[0]); });
}

Outcome identity(Terminal& terminal, Arguments arguments) {
  return change_config(
      terminal, [&](cc::Config& config) { config.sip.identity = choice<cc::Identity>(kIdentities, arguments[0]); });
}

Outcome emergency_numbers(Terminal& terminal, Arguments arguments) {
  for (const std::string_view number : arguments) {
    if (!all_digits(number) || number.size() > kLongestEmergencyNumber) {
      terminal.remark(fmt::format("'{}' is no number of at most {} digits.", number, kLongestEmergencyNumber));
      return Outcome::refused;
    }
  }
  return change_config(
      terminal, [&](cc::Config& config) { config.sip.emergency_numbers.assign(arguments.begin(), arguments.end()); });
}

Outcome no_emergency_numbers(Terminal& terminal, Arguments) {
  return change_config(terminal, [](cc::Config& config) { config.sip.emergency_numbers.clear(); });
}

Outcome emergency_uri(Terminal& terminal, Arguments arguments) {
  return change_config(terminal, [&](cc::Config& config) {
    config.sip.emergency_uri = choice<cc::EmergencyUri>(kEmergencyUris, arguments[0]);
  });
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
    command<media>("media (direct|anchor)",
                   "Where the speech goes\n"
                   "Straight between the MSC's media gateway and the SIP peer (default)\n"
                   "Through the gateway's own media gateway, node mgw\n",
                   CMD_ATTR_IMMEDIATE),
    command<pt_mismatch>("pt-mismatch (reject|allow)",
                         "Direct media with an MSC up to 1.10 when the peer gives its codec another RTP payload type\n"
                         "Anchor the call if an mgw is configured, else refuse it (default)\n"
                         "Let the call through as osmo-sip-connector does\n",
                         CMD_ATTR_IMMEDIATE),
    command<notify_hold>("notify-hold (on|off)",
                         "Tell the phone when the SIP peer holds the call and when it takes it back\n"
                         "Send NOTIFY with user suspended and user resumed\n"
                         "Tell it nothing (default)\n",
                         CMD_ATTR_IMMEDIATE),
    command<dtmf_duration>("dtmf duration (measured|fixed)",
                           "Keys of the phone, which go to the SIP peer as INFO\n"
                           "How long a tone is said to last, and when it is sent\n"
                           "As long as the key was down, at least 70 ms; sent when it is let go (default)\n"
                           "160 ms; sent when the key is pressed\n",
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
    command<early_media>("early-media (auto|never)",
                         "What a phone hears before the SIP peer answers its call\n"
                         "What the peer sends, once it sends something (default)\n"
                         "Its own ringing tone\n",
                         CMD_ATTR_IMMEDIATE),
    command<progress_indicator>("progress-indicator (on|off)",
                                "Tell the phone at the answer that the call has left the ISDN (progress indicator 1)\n"
                                "Tell it\n"
                                "Tell it nothing (default)\n",
                                CMD_ATTR_IMMEDIATE),
    command<fork_media>("fork-media (newest|first|none)",
                        "Whose early media the phone hears when a proxy rings several\n"
                        "The newest (default)\n"
                        "The first\n"
                        "Nobody's, as soon as there are two\n",
                        CMD_ATTR_IMMEDIATE),
    command<identity>("identity (from|pai)",
                      "How the peer learns who calls\n"
                      "By From; who withholds the number is anonymous (default)\n"
                      "By P-Asserted-Identity too, which tells withheld numbers to the peer: only if it is trusted\n",
                      CMD_ATTR_IMMEDIATE),
    command<emergency_numbers>("emergency-number .NUMBERS",
                               "Numbers that make a call an emergency call, besides what the MSC marks as one\n"
                               "Digits; several numbers are separated by blanks\n",
                               CMD_ATTR_IMMEDIATE),
    command<no_emergency_numbers>("no emergency-number",
                                  "Negate a command\n"
                                  "Only what the MSC marks as one is an emergency call\n",
                                  CMD_ATTR_IMMEDIATE),
    command<emergency_uri>("emergency-uri (compat|sos|number|both)",
                           "Where emergency calls go at the peer\n"
                           "User 'emergency', as osmo-sip-connector does (default)\n"
                           "urn:service:sos (RFC 5031)\n"
                           "The number dialled\n"
                           "urn:service:sos, and the number if the peer does not take that\n",
                           CMD_ATTR_IMMEDIATE),
};

}  // namespace

void install_sip_node() {
  install_config_node<write_sip>(sip_node);
  install(CONFIG_NODE, config_commands);
  install(kSipNode, commands);
}

}  // namespace sipgw::vty
