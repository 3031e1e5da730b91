// SPDX-License-Identifier: AGPL-3.0-or-later
#include "support/core_harness.hpp"

#include <algorithm>
#include <memory>
#include <numeric>
#include <utility>

#include "support/overloaded.hpp"

namespace sipgw::test {

namespace {

using namespace std::chrono_literals;

constexpr cc::TimePoint kStart{std::chrono::hours{1}};
constexpr auto kMgcpGivesUp = 3500ms;
constexpr auto kLongEnough = 10min;
constexpr int kMaxRounds = 100;

cc::CoreEnvironment environment() {
  return {0x1234, [](const IpAddress&) { return *IpAddress::parse("192.0.2.2"); }};
}

}  // namespace

cc::Config config_with(cc::MediaMode media) {
  cc::Config config;
  config.sip.local_host = "192.0.2.2";
  config.default_trunk().remote_host = kPeerHost;
  config.default_trunk().media = media;
  if (media == cc::MediaMode::anchor) config.mgws[kMgw.value];
  return config;
}

void add_trunks(cc::Config& config) {
  config.default_trunk_wanted = true;
  config.groups.push_back({"all", routing::Algorithm::priority, {{"default"}}});
  for (const auto& [name, host] : {std::pair{"second", kSecondHost}, {"third", kThirdHost}}) {
    auto& trunk = config.trunks.emplace_back(config.default_trunk());
    trunk.name = name;
    trunk.remote_host = host;
    config.groups.back().members.push_back({name});
  }
  config.default_route.group = "all";
}

CoreHarness::CoreHarness(cc::Config config, Memory memory)
    : core_(std::make_shared<const cc::Config>(config), environment()), memory_(memory), now_(kStart) {
  for (const auto& trunk : config.trunks) {
    if (IpAddress::parse(trunk.remote_host)) feed(cc::TrunkResolved{trunk.name, found(trunk.remote_host)});
  }
  feed(cc::MnccUp{kMsc, hello()});
  for (const auto& [number, mgw] : config.mgws) feed(cc::MgwUp{MgwId{number}});
}

std::chrono::milliseconds CoreHarness::since_start() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(now_ - kStart);
}

void CoreHarness::feed(const cc::Event& event) {
  handle(event);
  deliver_mgcp();
}

void CoreHarness::feed(const std::vector<cc::Event>& events) {
  for (const auto& event : events) feed(event);
}

void CoreHarness::handle(const cc::Event& event) {
  if (memory_ == Memory::everything) ladder_.heard(event, since_start());
  watch_.time_is(now_);
  watch_.heard(event);
  actions_.clear();
  core_.handle(event, now_, actions_);
  for (const auto& action : actions_) take(action);
}

void CoreHarness::take(const cc::Action& action) {
  watch_.said(action);
  record_watch_.said(action);
  if (memory_ == Memory::everything) remember(action);
  if (const auto* mncc_action = std::get_if<cc::SendMncc>(&action)) {
    const auto* message = std::get_if<mncc::Signalling>(&mncc_action->message);
    if (message != nullptr && message->type == mncc::Type::setup_req) last_callref_ = message->callref;
  } else if (const auto* sip_action = std::get_if<cc::SendSip>(&action)) {
    if (const auto* invite = std::get_if<sip::Invite>(&sip_action->command)) last_dialog_ = invite->dialog;
  } else if (const auto* command = std::get_if<cc::MgcpCommand>(&action)) {
    auto response = mgw(command->mgw).answer(command->command);
    const auto due = response ? now_ : now_ + kMgcpGivesUp;
    mgcp_results_.push_back({due, {command->mgw, command->token, std::move(response)}});
  }
}

void CoreHarness::remember(const cc::Action& action) {
  ladder_.said(action, since_start());
  std::visit(Overloaded{
                 [&](const cc::SendMncc& send) { mncc_sent_.push_back(send); },
                 [&](const cc::SendSip& send) { sip_sent_.push_back(send.command); },
                 [&](const cc::LogLine& line) { log_lines_.push_back(line); },
                 [&](const cc::CallEnded& ended) { records_.push_back(ended.record); },
                 [](const cc::MgcpCommand&) {},
                 [](const cc::BanSource&) {},
             },
             action);
}

