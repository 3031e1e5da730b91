// SPDX-License-Identifier: AGPL-3.0-or-later
#include "routing/load.hpp"

#include <algorithm>

namespace sipgw::routing {

namespace {
constexpr std::chrono::nanoseconds kSecond = std::chrono::seconds{1};
}

Verdict Load::admits(const Limits& limits, TimePoint now) const {
  if (limits.max_calls != 0 && calls_ >= limits.max_calls) return Verdict::too_many_calls;
  if (limits.max_cps == 0) return Verdict::admitted;
  const auto paid = std::max(paid_until_, now) + kSecond / limits.max_cps;
  return paid <= now + kSecond ? Verdict::admitted : Verdict::too_fast;
}

void Load::begin(const Limits& limits, TimePoint now) {
  ++calls_;
  if (limits.max_cps != 0) paid_until_ = std::max(paid_until_, now) + kSecond / limits.max_cps;
}

void Load::end() {
  if (calls_ > 0) --calls_;
}

}  // namespace sipgw::routing
