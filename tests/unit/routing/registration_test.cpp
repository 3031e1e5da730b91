// SPDX-License-Identifier: AGPL-3.0-or-later
#include "routing/registration.hpp"

#include <gtest/gtest.h>

namespace sipgw::routing {
namespace {

using namespace std::chrono_literals;
using State = RegistrationState;

sip::RequestResult refusal(int status) { return {.status = status, .phrase = "Words"}; }
sip::RequestResult granted(unsigned expires) {
  return {.status = 200, .phrase = "OK", .bindings = {{"sip:192.0.2.2", expires, true}}};
}

/// A trunk that registers for an hour and tries again after 30 s, with its own clock.
struct Registrar {
  explicit Registrar(RegistrationSettings settings = {.wanted = true}, double chance = 1)
      : registration([chance] { return chance; }) {
    registration.configure(settings, now);
    registration.reachable(true, now);
  }
  /// Waits for the next REGISTER.
  unsigned expect_register() {
    const auto deadline = registration.deadline();
    EXPECT_TRUE(deadline) << "nothing will be sent";
    if (!deadline) return 0;
    now = std::max(now, *deadline);
    const auto expires = registration.due(now);
    EXPECT_TRUE(expires);
    return expires.value_or(0);
  }
  unsigned answer(const sip::RequestResult& result) {
    const auto expires = expect_register();
    registration.answered(result, now);
    return expires;
  }
  std::chrono::milliseconds until_next() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(*registration.deadline() - now);
  }

