// SPDX-License-Identifier: AGPL-3.0-or-later
// The MGW's endpoint of an anchored call: which of the MGWs has it, and what becomes of the call when that one fails.
#include <cstdio>
#include <memory>
#include <utility>

#include "cc/call_sdp.hpp"
#include "cc/core_impl.hpp"

namespace sipgw::cc {

using log::Category;
using log::Level;

std::string mgcp_call_id(std::uint32_t seed, CallId call) {
  char text[32];
  std::snprintf(text, sizeof text, "%08x%016llx", seed, static_cast<unsigned long long>(call.value));
  return text;
}

/// Of the MGWs that answer the one with the fewest calls.
std::optional<MgwId> Core::Impl::usable_mgw(const Config& config, std::optional<MgwId> other_than) const {
  const std::pair<const MgwId, Mgw>* best = nullptr;
  for (const auto& entry : mgws_) {
    const auto& [id, mgw] = entry;
    if (!mgw.up || id == other_than || !config.mgws.contains(id.value)) continue;
    if (best == nullptr || mgw.calls.size() < best->second.calls.size()) best = &entry;
  }
  return best == nullptr ? std::nullopt : std::optional(best->first);
}

/// Gives the call an endpoint of an MGW.
void Core::Impl::anchor(Call& call, MgwId id) {
  call.mgw = id;
  call.media = MediaMode::anchor;
  call.anchored = std::make_unique<AnchoredMedia>(mgcp_call_id(environment_.random_seed, call.id),
                                                  call.config->mgws.at(id.value).endpoint_domain);
  auto& mgw = mgws_[id];
  mgw.calls.insert(call.id);
  schedule_probe(mgw);
}

/// The MGW does not do what the call needs of it: a call that is up may go on with what it has, one that is set up may
/// have better luck elsewhere.
void Core::Impl::mgw_failed(Call& call, std::string why, AnchoredMedia::Outcome outcome) {
  if (call.answered && call.config->mgw_loss == MgwLoss::keep) return;
  if (anchor_again(call, outcome)) return;
  release(call, {47, 1, EndedBy::mgw, std::move(why)});
}

/// Once, and only while nobody has been told of the MGW's address: on another MGW, or on the same one if just the
/// answer to the first command has been lost. An emergency call goes on without an MGW if all else fails.
bool Core::Impl::anchor_again(Call& call, AnchoredMedia::Outcome outcome) {
  const bool invited = call.mobile_originated() && call.sip.fsm.state() != SipState::null;
  if (call.answered || call.gsm.connected_to || invited) return false;
  const auto failed = *call.mgw;
  std::optional<MgwId> next;
  if (!std::exchange(call.mgw_failed, true)) {
    next = usable_mgw(*call.config, failed);
    const bool reply_lost = outcome == AnchoredMedia::Outcome::no_reply && !call.anchored->has_endpoint();
    if (!next && reply_lost && mgws_[failed].up) next = failed;
  }
  if (!next && !(call.gsm.emergency && call.mobile_originated())) return false;
  leave_mgw(call);
  if (next) {
    log(Category::mgcp, Level::notice, call, "tried once more on MGW " + std::to_string(next->value));
    anchor(call, *next);
  } else {
    log(Category::call, Level::notice, call, "an emergency call goes on without an MGW");
    call.media = MediaMode::direct;
    if (call.gsm.assigned) start_timer(call, TimerKind::rtp_placeholder);
  }
  return true;
}

/// What is left of the endpoint is deleted; the call does not wait for the answer.
void Core::Impl::leave_mgw(Call& call) {
  if (auto dlcx = call.anchored->remove_all()) {
    note(call, *dlcx);
    out_->push_back(MgcpCommand{*call.mgw, call.id, MgcpToken{++last_token_}, std::move(*dlcx)});
  }
  mgws_[*call.mgw].calls.erase(call.id);
  call.mgw.reset();
  call.anchored.reset();
}

void Core::Impl::pump(Call& call) {
  if (!call.anchored) return;
  auto command = call.anchored->next_command();
  if (!command) return;
  const MgcpToken token{++last_token_};
  tokens_.emplace(token, call.id);
  note(call, *command);
  out_->push_back(MgcpCommand{*call.mgw, call.id, token, std::move(*command)});
}

void Core::Impl::on(const MgcpDone& event) {
  const auto position = tokens_.find(event.token);
  if (position == tokens_.end()) return;
  auto* call = calls_.find(position->second);
  tokens_.erase(position);
  if (call == nullptr || call->mgw != event.mgw) return;  // it has left that MGW

  note(*call, event.response);
  const auto outcome = call->anchored->completed(event.response);
  if (outcome == AnchoredMedia::Outcome::done) return advance(*call);
  const bool vanished = outcome == AnchoredMedia::Outcome::vanished;
  if (!call->release) {
    const auto failure = call->anchored->failure();
    log(Category::mgcp, Level::notice, *call, "MGW " + std::to_string(event.mgw.value) + ": " + failure);
    mgw_failed(*call, vanished ? "the MGW lost the endpoint" : failure, outcome);
  }
  advance(*call);
  // A restarted MGW has forgotten everything: ask for the next oldest call, until one is alive.
  if (vanished) probe(event.mgw, mgws_[event.mgw]);
}

void Core::Impl::on(const MgwUp& event) {
  auto& mgw = mgws_[event.mgw];
  mgw.up = true;
  for (const auto id : mgw.calls) {
    auto* call = calls_.find(id);
    call->anchored->ask_again();
    pump(*call);
  }
}

void Core::Impl::on(const MgwDown& event) {
  auto& mgw = mgws_[event.mgw];
  mgw.up = false;
  const auto calls = mgw.calls;  // releasing changes the set
  for (const auto id : calls) {
    auto* call = calls_.find(id);
    if (call == nullptr || call->release) continue;
    mgw_failed(*call, "the MGW does not answer", AnchoredMedia::Outcome::no_reply);
    advance(*call);
  }
}

void Core::Impl::schedule_probe(Mgw& mgw) {
  if (!mgw.timers.deadline(TimerKind::mgw_probe)) {
    timers_.start(mgw.timers, CallId{}, TimerKind::mgw_probe, now_ + config_->timers.of(TimerKind::mgw_probe));
  }
}

/// Asks about the oldest call: after a restart of the MGW it is the first to be unknown there.
void Core::Impl::probe(MgwId id, Mgw& mgw) {
  for (const auto call_id : mgw.calls) {
    auto* call = calls_.find(call_id);
    if (call == nullptr || call->release || !call->answered) continue;
    if (mgw.up) {
      call->anchored->want_probe();
      pump(*call);
    }
    break;
  }
  if (!mgw.calls.empty()) schedule_probe(mgws_[id]);
}

}  // namespace sipgw::cc
