// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/monitor.hpp"

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "base/strings.hpp"

namespace sipgw::app {
namespace {

constexpr const char* kMscState = "msc.0.state";
constexpr const char* kNoLink = "none";
constexpr std::uint32_t kMostMgws = 256;  ///< by `mgw <0-255>`
constexpr const char* kSipState = "sip.state";
constexpr int kNormalClearing = 16, kHighestCause = 127;

/// In the order of cc::Drain.
constexpr std::array<std::string_view, 3> kDrainNames{"off", "stay", "exit"};

std::string name(cc::LinkState state) {
  switch (state) {
    case cc::LinkState::disconnected:
      return "disconnected";
    case cc::LinkState::wait_hello:
      return "wait-hello";
    case cc::LinkState::ready:
      return "ready";
  }
  return {};
}

std::string mgw_state(std::uint32_t number) { return "mgw." + std::to_string(number) + ".state"; }

std::string up_or_down(bool up) { return up ? "up" : "down"; }

/// By variable; a link that is not configured has none.
std::map<std::string, std::string> link_states(const osmo::StatsSample& sample) {
  std::map<std::string, std::string> states{{kMscState, name(sample.mncc.front().state)},
                                            {kSipState, up_or_down(sample.sip.up)}};
  for (const auto& mgw : sample.mgws) states[mgw_state(mgw.mgw.value)] = up_or_down(mgw.up);
  for (const auto& trunk : sample.trunks) {
    const auto prefix = "trunk." + trunk.config.name;
    states[prefix + ".state"] = trunk.config.shutdown ? "shutdown" : up_or_down(trunk.is_up());
    states[prefix + ".registration"] = to_string(trunk.registration.state);
  }
  return states;
}

std::string link_state(const osmo::StatsSample& sample, const std::string& variable) {
  const auto states = link_states(sample);
  const auto found = states.find(variable);
  return found == states.end() ? kNoLink : found->second;
}

Status set_drain(cc::Admin& admin, const std::string& value) {
  for (std::size_t i = 0; i < kDrainNames.size(); ++i) {
    if (value != kDrainNames[i]) continue;
    admin.set_drain(static_cast<cc::Drain>(i));
    return ok();
  }
  return Error{"one of: off stay exit"};
}

Status release(cc::Admin& admin, std::string_view value) {
  const auto id = parse_number<std::uint64_t>(take_until(value, ','));
  const auto cause = value.empty() ? kNormalClearing : parse_number<int>(value).value_or(0);
  if (!id || cause < 1 || cause > kHighestCause) return Error{"CALL or CALL,CAUSE with a cause of 1-127"};
  if (!admin.release(CallId{*id}, cause)) return Error{"no such call"};
  return ok();
}

}  // namespace

Status Monitor::open() {
  if (auto status = ctrl_.open(); !status) return status;
  add_calls();
  add_links();
  return ok();
}

void Monitor::add_calls() {
  const auto add = [this](const char* name, auto value) {
    ctrl_.add(name, {.get = [this, value] { return std::to_string(value(admin_)); }, .set = nullptr});
  };
  add("calls.active", [](const cc::Admin& admin) { return admin.totals().active; });
  add("calls.ringing", [](const cc::Admin& admin) { return admin.totals().ringing; });
  add("calls.total.mo", [](const cc::Admin& admin) { return admin.counters().mo_calls; });
  add("calls.total.mt", [](const cc::Admin& admin) { return admin.counters().mt_calls; });
  add("calls.total.answered",
      [](const cc::Admin& admin) { return admin.counters().mo_answered + admin.counters().mt_answered; });
  add("calls.total.refused",
      [](const cc::Admin& admin) { return admin.counters().mo_refused + admin.counters().mt_refused; });
  ctrl_.add("call.release",
            {.get = nullptr, .set = [this](const std::string& value) { return release(admin_, value); }});
  ctrl_.add("drain", {.get = [this] { return std::string{kDrainNames[static_cast<std::size_t>(admin_.drain())]}; },
                      .set = [this](const std::string& value) { return set_drain(admin_, value); }});
}

void Monitor::add_links() {
  add_state(kMscState);
  add_state(kSipState);
  for (std::uint32_t number = 0; number < kMostMgws; ++number) add_state(mgw_state(number));
}

/// Of something that may be gone later: libosmoctrl keeps its variables.
void Monitor::add_state(const std::string& variable) {
  announced_[variable];
  ctrl_.add(variable, {.get = [this, variable] { return link_state(sample(), variable); }, .set = nullptr});
}

osmo::StatsSample Monitor::sample() const {
  return {.calls = admin_.counters(),
          .totals = admin_.totals(),
          .sip = admin_.sip(),
          .mncc = admin_.mncc(),
          .mgws = admin_.mgws(),
          .trunks = admin_.trunks()};
}

void Monitor::publish() {
  const auto now = sample();
  stats_.publish(now);
  const auto states = link_states(now);
  for (const auto& [variable, state] : states) {
    if (!announced_.contains(variable)) add_state(variable);
  }
  for (auto& [variable, announced] : announced_) {
    const auto found = states.find(variable);
    const std::string state = found == states.end() ? kNoLink : found->second;
    if (announced == state) continue;
    const bool first = announced.empty();
    announced = state;
    if (!first) ctrl_.trap(variable, state);
  }
}

}  // namespace sipgw::app
