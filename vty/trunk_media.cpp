// SPDX-License-Identifier: AGPL-3.0-or-later
// Nodes `sip` and `trunk`: speech, ringing, hold and keys.
#include <fmt/ranges.h>

#include <vector>

#include "vty/choice.hpp"
#include "vty/nodes.hpp"
#include "vty/trunk_parts.hpp"

namespace sipgw::vty {
namespace {

using cc::TrunkConfig;

constexpr std::string_view kOffOn[] = {"off", "on"};
constexpr std::string_view kMedia[] = {"direct", "anchor"};
constexpr std::string_view kPtMismatch[] = {"reject", "allow"};
constexpr std::string_view kDtmfDurations[] = {"measured", "fixed"};
constexpr std::string_view kEarlyMedia[] = {"auto", "always", "never"};
constexpr std::string_view kUnknownSubscriber[] = {"480", "404"};
constexpr std::string_view kPagingExpired[] = {"502", "480"};
constexpr std::string_view kCodecs[] = {"gsm", "gsm-efr", "gsm-hr", "amr"};  // by sdp::Codec
constexpr std::string_view kOctetAligns[] = {"0", "1", "both"};
constexpr std::string_view kForkMedia[] = {"newest", "first", "none"};

Outcome hold_confirmation(Terminal& terminal, bool optimistic) {
  return change_trunk(terminal, [&](cc::TrunkConfig& trunk) { trunk.hold_optimistic = optimistic; });
}
Outcome hold_optimistic(Terminal& terminal, Arguments) { return hold_confirmation(terminal, true); }
Outcome no_hold_optimistic(Terminal& terminal, Arguments) { return hold_confirmation(terminal, false); }

Outcome codecs(Terminal& terminal, Arguments arguments) {
  std::vector<sdp::Codec> wanted;
  for (const std::string_view name : arguments) {
    const auto* found = std::find(std::begin(kCodecs), std::end(kCodecs), name);
    const auto codec = static_cast<sdp::Codec>(found - std::begin(kCodecs));
    if (found == std::end(kCodecs) || std::find(wanted.begin(), wanted.end(), codec) != wanted.end()) {
      terminal.remark(fmt::format("'{}': each codec once, of {}.", name, fmt::join(kCodecs, ", ")));
      return Outcome::refused;
    }
    wanted.push_back(codec);
  }
  return change_trunk(terminal, [&](cc::TrunkConfig& trunk) { trunk.codecs = std::move(wanted); });
}

Outcome no_codecs(Terminal& terminal, Arguments) {
  return change_trunk(terminal, [](cc::TrunkConfig& trunk) { trunk.codecs.clear(); });
}

/// Modes 0 to 7 in rising order, separated by commas.
bool is_mode_set(std::string_view text) {
  char last = '0' - 1;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (at % 2 == 1 && text[at] != ',') return false;
    if (at % 2 == 1) continue;
    if (text[at] <= last || text[at] > '7') return false;
    last = text[at];
  }
  return text.size() % 2 == 1;
}

Outcome amr_mode_set(Terminal& terminal, Arguments arguments) {
  if (!is_mode_set(arguments[0])) {
    terminal.remark(fmt::format("'{}' is no list such as 0,2,4,7.", arguments[0]));
    return Outcome::refused;
  }
  return change_trunk(terminal, [&](cc::TrunkConfig& trunk) { trunk.amr_mode_set = arguments[0]; });
}

Outcome no_amr_mode_set(Terminal& terminal, Arguments) {
  return change_trunk(terminal, [](cc::TrunkConfig& trunk) { trunk.amr_mode_set.clear(); });
}

cmd_element commands[] = {
    command<choose<kMedia, &TrunkConfig::media>>("media (direct|anchor)",
                                                 "Where the speech goes\n"
                                                 "Straight between the MSC's media gateway and the SIP peer (default)\n"
                                                 "Through the gateway's own media gateway, node mgw\n",
                                                 CMD_ATTR_IMMEDIATE),
    command<choose<kPtMismatch, &TrunkConfig::pt_mismatch>>(
        "pt-mismatch (reject|allow)",
        "Direct media with an MSC up to 1.10 when the peer gives its codec another RTP payload type\n"
        "Anchor the call if an mgw is configured, else refuse it (default)\n"
        "Let the call through as osmo-sip-connector does\n",
        CMD_ATTR_IMMEDIATE),
    command<choose<kOffOn, &TrunkConfig::notify_hold>>(
        "notify-hold (on|off)",
        "Tell the phone when the SIP peer holds the call and when it takes it back\n"
        "Send NOTIFY with user suspended and user resumed\n"
        "Tell it nothing (default)\n",
        CMD_ATTR_IMMEDIATE),
    command<choose<kDtmfDurations, &TrunkConfig::dtmf_duration>>(
        "dtmf duration (measured|fixed)",
        "Keys of the phone, which go to the SIP peer as INFO\n"
        "How long a tone is said to last, and when it is sent\n"
        "As long as the key was down, at least 70 ms; sent when it is let go (default)\n"
        "160 ms; sent when the key is pressed\n",
        CMD_ATTR_IMMEDIATE),
    command<hold_optimistic>("hold optimistic",
                             "A phone that holds its call\n"
                             "Is told so at once, whatever the SIP peer says to it\n",
                             CMD_ATTR_IMMEDIATE),
    command<no_hold_optimistic>("no hold optimistic",
                                "Negate a command\n"
                                "A phone that holds its call\n"
                                "Is told so when the SIP peer has agreed (default)\n",
                                CMD_ATTR_IMMEDIATE),
    command<choose<kEarlyMedia, &TrunkConfig::early_media>>(
        "early-media (auto|always|never)",
        "What a calling phone hears before the answer\n"
        "The SIP peer while it sends media, else its own ringing tone (default)\n"
        "The SIP peer, also when a ringing peer has not told of any media\n"
        "Its own ringing tone\n",
        CMD_ATTR_IMMEDIATE),
    command<choose<kOffOn, &TrunkConfig::progress_indicator>>(
        "progress-indicator (on|off)",
        "Tell a calling phone in CONNECT that the call has left GSM\n"
        "With progress description 1\n"
        "Without (default)\n",
        CMD_ATTR_IMMEDIATE),
    command<choose<kUnknownSubscriber, &TrunkConfig::unknown_subscriber_is_404>>(
        "unknown-subscriber (404|480)",
        "The answer to a call to a number that the MSC does not know\n"
        "Not Found\n"
        "Temporarily Unavailable, as for a phone that does not respond (default)\n",
        CMD_ATTR_IMMEDIATE),
    command<choose<kPagingExpired, &TrunkConfig::paging_expired_is_480>>(
        "paging-expired (480|502)",
        "The answer to a call to a phone that is switched off or does not answer to paging\n"
        "Temporarily Unavailable\n"
        "Bad Gateway, as RFC 3398 has it (default)\n",
        CMD_ATTR_IMMEDIATE),
    command<choose<kOffOn, &TrunkConfig::busy_everywhere>>(
        "busy-everywhere (on|off)",
        "The answer to a call to a phone that is busy\n"
        "Busy Everywhere (600), on which no proxy tries another one\n"
        "Busy Here (486, default)\n",
        CMD_ATTR_IMMEDIATE),
    command<codecs>("codecs .CODECS",
                    "The only codecs that calls may use\n"
                    "amr, gsm-efr, gsm and gsm-hr, best first; several are separated by blanks\n",
                    CMD_ATTR_IMMEDIATE),
    command<no_codecs>("no codecs",
                       "Negate a command\n"
                       "All codecs of GSM, in the order in which the other side has them (default)\n",
                       CMD_ATTR_IMMEDIATE),
    command<amr_mode_set>("amr mode-set MODES",
                          "AMR in SDP that the gateway writes as an offer\n"
                          "The modes that the SIP peer may use\n"
                          "Modes 0 to 7, separated by commas, such as 0,2,4,7\n",
                          CMD_ATTR_IMMEDIATE),
    command<no_amr_mode_set>("no amr mode-set",
                             "Negate a command\n"
                             "AMR in SDP that the gateway writes as an offer\n"
                             "All modes, unless the MSC says otherwise (default)\n",
                             CMD_ATTR_IMMEDIATE),
    command<choose<kOctetAligns, &TrunkConfig::amr_octet_align>>(
        "amr octet-align (0|1|both)",
        "AMR in SDP that the gateway writes as an offer\n"
        "How its frames are packed; other than 1 only with anchored media\n"
        "Bandwidth-efficient\n"
        "Octet-aligned (default)\n"
        "Both, as two payload types, octet-aligned first\n",
        CMD_ATTR_IMMEDIATE),
    command<choose<kOffOn, &TrunkConfig::reassign>>(
        "reassign (on|off)",
        "An offer of the SIP peer within a call that lacks the phone's codec\n"
        "Ask the MSC (1.11 and later) for another codec; may end calls of MSC 1.12.0\n"
        "Refuse it; the call stays as it is (default)\n",
        CMD_ATTR_IMMEDIATE),
    command<choose<kForkMedia, &TrunkConfig::fork_media>>(
        "fork-media (newest|first|none)",
        "Whose early media the phone hears when a proxy rings several\n"
        "The newest (default)\n"
        "The first\n"
        "Nobody's, as soon as there are two\n",
        CMD_ATTR_IMMEDIATE),
};

}  // namespace

