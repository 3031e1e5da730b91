// SPDX-License-Identifier: AGPL-3.0-or-later
// Node `sip`: INVITEs that are of no trunk; `show bans`.
#include "vty/strangers.hpp"
#include "vty/choice.hpp"
#include "vty/nodes.hpp"
#include "vty/text.hpp"

namespace sipgw::vty {
namespace {

constexpr std::string_view kPolicies[] = {"reject", "drop", "accept"};

Outcome unknown_source(Terminal& terminal, Arguments arguments) {
  return change_config(terminal, [&](cc::Config& config) {
    config.sip.unknown_source = choice<cc::UnknownSource>(kPolicies, arguments[0]);
  });
}

Outcome ban(Terminal& terminal, Arguments arguments) {
  return change_config(terminal, [&](cc::Config& config) {
    config.sip.ban = {.offences = number_argument<unsigned>(arguments[0]),
                      .within = std::chrono::seconds{number_argument<int>(arguments[1])},
                      .duration = std::chrono::seconds{number_argument<int>(arguments[2])}};
  });
}

Outcome no_ban(Terminal& terminal, Arguments) {
  return change_config(terminal, [](cc::Config& config) { config.sip.ban = {}; });
}

Outcome show_bans(Terminal& out, Arguments) {
  const auto bans = admin().bans();
  if (bans.empty()) out.line("No source is banned.");
  for (const auto& ban : bans) out.line("{} for {} more", ban.source.to_string(), age(ban.left));
  return Outcome::done;
}

cmd_element commands[] = {
    command<unknown_source>("unknown-source (reject|drop|accept)",
                            "What becomes of an INVITE that no trunk's rules match\n"
                            "It gets 403 (default)\n"
                            "It gets no answer; but 403 where a certificate has to be seen first (match tls-name)\n"
                            "It is a call of the first trunk in use\n",
                            CMD_ATTR_IMMEDIATE),
    command<ban>("ban <1-1000> within <1-3600> for <1-86400>",
                 "Do not answer any more to a source whose INVITEs are of no trunk\n"
                 "After so many\nof them in\nSeconds\nIgnore it for\nSeconds\n",
                 CMD_ATTR_IMMEDIATE),
    command<no_ban>("no ban", NO_STR "Answer to each INVITE that is of no trunk (default)\n", CMD_ATTR_IMMEDIATE),
};
cmd_element show_commands[] = {command<show_bans>("show bans", SHOW_STR "Sources that get no answer for a while\n")};

}  // namespace

void write_strangers(Terminal& out, const cc::SipConfig& sip) {
  if (sip.unknown_source != cc::UnknownSource::reject)
    out.line(" unknown-source {}", word_of(kPolicies, sip.unknown_source));
  if (sip.ban.offences != 0) {
    out.line(" ban {} within {} for {}", sip.ban.offences, sip.ban.within.count(), sip.ban.duration.count());
  }
}

void install_strangers() {
  install(kSipNode, commands);
  install_show(show_commands);
}

}  // namespace sipgw::vty
