// SPDX-License-Identifier: AGPL-3.0-or-later
// What is kept of a call: its trace while it is up, its record when it has ended.
#include <memory>
#include <utility>

#include "cc/call_sdp.hpp"
#include "cc/core_impl.hpp"
#include "sdp/sdp.hpp"

namespace sipgw::cc {

using Side = AnchoredMedia::Side;

namespace {

void add_media(CallRecord& record, const Call& call) {
  record.media = call.media;
  if (call.gsm.rtp) {
    record.codec = sdp::encoding_name(call.gsm.codec);
    record.msc_payload_type = call.gsm.payload_type;
    if (const auto* format = peer_format(call)) record.sip_payload_type = format->payload_type;
  }
  if (!call.anchored) return;
  record.mgw = call.mgw;
  record.mgw_endpoint = call.anchored->endpoint();
  record.msc_packets = call.anchored->statistics(Side::msc);
  record.sip_packets = call.anchored->statistics(Side::sip);
}

/// A record outlives its call, so what a peer wrote has no more of its memory than this.
std::string in_bounds(const std::string& text) {
  constexpr std::size_t kMost = 256;
  return text.substr(0, kMost);
}

}  // namespace

std::chrono::milliseconds Core::Impl::since_beginning(const Call& call) const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(now_ - call.began);
}

std::string parties(const Call& call) {
  return (call.mobile_originated() ? "MO " : "MT ") + call.gsm.calling + " -> " +
         (call.gsm.called.empty() ? call.gsm.imsi : call.gsm.called);
}

void Core::Impl::answered(Call& call) {
  call.answered = now_;
  call.set_up.reset();
  ++(call.mobile_originated() ? counters_.mo_answered : counters_.mt_answered);
  start_timer(call, TimerKind::max_duration);
  log(log::Category::call, log::Level::info, call, [&] { return parties(call) + " answered"; });
}

void Core::Impl::traced(Call& call, std::size_t bytes_before) {
  if (bytes_before == 0) traced_.insert(call.id);
  trace_bytes_ += call.history.trace.bytes() - bytes_before;
  while (trace_bytes_ > environment_.max_trace_bytes && !traced_.empty()) {
    auto* oldest = calls_.find(*traced_.begin());
    if (oldest == nullptr) return;  // an attempt: it is on its way out
    forget_trace(*oldest);
    oldest->history.trace.clear();
  }
}

/// The call's trace counts no longer: it goes away or into the record.
void Core::Impl::forget_trace(Call& call) {
  trace_bytes_ -= call.history.trace.bytes();
  traced_.erase(call.id);
}

Call Core::Impl::begin_attempt(Direction direction, const TrunkConfig& trunk) {
  Call attempt;
  attempt.id = calls_.next_id();
  attempt.direction = direction;
  attempt.config = config_;
  attempt.trunk = &trunk;
  attempt.began = now_;
  return attempt;
}

void Core::Impl::end_attempt(Call& attempt, Release refusal) {
  attempt.release = std::make_unique<const Release>(std::move(refusal));
  attempt.history.phases.release_begun = since_beginning(attempt);
  count_cause(attempt);
  make_record(attempt);
}

void Core::Impl::make_record(Call& call) {
  forget_trace(call);
  auto record = std::make_shared<CallRecord>();
  record->id = call.id;
  record->direction = call.direction;
  record->msc = call.gsm.msc;
  record->callref = call.gsm.callref;
  record->calling = call.gsm.calling;
  record->trunk = call.trunk->name;
  record->called = in_bounds(call.gsm.called);
  record->imsi = in_bounds(call.gsm.imsi);
  record->emergency = call.gsm.emergency;

  record->phases = call.history.phases;
  if (call.answered)
    record->phases.answered = std::chrono::duration_cast<std::chrono::milliseconds>(*call.answered - call.began);
  record->phases.ended = since_beginning(call);
  record->cause = call.release->cause;
  record->location = call.release->location;
  record->ended_by = call.release->by;
  record->why = in_bounds(call.release->why);
  record->gsm_end = call.history.gsm_end;
  record->sip_end = call.history.sip_end;
  record->sip_status = call.history.sip_status;
  record->tries = std::move(call.tries);
  if (call.sip.remote.usable()) record->sip_remote = call.sip.remote.to_string();
  for (const auto& call_id : call.history.call_ids) record->sip_call_ids.push_back(in_bounds(call_id));
  add_media(*record, call);
  record->trace = std::move(call.history.trace);
  out_->push_back(CallEnded{std::move(record)});
}

}  // namespace sipgw::cc
