// SPDX-License-Identifier: AGPL-3.0-or-later
// `reassign on`: the peer offers a session without the phone's codec, and the MSC is asked for another codec. The offer
// waits for its answer until RTP_CREATE brings one; if none comes all stays as it was.
#include <algorithm>
#include <memory>
#include <utility>

#include "cc/call_sdp.hpp"
#include "cc/codec_choice.hpp"
#include "cc/core_impl.hpp"
#include "cc/gsm_messages.hpp"
#include "sdp/answer.hpp"
#include "sdp/sdp.hpp"

namespace sipgw::cc {

namespace {

constexpr int kNotAcceptableHere = 488, kBearerNotImplemented = 65;

/// The formats of a session that the phone has said it can use.
sdp::Session usable_by_phone(const Call& call, const sdp::Session& offer) {
  auto session = with_allowed_codecs(offer, call.trunk->codecs);
  const auto& known = call.gsm.bearer_cap.speech_versions;
  std::erase_if(session.formats, [&](const sdp::Format& format) {
    sdp::Session alone;
    alone.formats = {format};
    const auto versions = sdp::speech_versions(alone);
    return std::none_of(versions.begin(), versions.end(),
                        [&](int version) { return std::find(known.begin(), known.end(), version) != known.end(); });
  });
  return session;
}

}  // namespace

/// False: it cannot be asked, the offer is to be refused.
bool Core::Impl::ask_for_other_codec(Call& call, const sip::PeerOffer& offer) {
  const auto& gsm = call.gsm;
  const bool possible = call.trunk->reassign && follows_sdp(gsm.msc) && gsm.fsm.state() == GsmState::active &&
                        gsm.connected_to && call.sip.fsm.state() == SipState::confirmed;
  const auto session = sdp::parse(offer.sdp);
  if (!possible || !session || !session->audio.usable() || format_for_phone(call, *session) != nullptr) return false;
  auto wanted = usable_by_phone(call, *session);
  if (wanted.formats.empty()) return false;
  if (call.anchored) wanted.audio = *gsm.connected_to;
  auto text = sdp_offered_to_msc(call, wanted);
  if (text.empty()) return false;
  log(log::Category::sip, log::Level::info, call, "the peer wants another codec: the MSC is asked for one");
  call.offers.waiting = std::make_unique<const sip::PeerOffer>(offer);
  start_timer(call, TimerKind::rtp_create);
  send(call, rtp_connect(gsm, wanted.audio, wanted.formats.front().payload_type, std::move(text)));
  return true;
}

/// RTP_CREATE has come.
void Core::Impl::reassigned(Call& call) {
  if (!call.offers.waiting || call.release) return;
  const auto session = sdp::parse(call.offers.waiting->sdp);
  if (objection(call, *session)) return not_reassigned(call);
  stop_timer(call, TimerKind::rtp_create);
  const auto offer = std::exchange(call.offers.waiting, nullptr);
  peer_offers(call, *offer);
}

void Core::Impl::not_reassigned(Call& call) {
  stop_timer(call, TimerKind::rtp_create);
  refuse_waiting_offer(call, kNotAcceptableHere, kBearerNotImplemented);
  call.gsm.connected_to.reset();  // the MSC hears of the session as it is
  connect_rtp(call);
}

void Core::Impl::refuse_waiting_offer(Call& call, int status, int cause) {
  if (std::exchange(call.offers.waiting, nullptr) && !call.sip.over()) refuse_offer(call, status, cause);
}

}  // namespace sipgw::cc
