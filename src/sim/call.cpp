// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sim/call.hpp"

#include <fmt/core.h>

namespace sipgw::sim {

Call::Call(Settings settings, CallScript script, CallHost& host, RtpEnds rtp)
    : settings_(settings), script_(std::move(script)), host_(host), rtp_(std::move(rtp)) {}

// ---------------------------------------------------------------- inputs

void Call::begin(std::unique_ptr<Leg> caller) {
  take_leg(End::caller, std::move(caller));
  guard(script_.limit, "neither connected nor released", [](const Call& call) { return call.facts_.established(); });
  if (script_.cancel_after) after(*script_.cancel_after, [](Call& call) { call.hang_up(); });
  perform(End::caller, leg(End::caller)->call());
}

void Call::reach(std::unique_ptr<Leg> callee, const Input& first, std::string caller_seen) {
  facts_.from_seen = std::move(caller_seen);
  take_leg(End::callee, std::move(callee));
  receive(End::callee, first);
}

void Call::take_leg(End end, std::unique_ptr<Leg> new_leg) {
  leg(end) = std::move(new_leg);
  facts(end).begun = true;
}

void Call::receive(End end, const Input& input) {
  std::visit([&](const auto& what) { draw(end, false, describe(what)); }, input);
  if (leg(end)) perform(end, leg(end)->receive(input));
}

void Call::hang_up() {
  if (finished_) return;
  expect_release();
  const bool by_callee = script_.hang_up_by == HangUpBy::callee && facts_.callee.established;
  const auto end = by_callee || !settings_.scripted ? End::callee : End::caller;
  perform(end, leg(end)->hang_up(script_.hang_up_cause));
}

void Call::break_rule(std::string text) {
  if (settings_.draws_ladder) ladder_.note(age(), text);
  if (!facts_.broken_rule) facts_.broken_rule = std::move(text);
}

// ---------------------------------------------------------------- what the legs ask for

void Call::perform(End end, const Outputs& outputs) {
  for (const auto& output : outputs) {
    std::visit([&](const auto& what) { act(end, what); }, output);
  }
}

void Call::act(End end, const mncc::Signalling& message) {
  draw(end, true, describe(message));
  host_.send(message);
}

void Call::act(End end, const mncc::Rtp& message) {
  draw(end, true, describe(message));
  host_.send(message);
}

void Call::act(End end, const sip::Command& command) {
  draw(end, true, describe(command));
  host_.submit(command);
}

void Call::act(End end, const Arm& arm) {
  after(arm.after, [end, timer = arm.timer](Call& call) { call.perform(end, call.leg(end)->expire(timer)); });
}

void Call::act(End end, const Ringing&) {
  if (end == End::caller) facts_.heard_ringing = true;
}

void Call::act(End end, const Established&) {
  facts(end).established = true;
  if (facts_.established()) connected();
}

void Call::act(End end, const SendRtpTo& target) {
  if (const auto& rtp = rtp_[static_cast<std::size_t>(end)]) rtp->aim(target.address, target.payload_type);
}

void Call::act(End end, const ReleasedByGateway& release) {
  if (!facts(end).released) facts(end).released = release;
}

void Call::act(End end, const Ended&) {
  facts(end).ended = true;
  if (!std::exchange(release_guarded_, true)) {
    guard(script_.limit, "one end was released, the other was not", [](const Call&) { return false; });
  }
  finish_if_ended();
}

void Call::act(End, const Violation& violation) { break_rule(violation.text); }

// ---------------------------------------------------------------- the course of the call

void Call::connected() {
  setup_time_ = age();
  if (settings_.draws_ladder) ladder_.note(setup_time_, "connected");
  host_.connected(*this);
  auto hold = script_.hold;
  if (script_.media) {
    constexpr Milliseconds kLastPacketsTravel{300};
    const auto needed = script_.pace * static_cast<int>(script_.packets) + kLastPacketsTravel;
    if (hold) hold = std::max(*hold, needed);
    for (const auto& rtp : rtp_) rtp->send(script_.packets, script_.pace);
  }
  if (!hold) return;
  if (script_.hang_up_by == HangUpBy::gateway) {
    guard(*hold + script_.limit, "not released by the gateway", [](const Call&) { return false; });
  } else {
    after(*hold, [](Call& call) { call.hang_up(); });
  }
}

void Call::guard(Milliseconds time, std::string what, std::function<bool(const Call&)> reached) {
  after(time, [time, what = std::move(what), reached = std::move(reached)](Call& call) {
    if (call.finished_ || reached(call)) return;
    call.facts_.timed_out =
        fmt::format("{} after {} s (caller {}, callee {})", what, static_cast<double>(time.count()) / 1000,
                    call.state(End::caller), call.state(End::callee));
    for (const auto end : {End::caller, End::callee}) {
      if (call.leg(end)) call.perform(end, call.leg(end)->hang_up(call.script_.hang_up_cause));
    }
    constexpr Milliseconds kLastGoodbye{1000};
    call.after(kLastGoodbye, [](Call& late) { late.finish(); });
  });
}

void Call::finish_if_ended() {
  const auto over = [](const EndFacts& end) { return end.ended || !end.begun; };
  if (over(facts_.caller) && over(facts_.callee)) finish();
}

void Call::finish() {
  if (std::exchange(finished_, true)) return;
  for (const auto end : {End::caller, End::callee}) {
    const auto& rtp = rtp_[static_cast<std::size_t>(end)];
    if (!rtp) continue;
    facts(end).packets_arrived = rtp->arrived();
    facts(end).packets_wrong = rtp->wrong();
    rtp->close();
  }
  host_.finished(*this);
}

// ---------------------------------------------------------------- what can be asked

std::optional<std::string> Call::failure() const {
  return settings_.scripted ? verdict(script_, facts_) : facts_.broken_rule;
}

std::string Call::title() const {
  return fmt::format("call {}: {} {} > {} {}", id(), to_string(script_.from.kind), script_.from.number,
                     to_string(script_.to.kind), script_.to.number);
}

std::optional<NetAddress> Call::rtp_address(End end) const {
  const auto& rtp = rtp_[static_cast<std::size_t>(end)];
  return rtp ? std::optional{rtp->local()} : std::nullopt;
}

Milliseconds Call::age() const { return std::chrono::duration_cast<Milliseconds>(Clock::now() - start_); }

std::string_view Call::state(End end) const {
  const auto& one = legs_[static_cast<std::size_t>(end)];
  return one ? one->state() : "NONE";
}

bool Call::ended_by_gateway(End end) const {
  const auto& one = legs_[static_cast<std::size_t>(end)];
  return one && one->ended_by_gateway();
}

void Call::draw(End end, bool to_gateway, std::string_view text) {
  if (!settings_.draws_ladder) return;
  constexpr std::size_t kMsc = 0, kGateway = 1, kSip = 2;
  const auto party = kind(end) == EndKind::phone ? kMsc : kSip;
  ladder_.arrow(age(), to_gateway ? party : kGateway, to_gateway ? kGateway : party, text);
}

void Call::after(Milliseconds time, std::function<void(Call&)> task) {
  host_.after(time, [self = weak_from_this(), task = std::move(task)] {
    if (const auto call = self.lock(); call && !call->finished_) task(*call);
  });
}

}  // namespace sipgw::sim
