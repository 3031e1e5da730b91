// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>

#include "cc/audit.hpp"
#include "cc/call_sdp.hpp"
#include "cc/core_impl.hpp"
#include "sdp/sdp.hpp"

namespace sipgw::cc {

namespace {

std::chrono::milliseconds since(TimePoint then, TimePoint now) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(now - then);
}

std::vector<CallSnapshot::Timer> timers_of(const Call& call, TimePoint now) {
  std::vector<CallSnapshot::Timer> timers;
  for (std::size_t kind = 0; kind < kTimerKinds; ++kind) {
    const auto& spec = spec_of(static_cast<TimerKind>(kind));
    if (const auto deadline = call.timers.deadline(spec.kind)) {
      timers.push_back({std::string(spec.name) + " (" + std::string(spec.description) + ")", since(now, *deadline)});
    }
  }
  return timers;
}

CallSnapshot snapshot_of(const Call& call, TimePoint now) {
  CallSnapshot shot;
  shot.id = call.id;
  shot.direction = call.direction;
  shot.msc = call.gsm.msc;
  shot.callref = call.gsm.callref;
  shot.gsm_state = call.gsm.fsm.name();
  shot.sip_state = call.sip.fsm.name();
  shot.calling = call.gsm.calling;
  shot.called = call.gsm.called;
  shot.imsi = call.gsm.imsi;
  shot.dialog = call.sip.dialog;
  shot.trunk = call.trunk->name;
  shot.tries = call.tries;
  if (call.sip.remote.usable()) shot.sip_remote = call.sip.remote.to_string();
  if (const auto& call_ids = call.history.call_ids; !call_ids.empty()) shot.sip_call_id = call_ids.back();
  shot.media = call.media;
  shot.emergency = call.gsm.emergency;
  if (call.gsm.gcr) shot.global_call_reference = gcr_text(*call.gsm.gcr);
  shot.codec = sdp::encoding_name(call.gsm.codec);
  if (call.gsm.rtp) shot.msc_payload_type = call.gsm.payload_type;
  if (const auto* format = peer_format(call)) shot.sip_payload_type = format->payload_type;
  shot.msc_rtp = call.gsm.rtp;
  if (call.sip.session) shot.sip_rtp = call.sip.session->audio;
  if (call.anchored) {
    shot.mgw_endpoint = call.anchored->endpoint();
    shot.mgw_msc_rtp = call.anchored->local(AnchoredMedia::Side::msc);
    shot.mgw_sip_rtp = call.anchored->local(AnchoredMedia::Side::sip);
  }
  shot.age = since(call.began, now);
  if (call.answered) shot.answered_for = std::max(since(*call.answered, now), std::chrono::milliseconds{1});
  if (call.release) {
    shot.releasing = true;
    shot.cause = call.release->cause;
    shot.ended_by = to_string(call.release->by);
  }
  shot.held_by_phone = call.hold.by_phone;
  shot.held_by_peer = call.hold.peer == sdp::Direction::sendonly || call.hold.peer == sdp::Direction::inactive;
  shot.timers = timers_of(call, now);
  shot.stale = fault_of(call);
  return shot;
}

}  // namespace

std::vector<CallSnapshot> Core::Impl::snapshots(TimePoint now) const {
  std::vector<CallSnapshot> shots;
  for (const auto id : calls_.ids()) shots.push_back(snapshot_of(*calls_.find(id), now));
  return shots;
}

std::optional<CallSnapshot> Core::Impl::snapshot(CallId id, TimePoint now) const {
  const auto* call = calls_.find(id);
  if (call == nullptr) return std::nullopt;
  return snapshot_of(*call, now);
}

std::optional<trace::CallTrace> Core::Impl::trace(CallId id) const {
  const auto* call = calls_.find(id);
  if (call == nullptr) return std::nullopt;
  return call->history.trace;
}

std::optional<routing::TrunkState> Core::Impl::trunk_state(std::string_view name) const {
  const auto* state = trunks_.state(name);
  return state == nullptr ? std::nullopt : std::optional{*state};
}

std::optional<CallId> Core::Impl::call_of(const Event& event) {
  if (const auto* done = std::get_if<MgcpDone>(&event)) {
    const auto position = tokens_.find(done->token);
    return position == tokens_.end() ? std::nullopt : std::optional{position->second};
  }
  const Call* call = nullptr;
  if (const auto* mncc = std::get_if<MnccReceived>(&event)) {
    const auto callref = std::visit([](const auto& message) { return message.callref; }, mncc->message);
    call = calls_.find(mncc->msc, callref);
  } else if (const auto* sip = std::get_if<sip::Event>(&event)) {
    const auto abandoned = abandoned_.find(sip::dialog_of(*sip));
    call = abandoned == abandoned_.end() ? calls_.find(sip::dialog_of(*sip)) : calls_.find(abandoned->second.call);
  }
  return call == nullptr ? std::nullopt : std::optional{call->id};
}

bool Core::Impl::idle() const {
  const auto holds_no_call = [](const auto& mgw) { return mgw.second.calls.empty(); };
  return calls_.empty() && tokens_.empty() && std::all_of(mgws_.begin(), mgws_.end(), holds_no_call) &&
         traced_.empty() && trace_bytes_ == 0 && abandoned_.empty();
}

}  // namespace sipgw::cc
