// SPDX-License-Identifier: AGPL-3.0-or-later
// What an MSC and a SIP peer say to the core in these tests: ready-made values, to be changed where a test is about it.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "cc/event.hpp"

namespace sipgw::test {

inline constexpr Callref kMoCallref = 0x80000001;
inline constexpr MscId kMsc{0};
inline constexpr MgwId kMgw{0};
inline constexpr DialogId kMtDialog{1};
/// What a name server says of the peer: one address.
sip::Destinations found(std::string_view host, std::uint16_t port = 5060,
                        sip::Transport transport = sip::Transport::udp);
/// The same of several, on UDP, none before the others.
sip::Destinations found(std::initializer_list<std::string_view> hosts);

inline constexpr std::string_view kMscHost = "192.0.2.10", kPeerHost = "192.0.2.30", kSecondHost = "192.0.2.31",
                                  kThirdHost = "192.0.2.32";

NetAddress address(std::string_view host, std::uint16_t port);
NetAddress msc_rtp();   ///< where the MSC's media gateway wants its RTP
NetAddress peer_rtp();  ///< where the SIP peer wants its RTP

// --- SDP
inline constexpr std::string_view kFrFormat = "3 GSM/8000", kAmrFormat = "112 AMR/8000 octet-align=1";
/// One format ("3 GSM/8000", format parameters after it); o=, s= and an attribute of the writer's own, so that a
/// rewritten text is noticed.
std::string sdp_text(const NetAddress& audio, std::string_view format = kFrFormat, std::string_view owner = "peer");
std::string peer_sdp(std::string_view format = kFrFormat);
/// The sess-version of a session description's o= line.
std::string version_of(std::string_view sdp);
std::string msc_sdp(std::string_view format = kFrFormat);

// --- MNCC
mncc::Hello hello(std::uint32_t mncc_size = 1876);
mncc::Signalling setup_ind(std::string_view called = "98766", std::string_view calling = "12345");
mncc::Signalling emergency_setup_ind();  ///< without bearer capability
mncc::Signalling from_msc(mncc::Type type, Callref callref);
mncc::Signalling from_msc(mncc::Type type, Callref callref, int cause, int location = 0);
mncc::Rtp rtp_created(Callref callref, std::uint32_t payload_msg_type = mncc::kPayloadGsmFr, std::string sdp = {});
mncc::Rtp rtp_refused(mncc::Type type, Callref callref);  ///< address family 0

// --- SIP
sip::IncomingInvite invite(std::string_view called = "12345", std::string_view caller = "98766",
                           DialogId dialog = kMtDialog);
sip::Provisional provisional(DialogId dialog, int status, std::string sdp = {});
sip::Answered answered(DialogId dialog, std::string sdp = peer_sdp());
sip::Refused refused(DialogId dialog, int status, sip::Reason reason = {});
sip::Reason q850(int cause);

}  // namespace sipgw::test