void write_trunk_media(Terminal& out, const TrunkConfig& trunk) {
  write_choice(out, "media", kMedia, trunk, &TrunkConfig::media);
  write_choice(out, "pt-mismatch", kPtMismatch, trunk, &TrunkConfig::pt_mismatch);
  write_choice(out, "notify-hold", kOffOn, trunk, &TrunkConfig::notify_hold);
  write_choice(out, "dtmf duration", kDtmfDurations, trunk, &TrunkConfig::dtmf_duration);
  if (trunk.hold_optimistic) out.line(" hold optimistic");
  write_choice(out, "early-media", kEarlyMedia, trunk, &TrunkConfig::early_media);
  write_choice(out, "progress-indicator", kOffOn, trunk, &TrunkConfig::progress_indicator);
  write_choice(out, "unknown-subscriber", kUnknownSubscriber, trunk, &TrunkConfig::unknown_subscriber_is_404);
  write_choice(out, "paging-expired", kPagingExpired, trunk, &TrunkConfig::paging_expired_is_480);
  write_choice(out, "busy-everywhere", kOffOn, trunk, &TrunkConfig::busy_everywhere);
  if (!trunk.codecs.empty()) {
    std::vector<std::string_view> names;
    for (const auto codec : trunk.codecs) names.push_back(word_of(kCodecs, codec));
    out.line(" codecs {}", fmt::join(names, " "));
  }
  if (!trunk.amr_mode_set.empty()) out.line(" amr mode-set {}", trunk.amr_mode_set);
  write_choice(out, "amr octet-align", kOctetAligns, trunk, &TrunkConfig::amr_octet_align);
  write_choice(out, "reassign", kOffOn, trunk, &TrunkConfig::reassign);
  write_choice(out, "fork-media", kForkMedia, trunk, &TrunkConfig::fork_media);
}

void install_trunk_media(int node) { install(node, commands); }

}  // namespace sipgw::vty