std::vector<std::string> CoreHarness::violations() const {
  auto all = watch_.violations();
  const auto of_records = record_watch_.violations(core_.idle());
  all.insert(all.end(), of_records.begin(), of_records.end());
  return all;
}

void CoreHarness::deliver_mgcp() {
  const auto is_due = [this](const MgcpResult& result) { return result.due <= now_; };
  while (!mgcp_held_) {
    const auto next = std::find_if(mgcp_results_.begin(), mgcp_results_.end(), is_due);
    if (next == mgcp_results_.end()) return;
    const auto done = next->done;
    mgcp_results_.erase(next);
    handle(done);
  }
}

void CoreHarness::release_mgcp() {
  mgcp_held_ = false;
  deliver_mgcp();
}

void CoreHarness::kill_mgw(MgwId id) {
  mgw(id).set_silent(true);
  mgw(id).restart();
  feed(cc::MgwDown{id});
}

std::optional<cc::TimePoint> CoreHarness::next_deadline() {
  auto next = core_.next_deadline();
  if (mgcp_held_) return next;
  for (const auto& result : mgcp_results_) next = next ? std::min(*next, result.due) : result.due;
  return next;
}

void CoreHarness::advance(std::chrono::milliseconds time) {
  const auto end = now_ + time;
  for (auto next = next_deadline(); next && *next <= end; next = next_deadline()) {
    now_ = std::max(now_, *next);
    deliver_mgcp();
    if (core_.next_deadline() && *core_.next_deadline() <= now_) handle(cc::TimePassed{});
    deliver_mgcp();
  }
  now_ = end;
}

void CoreHarness::answer_all() {
  for (int round = 0; round < kMaxRounds; ++round) {
    const auto owed = watch_.owed();
    if (owed.empty()) return;
    feed(owed);
  }
}

bool CoreHarness::fire_next_timer() {
  const auto fired = [this] {
    const auto by_kind = core_.counters().timers_fired;
    return std::accumulate(by_kind.begin(), by_kind.end(), std::uint64_t{0});
  };
  const auto before = fired();
  while (fired() == before) {  // the deadline of a timer that was stopped passes too
    const auto next = next_deadline();
    if (!next) return false;
    advance(std::chrono::duration_cast<std::chrono::milliseconds>(std::max(*next, now_) - now_));
  }
  return true;
}

void CoreHarness::close_round(std::chrono::milliseconds time) {
  answer_all();
  const auto end = now_ + time;
  for (auto next = next_deadline(); next && *next <= end; next = next_deadline()) {
    advance(std::chrono::duration_cast<std::chrono::milliseconds>(std::max(*next, now_) - now_));
    answer_all();
  }
  now_ = end;
}

void CoreHarness::close(std::chrono::milliseconds while_up) {
  release_mgcp();
  close_round(while_up);
  feed(watch_.phones_hang_up());
  close_round(kLongEnough);
}

std::vector<std::string> CoreHarness::faults_at_close(std::chrono::milliseconds while_up) {
  std::vector<std::string> faults;
  if (core_.counters().stale_calls > 0) faults.emplace_back("the audit has found a stale call");
  for (const auto& call : core_.calls(now_)) {
    if (!call.stale.empty()) faults.push_back("stale: " + call.stale);
  }
  close(while_up);
  const auto add = [&](const std::vector<std::string>& more) { faults.insert(faults.end(), more.begin(), more.end()); };
  add(violations());
  add(watch_.untold());
  if (!core_.idle()) faults.emplace_back("something of a call is left in the core");
  if (core_.next_deadline()) faults.emplace_back("a timer is left");
  for (const std::string trunk : {"default", "second", "third"}) {
    const auto state = core_.trunk_state(trunk);
    if (state && state->load.calls() > 0) faults.push_back("calls are counted for the trunk " + trunk);
  }
  for (const auto& [id, mgw] : mgws_) {
    if (!mgw.connections().empty()) faults.push_back("a connection is left in MGW " + std::to_string(id.value));
  }
  return faults;
}

}  // namespace sipgw::test
