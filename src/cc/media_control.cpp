// SPDX-License-Identifier: AGPL-3.0-or-later
// RTP_CREATE and RTP_CONNECT with the MSC.
#include <utility>

#include "cc/call_sdp.hpp"
#include "cc/core_impl.hpp"
#include "cc/gsm_messages.hpp"
#include "sdp/sdp.hpp"

namespace sipgw::cc {

using log::Category;
using log::Level;

namespace {
constexpr std::uint16_t kDiscardPort = 9;
}

void Core::Impl::assigned(Call& call, const mncc::Rtp& message) {
  auto& gsm = call.gsm;
  if (!gsm.rtp_create_sent) return;  // before CALL_CONF_IND: not an answer to us
  if (!message.address || !message.address->usable()) {
    return release(call, {47, 1, EndedBy::msc, "RTP_CREATE without an address: no radio channel"});
  }
  if (gsm.fsm.state() != GsmState::connect_request) stop_timer(call, TimerKind::rtp_create);
  if (gsm.repeats_assignment(message)) return;
  // An answer of its own with another address: the phone's calls do not share a stream after all.
  gsm.shares_stream &= !gsm.rtp || gsm.rtp == message.address;
  gsm.assigned = true;
  gsm.rtp = message.address;
  gsm.payload_type = payload_type_of(message);
  gsm.payload_msg_type = message.payload_msg_type;
  gsm.codec = sdp::codec_from_payload_msg_type(message.payload_msg_type);
  gsm.take_sdp(message.sdp);
  gsm.sdp_assigned = !message.sdp.empty();
  if (gsm.codec == sdp::Codec::other && gsm.session && !gsm.session->formats.empty()) {
    gsm.codec = gsm.session->formats.front().codec;
  }
  gsm.connected_to.reset();  // a new assignment wants a new RTP_CONNECT
  if (!rtp_target_for_msc(call) && !call.anchored && !gsm.shares_stream) start_timer(call, TimerKind::rtp_placeholder);
  call.offers.assignment_untold = !call.sip.local.content.empty();
}

/// The MSC has no channel for the call, or none any more: RTP_CREATE tells when it has one.
void Core::Impl::connect_refused(Call& call) {
  auto& gsm = call.gsm;
  if (!gsm.connected_to) return;
  log(Category::mncc, Level::notice, call, "the MSC refused RTP_CONNECT: waiting for its RTP_CREATE");
  gsm.connected_to.reset();
  gsm.assigned = false;
  start_timer(call, TimerKind::rtp_create);
}

void Core::Impl::connect_rtp(Call& call) {
  if (has_stream(call)) send_rtp_connect(call);
}

void Core::Impl::send_rtp_connect(Call& call) {
  auto& gsm = call.gsm;
  const auto target = rtp_target_for_msc(call);
  if (!gsm.assigned || !target || gsm.connected_to == target) return;
  gsm.connected_to = target;
  stop_timer(call, TimerKind::rtp_placeholder);
  send(call, rtp_connect(gsm, *target, payload_type_for_msc(call), sdp_for_msc(call)));
}

/// The MSC gives up 30 s after RTP_CREATE, ringing or not: until the peer's address is known, one of ours must do.
void Core::Impl::send_placeholder(Call& call) {
  auto& gsm = call.gsm;
  if (!gsm.assigned || gsm.connected_to || !has_stream(call)) return;
  const auto local = call.config->sip.local_ip(gsm.rtp->ip.v6);
  const bool reachable = local && !local->is_unspecified() && (!local->is_loopback() || gsm.rtp->ip.is_loopback());
  const NetAddress address{reachable ? *local : environment_.local_address_towards(gsm.rtp->ip), kDiscardPort};
  if (!address.usable()) {
    return log(Category::mncc, Level::notice, call,
               "no address of ours that " + gsm.rtp->ip.to_string() + " can reach: the MSC gets no RTP_CONNECT");
  }
  gsm.connected_to = address;
  send(call, rtp_connect(gsm, address, gsm.payload_type, sdp_for_placeholder(call, address)));
}

}  // namespace sipgw::cc