  Registration::Time now{1000s};
  Registration registration;
};

TEST(Registration, RegistersAtOnceAndRefreshesBeforeTheEnd) {
  Registrar registrar;
  EXPECT_EQ(registrar.expect_register(), 3600U);
  EXPECT_EQ(registrar.registration.state(), State::registering);
  EXPECT_FALSE(registrar.registration.due(registrar.now)) << "one is under way";
  registrar.registration.answered(granted(600), registrar.now);
  EXPECT_EQ(registrar.registration.state(), State::registered);
  EXPECT_EQ(registrar.registration.bound_until(registrar.now), registrar.now + 600s);
  EXPECT_EQ(registrar.until_next(), 450s);
  registrar.expect_register();
  EXPECT_EQ(registrar.registration.state(), State::registered) << "a refresh changes nothing";
}

TEST(Registration, EveryLifetimeLeavesTimeForFurtherTries) {
  for (const auto& [lifetime, refresh] : {std::pair{20U, 10s}, {60U, 30s}, {3600U, 3300s}, {86400U, 86100s}}) {
    Registrar registrar;
    registrar.answer(granted(lifetime));
    EXPECT_EQ(registrar.until_next(), refresh) << lifetime;
  }
}

TEST(Registration, ALifetimeOfNothingDoesNotMakeItRegisterWithoutPause) {
  Registrar registrar;
  registrar.answer(granted(0));
  EXPECT_EQ(registrar.until_next(), 5s);
}

TEST(Registration, OfSeveralBindingsOursCounts) {
  Registrar registrar;
  registrar.answer({.status = 200,
                    .phrase = "OK",
                    .expires = 100,
                    .bindings = {{"sip:192.0.2.8", 3000, false}, {"sip:192.0.2.2", 200, true}}});
  EXPECT_EQ(registrar.registration.bound_until(registrar.now), registrar.now + 200s);
}

TEST(Registration, WithoutAnExpiryOfItsOwnTheHeaderCountsAndThenWhatWasAsked) {
  Registrar with, without;
  with.answer({.status = 200, .phrase = "OK", .expires = 100, .bindings = {{"sip:192.0.2.2", {}, true}}});
  EXPECT_EQ(with.registration.bound_until(with.now), with.now + 100s);
  without.answer({.status = 200, .phrase = "OK"});
  EXPECT_EQ(without.registration.bound_until(without.now), without.now + 3600s);
}

TEST(Registration, AnotherContactThatStandsAloneIsOursAsTheRegistrarKnowsIt) {
  Registrar registrar;
  registrar.answer({.status = 200, .phrase = "OK", .bindings = {{"sip:203.0.113.1:1024", 120, false}}});
  EXPECT_EQ(registrar.registration.bound_until(registrar.now), registrar.now + 120s);
}

TEST(Registration, ATooBriefIntervalIsAskedForAgainAtOnceAndRemembered) {
  Registrar registrar({.wanted = true, .expires = 60s});
  auto brief = refusal(423);
  brief.min_expires = 300;
  EXPECT_EQ(registrar.answer(brief), 60U);
  EXPECT_EQ(registrar.until_next(), 0s);
  EXPECT_EQ(registrar.answer(granted(300)), 300U);
  EXPECT_EQ(registrar.expect_register(), 300U);
}

TEST(Registration, ATooBriefIntervalThatNamesNothingLongerIsAFailure) {
  Registrar registrar;
  auto brief = refusal(423);
  brief.min_expires = 3600;
  registrar.answer(brief);
  EXPECT_EQ(registrar.registration.state(), State::backing_off);
  EXPECT_EQ(registrar.until_next(), 30s);
}

TEST(Registration, AWrongPasswordIsCountedAndTriedAgainOnlyAfterALongTime) {
  for (const int status : {401, 407}) {
    Registrar registrar;
    auto wrong = refusal(status);
    wrong.auth_failure = "wrong user name or password";
    registrar.answer(wrong);
    EXPECT_EQ(registrar.registration.state(), State::failed);
    EXPECT_EQ(registrar.registration.auth_failures(), 1U);
    EXPECT_EQ(registrar.registration.last_error(), std::to_string(status) + " Words (wrong user name or password)");
    EXPECT_EQ(registrar.until_next(), 10min);
  }
}

TEST(Registration, AForbiddenOneIsTriedAgainOnlyAfterALongTime) {
  Registrar registrar;
  registrar.answer(refusal(403));
  EXPECT_EQ(registrar.registration.state(), State::failed);
  EXPECT_EQ(registrar.registration.auth_failures(), 0U);
  EXPECT_EQ(registrar.until_next(), 10min);
}

TEST(Registration, AnOverloadedRegistrarSaysWhenItWillTakeUs) {
  Registrar registrar;
  auto busy = refusal(503);
  busy.retry_after = 77;
  registrar.answer(busy);
  EXPECT_EQ(registrar.registration.state(), State::backing_off);
  EXPECT_EQ(registrar.until_next(), 77s);
}

TEST(Registration, EachFailureDoublesTheDelayUpToTenMinutes) {
  Registrar registrar;
  for (const auto delay : {30s, 60s, 120s, 240s, 480s, 600s, 600s}) {
    registrar.answer({.status = 408, .phrase = "Timeout", .from_peer = false});
    EXPECT_EQ(registrar.until_next(), delay);
    EXPECT_EQ(registrar.registration.last_error(), "no answer: Timeout");
  }
  registrar.answer(granted(3600));
  EXPECT_EQ(registrar.registration.last_error(), "");
  registrar.answer(refusal(500));
  EXPECT_EQ(registrar.until_next(), 30s) << "the failures before count no more";
}

TEST(Registration, ChanceKeepsManyGatewaysFromTryingTogether) {
  Registrar early({.wanted = true}, 0), late({.wanted = true}, 1);
  early.answer(refusal(500));
  late.answer(refusal(500));
  EXPECT_EQ(early.until_next(), 15s);
  EXPECT_EQ(late.until_next(), 30s);
}

TEST(Registration, AFailedRefreshLeavesTheBindingAsLongAsItLasts) {
  Registrar registrar;
  registrar.answer(granted(3600));
  registrar.answer(refusal(500));
  EXPECT_EQ(registrar.registration.state(), State::backing_off);
  EXPECT_TRUE(registrar.registration.bound_until(registrar.now));
  EXPECT_FALSE(registrar.registration.bound_until(registrar.now + 1h));
}

TEST(Registration, TheEndTakesTheBindingAway) {
  Registrar registrar;
  registrar.answer(granted(3600));
  registrar.registration.stop(registrar.now);
  EXPECT_EQ(registrar.registration.state(), State::unregistering);
  EXPECT_FALSE(registrar.registration.idle());
  EXPECT_EQ(registrar.answer({.status = 200, .phrase = "OK"}), 0U);
  EXPECT_TRUE(registrar.registration.idle());
  EXPECT_EQ(registrar.registration.state(), State::off);
  EXPECT_FALSE(registrar.registration.bound_until(registrar.now));
}

TEST(Registration, TheEndWithoutABindingAsksNothing) {
  Registrar registrar;
  registrar.answer(refusal(500));
  registrar.registration.stop(registrar.now);
  EXPECT_TRUE(registrar.registration.idle());
}

TEST(Registration, TheEndWaitsForAnAnswerAndTakesThatBindingAway) {
  Registrar registrar;
  registrar.expect_register();
  registrar.registration.stop(registrar.now);
  EXPECT_FALSE(registrar.registration.idle());
  registrar.registration.answered(granted(3600), registrar.now);
  EXPECT_EQ(registrar.answer({.status = 200, .phrase = "OK"}), 0U);
  EXPECT_TRUE(registrar.registration.idle());
}

TEST(Registration, ARefusedEndIsAnEnd) {
  Registrar registrar;
  registrar.answer(granted(3600));
  registrar.registration.stop(registrar.now);
  registrar.answer({.status = 408, .phrase = "Timeout", .from_peer = false});
  EXPECT_TRUE(registrar.registration.idle());
}

TEST(Registration, ItCanBeTurnedOffAndOn) {
  Registrar registrar;
  registrar.answer(granted(3600));
  registrar.registration.configure({.wanted = false}, registrar.now);
  EXPECT_EQ(registrar.expect_register(), 0U);
  registrar.registration.configure({.wanted = true}, registrar.now);
  registrar.registration.answered({.status = 200, .phrase = "OK"}, registrar.now);
  EXPECT_EQ(registrar.until_next(), 0s);
  EXPECT_EQ(registrar.expect_register(), 3600U);
}

TEST(Registration, ItWaitsForAnAddress) {
  Registrar registrar;
  registrar.registration.reachable(false, registrar.now);
  EXPECT_EQ(registrar.registration.state(), State::waiting);
  EXPECT_FALSE(registrar.registration.deadline());
  registrar.registration.reachable(true, registrar.now);
  EXPECT_EQ(registrar.expect_register(), 3600U);
}

TEST(Registration, AChangeRegistersAtOnceEvenAfterARefusal) {
  Registrar registrar;
  registrar.answer(refusal(403));
  registrar.registration.start_anew(registrar.now);
  EXPECT_EQ(registrar.until_next(), 0s);
}

TEST(Registration, AChangeWhileOneIsUnderWayFollowsIt) {
  Registrar registrar;
  registrar.expect_register();
  registrar.registration.start_anew(registrar.now);
  EXPECT_FALSE(registrar.registration.deadline());
  registrar.registration.answered(granted(3600), registrar.now);
  EXPECT_EQ(registrar.until_next(), 0s);
}

}  // namespace
}  // namespace sipgw::routing
