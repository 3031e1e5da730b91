// SPDX-License-Identifier: AGPL-3.0-or-later
#include "routing/trunk_state.hpp"

#include <algorithm>

namespace sipgw::routing {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds kFirstPenalty = 5s, kLongestPenalty = 80s;
/// A peer that wants longer would be without calls for no good reason: it may say it again.
constexpr std::chrono::seconds kLongestWait = 600s;

}  // namespace

void TrunkState::told_to_wait(std::chrono::seconds time, TimePoint now) {
  wait_until_ = std::max(wait_until_, now + std::min(time, kLongestWait));
}

void TrunkState::failed(TimePoint now) {
  if (penalty(now)) return;
  penalty_until_ = now + std::min(kFirstPenalty * (1 << std::min(failures_, 4u)), kLongestPenalty);
  ++failures_;
}

void TrunkState::answered() {
  failures_ = 0;
  penalty_until_ = {};
}

std::optional<std::chrono::milliseconds> TrunkState::left(TimePoint until, TimePoint now) {
  if (until <= now) return std::nullopt;
  return std::chrono::ceil<std::chrono::milliseconds>(until - now);
}

}  // namespace sipgw::routing
