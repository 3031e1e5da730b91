// SPDX-License-Identifier: AGPL-3.0-or-later
// Node `sip`: speech, ringing, hold and keys.
#include "vty/choice.hpp"
#include "vty/nodes.hpp"
#include "vty/sip_parts.hpp"

namespace sipgw::vty {
namespace {

using cc::SipConfig;

constexpr std::string_view kOffOn[] = {"off", "on"};
constexpr std::string_view kMedia[] = {"direct", "anchor"};
constexpr std::string_view kPtMismatch[] = {"reject", "allow"};
constexpr std::string_view kDtmfDurations[] = {"measured", "fixed"};
constexpr std::string_view kForkMedia[] = {"newest", "first", "none"};

cmd_element commands[] = {
    command<choose<kMedia, &SipConfig::media>>("media (direct|anchor)",
                                               "Where the speech goes\n"
                                               "Straight between the MSC's media gateway and the SIP peer (default)\n"
                                               "Through the gateway's own media gateway, node mgw\n",
                                               CMD_ATTR_IMMEDIATE),
    command<choose<kPtMismatch, &SipConfig::pt_mismatch>>(
        "pt-mismatch (reject|allow)",
        "Direct media with an MSC up to 1.10 when the peer gives its codec another RTP payload type\n"
        "Anchor the call if an mgw is configured, else refuse it (default)\n"
        "Let the call through as osmo-sip-connector does\n",
        CMD_ATTR_IMMEDIATE),
    command<choose<kOffOn, &SipConfig::notify_hold>>(
        "notify-hold (on|off)",
        "Tell the phone when the SIP peer holds the call and when it takes it back\n"
        "Send NOTIFY with user suspended and user resumed\n"
        "Tell it nothing (default)\n",
        CMD_ATTR_IMMEDIATE),
    command<choose<kDtmfDurations, &SipConfig::dtmf_duration>>(
        "dtmf duration (measured|fixed)",
        "Keys of the phone, which go to the SIP peer as INFO\n"
        "How long a tone is said to last, and when it is sent\n"
        "As long as the key was down, at least 70 ms; sent when it is let go (default)\n"
        "160 ms; sent when the key is pressed\n",
        CMD_ATTR_IMMEDIATE),
    command<choose<kForkMedia, &SipConfig::fork_media>>("fork-media (newest|first|none)",
                                                        "Whose early media the phone hears when a proxy rings several\n"
                                                        "The newest (default)\n"
                                                        "The first\n"
                                                        "Nobody's, as soon as there are two\n",
                                                        CMD_ATTR_IMMEDIATE),
};

}  // namespace

void write_sip_media(Terminal& out, const SipConfig& sip) {
  write_choice(out, "media", kMedia, sip, &SipConfig::media);
  write_choice(out, "pt-mismatch", kPtMismatch, sip, &SipConfig::pt_mismatch);
  write_choice(out, "notify-hold", kOffOn, sip, &SipConfig::notify_hold);
  write_choice(out, "dtmf duration", kDtmfDurations, sip, &SipConfig::dtmf_duration);
  write_choice(out, "fork-media", kForkMedia, sip, &SipConfig::fork_media);
}

void install_sip_media() { install(kSipNode, commands); }

}  // namespace sipgw::vty
