// SPDX-License-Identifier: AGPL-3.0-or-later
// The session descriptions that the gateway sends to each side of a call, by media mode and by what the MSC can read.
#pragma once

#include <optional>
#include <string>

#include "base/net_address.hpp"
#include "cc/call.hpp"
#include "sdp/session.hpp"

namespace sipgw::cc {

/// The format of a peer's session that carries the codec assigned to the phone; its first one while the MSC names no
/// codec; null if there is none or the stream is refused.
const sdp::Format* format_for_phone(const Call& call, const sdp::Session& session);
/// What a called phone may be asked for: the allowed ones of the peer's offer or, without an offer, of all that GSM
/// has, in the payload types of the MSC and without address.
sdp::Session codecs_for_phone(const Call& call);
/// The peer's format that carries the codec assigned to the phone; its first one while the MSC names no codec.
const sdp::Format* peer_format(const Call& call);
/// The assigned codec in the payload type that the MSC's side uses.
sdp::Format msc_format(const Call& call);

/// Offer in an INVITE, or answer in a 200, for the SIP peer. Needs gsm.rtp; anchored: the MGW's address towards SIP.
std::string sdp_for_peer(const Call& call);
/// The same with our direction in it; an o= version of its own where it says something new.
LocalSdp next_local_sdp(Call& call, sdp::Direction direction);
/// SDP of SETUP_REQ: the peer's offer, with the MGW's address when anchored. Empty: the MSC could make nothing of it.
/// Delayed offer, anchored: every codec of GSM.
std::string sdp_for_setup(const Call& call);
/// Any session as the MSC can read it; empty: it could make nothing of it.
std::string sdp_offered_to_msc(const Call& call, const sdp::Session& session);
/// SDP of RTP_CONNECT and SETUP_RSP: always holds the assigned codec. May be empty while the MSC names no codec.
std::string sdp_for_msc(const Call& call);

/// SDP of an RTP_CONNECT that sends the RTP to `address` for the time being.
std::string sdp_for_placeholder(const Call& call, const NetAddress& address);

/// Where the MSC's media gateway is to send its RTP: the MGW, or the peer itself; nothing while that is not known or
/// the peer has not agreed to the phone's codec.
std::optional<NetAddress> rtp_target_for_msc(const Call& call);
/// The payload type that goes with it.
std::uint8_t payload_type_for_msc(const Call& call);

}  // namespace sipgw::cc
