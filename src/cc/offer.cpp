// SPDX-License-Identifier: AGPL-3.0-or-later
// What the peer offers within a call: hold, another address, another payload type; and its answer in an ACK.
#include <utility>

#include "cc/call_sdp.hpp"
#include "cc/core_impl.hpp"
#include "cc/gsm_messages.hpp"
#include "sdp/answer.hpp"
#include "sdp/sdp.hpp"
#include "sip/headers.hpp"

namespace sipgw::cc {

using log::Category;
using log::Level;
using Side = AnchoredMedia::Side;

namespace {

constexpr int kTemporaryFailure = 41, kBearerNotImplemented = 65, kIncompatibleMediaFormat = 305;
constexpr int kUserSuspended = 0, kUserResumed = 1;
constexpr unsigned kLongestRetryAfter = 10;

std::string mismatch(const sdp::Format& format, const GsmLeg& gsm) {
  const std::string name(sdp::encoding_name(format.codec));
  if (format.payload_type == gsm.payload_type) return name + " is not octet-aligned, as the MSC uses it";
  return "payload type " + std::to_string(format.payload_type) + " for " + name + ", the MSC uses " +
         std::to_string(gsm.payload_type);
}

}  // namespace

// ---------------------------------------------------------------- the peer's session

/// Why the phone, as it is, cannot take part in such a session; nothing: it can.
std::optional<std::string> Core::Impl::objection(const Call& call, const sdp::Session& session) const {
  const bool held_by_address = session.holds_by_address() && session.audio.port != 0;
  if (!session.audio.usable() && !held_by_address) return "no usable media address";
  const auto* format = format_for_phone(call, session);
  if (format == nullptr) return "the phone's codec is not in it";
  const auto* present = peer_format(call);
  const bool changes = present == nullptr || !sdp::same_payload(*present, *format);
  if (changes && !payload_type_suits(call, session)) return mismatch(*format, call.gsm);
  return std::nullopt;
}

/// The session that a text describes, or why the phone cannot take part in it.
Result<sdp::Session> Core::Impl::usable_session(const Call& call, const std::string& text) {
  if (text.empty()) return Error{"no SDP"};
  auto session = read_sdp(text);
  if (!session) return session;
  if (auto why_not = objection(call, *session)) return Error{std::move(*why_not)};
  return session;
}

/// From now on the peer wants its RTP so.
void Core::Impl::take_session(Call& call, std::string text, sdp::Session session) {
  auto& sip = call.sip;
  if (!session.audio.usable() && sip.session && sip.session->audio.usable()) {  // held by c=0.0.0.0: the RTP stays
    session.audio = sip.session->audio;
    text = sdp::with_address(text, session.audio);
  }
  const auto* format = peer_format(call);
  const auto former = format != nullptr ? std::optional(*format) : std::nullopt;
  sip.sdp = std::move(text);
  sip.session = std::move(session);
  format = peer_format(call);
  if (former && format != nullptr && !sdp::same_payload(*former, *format)) call.gsm.connected_to.reset();
}

void Core::Impl::set_peer_direction(Call& call, sdp::Direction direction) {
  const bool held = !sdp::receives(std::exchange(call.hold.peer, direction));
  const bool holds = !sdp::receives(direction);
  if (held == holds || !call.trunk->notify_hold || call.gsm.fsm.state() != GsmState::active) return;
  auto notify = plain(mncc::Type::notify_req, call.gsm);
  notify.notify = holds ? kUserSuspended : kUserResumed;
  send_in_call(call, std::move(notify));
}

/// The MGW sends its RTP where and as the peer wants it.
void Core::Impl::want_peer_remote(Call& call) {
  const auto* format = peer_format(call);
  if (!call.anchored || format == nullptr || !call.sip.session->audio.usable()) return;
  call.anchored->want_remote(Side::sip, {call.sip.session->audio, *format});
}

/// Each connection of the MGW may send what its side wants to hear and the other one wants to say.
void Core::Impl::want_media(Call& call) {
  if (!call.anchored) return;
  auto& media = *call.anchored;
  want_peer_remote(call);
  const bool to_peer = sdp::receives(call.hold.peer);
  const bool to_phone = sdp::sends(call.hold.peer) && !call.hold.by_phone;
  const auto towards_peer = to_phone ? mgcp::Mode::sendrecv : mgcp::Mode::sendonly;
  media.want_mode(Side::sip, to_peer ? towards_peer : mgcp::Mode::recvonly);
  media.want_mode(Side::msc, to_phone ? mgcp::Mode::sendrecv : mgcp::Mode::recvonly);
}

// ---------------------------------------------------------------- re-INVITE and UPDATE

void Core::Impl::refuse_offer(Call& call, int status, int cause, std::vector<sip::Header> headers) {
  headers.emplace_back("Reason", sip::q850_reason(cause));
  send(call, sip::AnswerOffer{call.sip.dialog, status, {}, std::move(headers)});
}

void Core::Impl::peer_offers(Call& call, const sip::PeerOffer& event) {
  if (call.release) return refuse_offer(call, 487, call.release->cause);
  const auto state = call.sip.fsm.state();
  if (state == SipState::incoming ||
      state == SipState::ringing) {  // its first offer is not answered yet (RFC 3311 §5.2)
    return refuse_offer(call, 500, kTemporaryFailure,
                        {{"Retry-After", std::to_string(random_() % (kLongestRetryAfter + 1))}});
  }
  if (call.offers.waiting) return refuse_offer(call, 491, kTemporaryFailure);
  const bool early = state == SipState::calling || state == SipState::proceeding;
  const bool first_answered = early ? !call.set_up->forks.sdp_of(event.branch).empty() : call.sip.session.has_value();
  if (call.offers.under_way || call.sip.answer_awaited || !first_answered) {  // an offer of ours is not answered yet
    return refuse_offer(call, 491, kTemporaryFailure);
  }
  if (event.sdp.empty()) return event.update ? answer_offer(call, {}) : offer_in_answer(call);

  auto offer = usable_session(call, event.sdp);
  if (!offer && ask_for_other_codec(call, event)) return;
  if (!offer) {
    const auto warning = std::to_string(kIncompatibleMediaFormat) + " osmo-sipgw \"" + offer.error().text + "\"";
    return refuse_offer(call, 488, kBearerNotImplemented, {{"Warning", warning}});
  }
  const auto direction = sdp::direction_of(*offer);
  if (early) {  // of a branch that the phone may not hear
    call.set_up->forks.take_update(event.branch, event.sdp);
    hear_early_media(call);
  } else {
    take_session(call, event.sdp, std::move(*offer));
    set_peer_direction(call, direction);
  }
  call.sip.local = next_local_sdp(call, sdp::answer_direction(direction, call.hold.by_phone));
  want_media(call);
  answer_offer(call, call.sip.local.text());
}

void Core::Impl::answer_offer(Call& call, std::string sdp) {
  send(call, sip::AnswerOffer{call.sip.dialog, 200, std::move(sdp), {}});
}

/// A re-INVITE without an offer gets ours: the session as it is, with what our own side wants to do in it.
void Core::Impl::offer_in_answer(Call& call) {
  call.sip.local = next_local_sdp(call, sdp::make_direction(true, !call.hold.by_phone));
  call.sip.answer_awaited = true;
  answer_offer(call, call.sip.local.text());
}

// ---------------------------------------------------------------- ACK

void Core::Impl::peer_acks(Call& call, const sip::Acked& event) {
  auto& sip = call.sip;
  if (sip.fsm.state() == SipState::bye_pending) {
    return send_bye(call);
  }
  const bool first = sip.fsm.state() == SipState::answered;
  if (first) sip.fsm.enter(SipState::confirmed);
  if (call.release || !std::exchange(sip.answer_awaited, false)) return;

  auto answer = usable_session(call, event.sdp);
  if (!answer && first) {
    return release(call, {kBearerNotImplemented, 1, EndedBy::gateway, "the answer in the ACK: " + answer.error().text});
  }
  if (!answer) return log(Category::sip, Level::notice, call, "answer in the ACK not used: " + answer.error().text);
  const auto direction = sdp::direction_of(*answer);
  take_session(call, event.sdp, std::move(*answer));
  if (!call.hold.by_phone) set_peer_direction(call, direction);
  want_media(call);
}

}  // namespace sipgw::cc
