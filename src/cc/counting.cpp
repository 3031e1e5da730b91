// SPDX-License-Identifier: AGPL-3.0-or-later
// What is counted about calls.
#include "cc/core_impl.hpp"
#include "sdp/sdp.hpp"

namespace sipgw::cc {

namespace {

Outcome outcome_of(const Call& call) {
  constexpr int kUserBusy = 17, kNotResponding = 18, kNoAnswer = 19;
  if (call.answered) return Outcome::answered;
  if (call.release->by == (call.mobile_originated() ? EndedBy::phone : EndedBy::sip_peer)) return Outcome::abandoned;
  if (call.release->cause == kUserBusy) return Outcome::busy;
  if (call.release->cause == kNotResponding || call.release->cause == kNoAnswer) return Outcome::no_answer;
  return Outcome::failed;
}

}  // namespace

void Core::Impl::count_end(const Call& call) {
  auto& outcomes = call.mobile_originated() ? counters_.mo_outcomes : counters_.mt_outcomes;
  ++outcomes[static_cast<std::size_t>(outcome_of(call))];
  count_cause(call);
}

void Core::Impl::count_cause(const Call& call) {
  auto& causes = call.mobile_originated() ? counters_.mo_causes : counters_.mt_causes;
  ++causes[static_cast<std::size_t>(call.release->cause) % kCauses];
}

Result<sdp::Session> Core::Impl::read_sdp(const std::string& text) {
  auto session = sdp::parse(text);
  counters_.malformed_sdp += !session;
  return session;
}

/// Kept up to date event by event: totals() is asked for once a second, however many calls there are.
void Core::Impl::count_ringing(Call& call) {
  const bool rings = call.gsm.alerted && !call.answered && !call.release;
  if (rings == call.counted_as_ringing) return;
  call.counted_as_ringing = rings;
  rings ? ++ringing_ : --ringing_;
}

CallTotals Core::Impl::totals() const { return {.active = calls_.size(), .ringing = ringing_}; }

}  // namespace sipgw::cc
