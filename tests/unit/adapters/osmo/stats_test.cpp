// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/osmo/stats.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "adapters/osmo/osmo.hpp"

namespace sipgw::osmo {
namespace {

using TallocContext = std::unique_ptr<void, decltype([](void* context) { talloc_free(context); })>;

class StatsTest : public testing::Test {
 protected:
  static std::uint64_t counter(const std::string& name, const char* group = "sipgw") {
    const auto* counters = rate_ctr_get_group_by_name_idx(group, 0);
    const auto* counter = counters != nullptr ? rate_ctr_get_by_name(counters, name.c_str()) : nullptr;
    if (counter == nullptr) {
      ADD_FAILURE() << "there is no counter " << name;
      return 0;
    }
    return counter->current;
  }
  static std::int32_t item(const char* name) {
    const auto* items = osmo_stat_item_get_group_by_name_idx("sipgw", 0);
    const auto* found = items != nullptr ? osmo_stat_item_get_by_name(items, name) : nullptr;
    return found != nullptr ? osmo_stat_item_get_last(found) : -1;
  }

  TallocContext context{talloc_named_const(nullptr, 0, "stats_test")};
  Stats stats{context.get()};
  StatsSample sample;
};

TEST_F(StatsTest, PassesOnWhatCameSinceTheLastSample) {
  sample.calls.mo_calls = 3;
  sample.calls.mt_outcomes[static_cast<std::size_t>(cc::Outcome::busy)] = 2;
  sample.calls.mt_causes[17] = 2;
  sample.calls.mo_causes[16] = 1;
  sample.calls.mo_causes[2] = 3;  // none of 24.008
  sample.calls.mo_causes[126] = 1;
  sample.calls.timers_fired[static_cast<std::size_t>(cc::TimerKind::no_answer)] = 1;
  stats.publish(sample);
  sample.calls.mo_calls = 5;
  stats.publish(sample);
  stats.publish(sample);
  EXPECT_EQ(counter("call:mo:begun"), 5U);
  EXPECT_EQ(counter("call:mt:busy"), 2U);
  EXPECT_EQ(counter("cause:17", "sipgw_mt_cause"), 2U);
  EXPECT_EQ(counter("cause:17", "sipgw_mo_cause"), 0U);
  EXPECT_EQ(counter("cause:16", "sipgw_mo_cause"), 1U);
  EXPECT_EQ(counter("cause:other", "sipgw_mo_cause"), 4U);
  EXPECT_EQ(counter("timer:X5"), 1U);
  EXPECT_EQ(counter("call:mo:busy"), 0U);
}

TEST_F(StatsTest, ListsTheCountersOfCallsBeforeThoseOfCauses) {
  std::vector<std::string> groups;
  const auto note_name = [](rate_ctr_group* group, void* names) {
    static_cast<std::vector<std::string>*>(names)->push_back(group->desc->group_name_prefix);
    return 0;
  };
  rate_ctr_for_each_group(note_name, &groups);
  EXPECT_EQ(groups, (std::vector<std::string>{"sipgw", "sipgw_mo_cause", "sipgw_mt_cause"}));
}

TEST_F(StatsTest, ShowsTheStateOfTheMoment) {
  sample.totals = {.active = 7, .ringing = 2};
  stats.publish(sample);
  EXPECT_EQ(item("calls:active"), 7);
  EXPECT_EQ(item("calls:ringing"), 2);
  sample.totals = {};
  stats.publish(sample);
  EXPECT_EQ(item("calls:active"), 0);
}

TEST_F(StatsTest, CountsTheLinksTogetherAndGoesOnWhenOneIsRemoved) {
  sample.mgws.resize(2);
  sample.mgws[0].retransmitted = 4;
  sample.mgws[1].retransmitted = 2;
  sample.mgws[1].refused_5xx = 1;
  sample.mgws[0].endpoints_in_use = 3;
  stats.publish(sample);
  EXPECT_EQ(counter("mgcp:retransmitted"), 6U);
  EXPECT_EQ(counter("mgcp:refused:5xx"), 1U);
  EXPECT_EQ(item("mgw:endpoints"), 3);
  sample.mgws.clear();
  stats.publish(sample);
  sample.mgws.resize(1);
  sample.mgws[0].retransmitted = 1;
  stats.publish(sample);
  EXPECT_EQ(counter("mgcp:retransmitted"), 7U);
}

TEST_F(StatsTest, HasACounterForEachKindOfMalformedMessage) {
  sample.mncc.resize(1);
  for (std::size_t kind = 0; kind < mncc::kMalformedKinds; ++kind) sample.mncc[0].malformed_kinds.by_kind[kind] = kind;
  sample.mncc[0].malformed_kinds.too_long = 20;
  stats.publish(sample);
  EXPECT_EQ(counter("mncc:malformed:too_short"), 0U);
  EXPECT_EQ(counter("mncc:malformed:unterminated_string"), 2U);
  EXPECT_EQ(counter("mncc:malformed:too_long"), 20U);
}

TEST_F(StatsTest, TellsHowManyTrunksWorkAndHowOftenARegistrarRefusedUs) {
  cc::TrunkSnapshot up, down;
  up.destinations = {{*IpAddress::parse("192.0.2.1"), {"192.0.2.1", 5060}}};
  up.registration.left = std::chrono::seconds{60};
  up.registration.auth_failures = 2;
  down.registration.auth_failures = 1;
  sample.trunks = {up, down};
  stats.publish(sample);
  EXPECT_EQ(item("trunks:up"), 1);
  EXPECT_EQ(item("trunks:registered"), 1);
  EXPECT_EQ(counter("sip:auth_failures"), 3U);
}

}  // namespace
}  // namespace sipgw::osmo
