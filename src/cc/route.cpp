// SPDX-License-Identifier: AGPL-3.0-or-later
// Which trunks a call from the phone may take, and in which order; and the limits of calls of both directions.
#include <algorithm>

#include "cc/core_impl.hpp"

namespace sipgw::cc {

namespace {

constexpr int kNoRoute = 3, kNetworkOutOfOrder = 38, kCongestion = 42, kNoResource = 47;

bool contains(const std::vector<const TrunkConfig*>& trunks, const TrunkConfig* trunk) {
  return std::find(trunks.begin(), trunks.end(), trunk) != trunks.end();
}

std::string in_words(routing::Verdict verdict) {
  switch (verdict) {
    case routing::Verdict::too_many_calls:
      return "as many calls as max-calls allows";
    case routing::Verdict::too_fast:
      return "as many new calls in a second as max-cps allows";
    case routing::Verdict::admitted:
      break;
  }
  return {};
}

}  // namespace

std::vector<std::string> Core::Impl::names_on(const Route& route, std::string_view caller) {
  const auto* group = config_->group(route.group);
  if (group == nullptr) return route.trunk.empty() ? std::vector<std::string>{} : std::vector{route.trunk};
  const auto call_id = mgcp_call_id(environment_.random_seed, calls_.upcoming_id());
  const routing::Occasion occasion{caller, call_id, group_turns_[group->name]++, [this](const std::string& trunk) {
                                     const auto* state = trunks_.state(trunk);
                                     return state == nullptr ? 0 : state->load.calls();
                                   }};
  return routing::order_of(*group, occasion, random_);
}

/// Emergency calls try every trunk in use: first those of their route, and last what is known not to work. Of other
/// calls those trunks come last that did not answer lately.
Core::Impl::Trunks Core::Impl::route_of(const mncc::Signalling& setup) {
  const auto& config = *config_;
  const bool emergency = is_emergency(setup);
  Trunks trunks;
  const auto add = [&](const TrunkConfig* trunk) {
    if (trunk != nullptr && config.in_use(*trunk) && !contains(trunks, trunk)) trunks.push_back(trunk);
  };
  const auto add_route = [&](const Route& route) {
    const auto caller = setup.calling ? setup.calling->digits : setup.imsi;
    for (const auto& name : names_on(route, caller)) add(config.trunk(name));
  };
  if (emergency) add_route(config.emergency_route);
  add_route(config.default_route);
  for (const auto& trunk : config.trunks) {
    const bool first_in_use = config.default_route.empty() && trunks.empty() && !trunk.shutdown;
    if (emergency || first_in_use) add(&trunk);
  }
  std::stable_partition(trunks.begin(), trunks.end(), [&](const TrunkConfig* trunk) {
    const auto& state = *trunks_.state(trunk->name);
    return !state.penalty(now_) && (!emergency || (state.works() && !state.waits_for(now_)));
  });
  return trunks;
}

std::optional<Release> Core::Impl::objection_to(const TrunkConfig& trunk, bool emergency) const {
  const auto because = [&](int cause, const std::string& why) {
    return Release{cause, 1, EndedBy::gateway, "the trunk " + trunk.name + " " + why};
  };
  const auto* state = trunks_.state(trunk.name);
  const auto* present = config_->trunk(trunk.name);  // a call keeps its configuration, but not a trunk that is gone
  if (state == nullptr || present == nullptr || present->shutdown) return because(kNetworkOutOfOrder, "is shut down");
  if (!trunks_.has_hops(trunk, config_->sip)) {
    return Release{kNetworkOutOfOrder, 1, EndedBy::gateway,
                   "the address of remote " + trunk.next_hop_host() + " is not known"};
  }
  if (emergency) return std::nullopt;
  if (!state->works()) return because(kNetworkOutOfOrder, state->up ? "is not registered" : "is down");
  if (state->waits_for(now_)) return because(kCongestion, "has asked for a pause (Retry-After)");
  const auto verdict = state->load.admits(trunk.limits, now_);
  if (verdict != routing::Verdict::admitted) return because(kCongestion, "has " + in_words(verdict));
  if (trunk.media == MediaMode::direct) return std::nullopt;
  if (config_->mgws.empty()) return Release{kNoResource, 1, EndedBy::gateway, "media anchor needs an mgw node"};
  if (!usable_mgw(*config_)) return Release{kNoResource, 1, EndedBy::mgw, "the MGW does not answer"};
  return std::nullopt;
}

/// Leaves the trunks that can take the call; if none can, tells why the first one cannot.
std::optional<Release> Core::Impl::thin_out(Trunks& trunks, bool emergency) {
  std::optional<Release> first;
  std::erase_if(trunks, [&](const TrunkConfig* trunk) {
    auto objection = objection_to(*trunk, emergency);
    if (!objection) return false;
    counters_.limit_hits += objection->cause == kCongestion;
    if (!first) first = std::move(objection);
    return true;
  });
  if (!trunks.empty()) return std::nullopt;
  return first.value_or(Release{kNoRoute, 1, EndedBy::gateway, "no trunk is in use for it"});
}

/// Of the gateway and of the MSC; nothing: there is room.
std::optional<std::string> Core::Impl::over_limit(MscId msc) {
  const auto of_all = load_.admits(config_->limits, now_);
  const auto of_msc = mscs_[msc].load.admits(config_->mncc.limits, now_);
  if (of_all == routing::Verdict::admitted && of_msc == routing::Verdict::admitted) return std::nullopt;
  ++counters_.limit_hits;
  if (of_all != routing::Verdict::admitted) return "the gateway has " + in_words(of_all);
  return "the MSC has " + in_words(of_msc);
}

/// The same for a trunk.
std::optional<std::string> Core::Impl::over_limit(const TrunkConfig& trunk) {
  const auto verdict = trunks_.state(trunk.name)->load.admits(trunk.limits, now_);
  if (verdict == routing::Verdict::admitted) return std::nullopt;
  ++counters_.limit_hits;
  return "the trunk " + trunk.name + " has " + in_words(verdict);
}

void Core::Impl::count_begin(Call& call) {
  load_.begin(config_->limits, now_);
  mscs_[call.gsm.msc].load.begin(config_->mncc.limits, now_);
}

void Core::Impl::count_load_end(const Call& call) {
  load_.end();
  mscs_[call.gsm.msc].load.end();
  leave_trunk(call);
}

/// From now on the call is one of this trunk's.
void Core::Impl::take_trunk(Call& call, const TrunkConfig& trunk) {
  if (call.trunk != nullptr) leave_trunk(call);
  call.trunk = &trunk;
  if (auto* state = trunks_.state(trunk.name)) state->load.begin(trunk.limits, now_);
}

void Core::Impl::leave_trunk(const Call& call) {
  if (auto* state = trunks_.state(call.trunk->name)) state->load.end();
}

}  // namespace sipgw::cc
