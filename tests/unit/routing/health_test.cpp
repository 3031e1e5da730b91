// SPDX-License-Identifier: AGPL-3.0-or-later
#include "routing/health.hpp"

#include <gtest/gtest.h>

namespace sipgw::routing {
namespace {

using namespace std::chrono_literals;
using State = Health::State;

/// A trunk that is asked every 30 s, with its own clock.
struct Asked {
  explicit Asked(HealthSettings settings = {.interval = 30s, .timeout = 4s}) {
    health.configure(settings, now);
    health.resume(now);
  }
  void pass(std::chrono::seconds time) { now += time; }
  /// Waits for the next OPTIONS and answers it.
  void answer(int status, bool from_peer = true) {
    now = *health.deadline();
    ASSERT_TRUE(health.due(now));
    health.answered(status, "Words", from_peer, now);
  }
  void stay_silent() {
    now = *health.deadline();
    ASSERT_TRUE(health.due(now));
    now = *health.deadline();
    ASSERT_FALSE(health.due(now));
  }

  Health::Time now{1000s};
  Health health;
};

TEST(Health, AsksAtOnceAndThenInTheInterval) {
  Asked trunk;
  EXPECT_TRUE(trunk.health.due(trunk.now));
  EXPECT_FALSE(trunk.health.due(trunk.now)) << "one is under way";
  trunk.health.answered(200, "OK", true, trunk.now);
  EXPECT_EQ(*trunk.health.deadline(), trunk.now + 30s);
  EXPECT_EQ(trunk.health.last_result(), "200 OK");
}

TEST(Health, TheFirstResultDecides) {
  Asked good, bad;
  EXPECT_EQ(good.health.state(), State::unknown);
  good.answer(200);
  EXPECT_EQ(good.health.state(), State::up);
  bad.stay_silent();
  EXPECT_EQ(bad.health.state(), State::down);
  EXPECT_EQ(bad.health.last_result(), "no answer");
}

TEST(Health, ATrunkThatWasUpGoesDownWithExactlyTheConfiguredNumberOfFailuresInARow) {
  Asked trunk({.interval = 30s, .timeout = 4s, .down_after = 3});
  trunk.answer(200);
  const auto up_since = trunk.health.since();
  trunk.stay_silent();
  trunk.stay_silent();
  trunk.answer(200);
  trunk.stay_silent();
  trunk.stay_silent();
  EXPECT_EQ(trunk.health.state(), State::up);
  EXPECT_EQ(trunk.health.since(), up_since);
  trunk.stay_silent();
  EXPECT_EQ(trunk.health.state(), State::down);
  EXPECT_EQ(trunk.health.since(), trunk.now);
  EXPECT_EQ(trunk.health.failures(), 3U);
}

TEST(Health, ATrunkThatWasDownComesUpWithExactlyTheConfiguredNumberOfSuccessesInARow) {
  Asked trunk({.interval = 30s, .timeout = 4s, .up_after = 2});
  trunk.stay_silent();
  trunk.answer(200);
  trunk.stay_silent();
  trunk.answer(200);
  EXPECT_EQ(trunk.health.state(), State::down);
  trunk.answer(200);
  EXPECT_EQ(trunk.health.state(), State::up);
}

TEST(Health, AnyAnswerIsLifeButThoseThatAProxyGivesForADeadServer) {
  for (const int status : {200, 302, 401, 403, 404, 405, 481, 483, 500, 501, 603}) {
    Asked trunk;
    trunk.answer(status);
    EXPECT_EQ(trunk.health.state(), State::up) << status;
  }
  for (const int status : {408, 503, 504}) {
    Asked trunk;
    trunk.answer(status);
    EXPECT_EQ(trunk.health.state(), State::down) << status;
  }
}

TEST(Health, WithConfiguredCodesOnlyTheseAreLife) {
  const HealthSettings settings{.interval = 30s, .valid_codes = {{200, 299}, {404, 404}}};
  for (const auto& [status, state] :
       {std::pair{200, State::up}, {299, State::up}, {404, State::up}, {405, State::down}, {300, State::down}}) {
    Asked trunk(settings);
    trunk.answer(status);
    EXPECT_EQ(trunk.health.state(), state) << status;
  }
}

TEST(Health, WhatWasMadeHereIsNoAnswer) {
  Asked trunk;
  trunk.answer(500, false);
  EXPECT_EQ(trunk.health.state(), State::down);
  EXPECT_EQ(trunk.health.last_result(), "no answer: Words");
}

TEST(Health, AnAnswerAfterTheTimeOutCountsNoMore) {
  Asked trunk;
  trunk.stay_silent();
  trunk.health.answered(200, "OK", true, trunk.now);
  EXPECT_EQ(trunk.health.last_result(), "no answer");
}

TEST(Health, AnIntervalShorterThanTheTimeOutAsksWhenTheLastOneIsOver) {
  Asked trunk({.interval = 5s, .timeout = 20s});
  EXPECT_TRUE(trunk.health.due(trunk.now));
  trunk.pass(19s);
  EXPECT_FALSE(trunk.health.due(trunk.now)) << "one is under way";
  trunk.pass(1s);
  EXPECT_TRUE(trunk.health.due(trunk.now));
  EXPECT_EQ(trunk.health.failures(), 1U);
}

TEST(Health, WithoutAnAddressNothingIsSentAndAllIsForgotten) {
  Asked trunk;
  trunk.answer(200);
  trunk.health.pause();
  EXPECT_FALSE(trunk.health.deadline());
  EXPECT_FALSE(trunk.health.due(trunk.now + 1h));
  EXPECT_EQ(trunk.health.state(), State::unknown);
  trunk.health.resume(trunk.now);
  EXPECT_TRUE(trunk.health.due(trunk.now));
}

TEST(Health, TheOperatorAsksAtOnceAndOnlyOnceAtATime) {
  Asked trunk;
  trunk.answer(200);
  trunk.pass(1s);
  EXPECT_TRUE(trunk.health.ping_now(trunk.now));
  EXPECT_TRUE(trunk.health.due(trunk.now));
  EXPECT_FALSE(trunk.health.ping_now(trunk.now));
}

TEST(Health, WithoutAnIntervalAnOptionsOfTheOperatorIsShownAndDecidesNothing) {
  Asked trunk({.interval = 0s});
  EXPECT_FALSE(trunk.health.deadline());
  EXPECT_TRUE(trunk.health.ping_now(trunk.now));
  EXPECT_TRUE(trunk.health.due(trunk.now));
  trunk.health.answered(503, "Service Unavailable", true, trunk.now);
  EXPECT_EQ(trunk.health.state(), State::unknown);
  EXPECT_EQ(trunk.health.last_result(), "503 Service Unavailable");
  EXPECT_FALSE(trunk.health.deadline());
}

TEST(Health, WithoutPingsNothingIsKnownAnyMore) {
  Asked trunk;
  trunk.stay_silent();
  trunk.health.configure({.interval = 0s}, trunk.now);
  EXPECT_EQ(trunk.health.state(), State::unknown);
  EXPECT_FALSE(trunk.health.deadline());
}

}  // namespace
}  // namespace sipgw::routing
