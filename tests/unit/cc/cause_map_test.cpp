// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cc/cause_map.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace sipgw::cc {
namespace {

sip::Refused refused(int status) {
  sip::Refused value{};
  value.status = status;
  return value;
}

int cause_of(int status) { return cause_from_refusal(refused(status), false); }

TEST(CauseFromRefusal, FollowsTheTable) {
  const std::vector<std::pair<int, int>> rows = {
      {300, 31},  {301, 22},  {302, 31},  {305, 31}, {380, 31},  {399, 31},  {400, 41},  {401, 21},  {402, 21},
      {403, 21},  {404, 1},   {405, 63},  {406, 79}, {407, 21},  {408, 102}, {409, 41},  {410, 22},  {411, 127},
      {412, 127}, {413, 127}, {414, 127}, {415, 79}, {416, 127}, {417, 127}, {420, 127}, {421, 127}, {422, 127},
      {423, 127}, {424, 21},  {428, 21},  {429, 21}, {430, 38},  {433, 21},  {437, 21},  {438, 21},  {480, 18},
      {481, 41},  {482, 127}, {483, 127}, {484, 28}, {485, 1},   {486, 17},  {487, 31},  {488, 65},  {491, 41},
      {493, 21},  {494, 21},  {499, 41},  {500, 41}, {501, 79},  {502, 38},  {503, 41},  {504, 102}, {505, 127},
      {513, 127}, {555, 41},  {580, 41},  {599, 41}, {600, 17},  {603, 21},  {604, 1},   {606, 65},  {607, 21},
      {608, 21},  {666, 127}, {699, 127},
  };
  for (const auto& [status, cause] : rows) EXPECT_EQ(cause_of(status), cause) << status;
}

TEST(CauseFromRefusal, IsAlwaysKnownToThePhone) {
  for (int status = 0; status < 1000; ++status) EXPECT_EQ(fold_cause(cause_of(status)), cause_of(status)) << status;
}

TEST(CauseFromRefusal, PrefersAQ850Reason) {
  auto value = refused(486);
  value.reason.q850 = 21;
  EXPECT_EQ(cause_from_refusal(value, false), 21);
  value.reason.q850 = 20;  // Q.850's subscriber absent, which phones do not know
  EXPECT_EQ(cause_from_refusal(value, false), 31);
  value.reason = {{}, 200, ""};
  EXPECT_EQ(cause_from_refusal(value, false), 17);
}

TEST(CauseFromRefusal, TellsNoAnswerFromNoResponse) {
  EXPECT_EQ(cause_from_refusal(refused(480), true), 19);
  EXPECT_EQ(cause_from_refusal(refused(486), true), 17);
}

TEST(CauseFromRefusal, TakesRetryAfterForCongestion) {
  auto value = refused(503);
  value.retry_after = 30;
  EXPECT_EQ(cause_from_refusal(value, false), 42);
  value.status = 500;
  EXPECT_EQ(cause_from_refusal(value, false), 41);
}

TEST(CauseFromRefusal, ReadsTheWarningOf488And606) {
  const std::vector<std::pair<int, int>> rows = {{304, 65}, {305, 65}, {306, 65}, {370, 58}, {399, 31}, {301, 31}};
  for (const int status : {488, 606}) {
    for (const auto& [warning, cause] : rows) {
      auto value = refused(status);
      value.warning = warning;
      EXPECT_EQ(cause_from_refusal(value, false), cause) << status << " " << warning;
    }
  }
  auto other = refused(404);
  other.warning = 370;
  EXPECT_EQ(cause_from_refusal(other, false), 1);
}

TEST(CauseFromRefusal, TakesLocalFailuresForANetworkOutOfOrder) {
  for (const auto& [status, cause] : std::vector<std::pair<int, int>>{{408, 38}, {503, 38}, {500, 38}, {487, 16}}) {
    auto value = refused(status);
    value.from_peer = false;
    EXPECT_EQ(cause_from_refusal(value, false), cause) << status;
  }
}

TEST(CauseFromRelease, IsNormalClearingWithoutAReason) {
  EXPECT_EQ(cause_from_release({}, false), 16);
  EXPECT_EQ(cause_from_release({}, true), 16);
  EXPECT_EQ(cause_from_release({{}, 487, ""}, true), 16);
}

TEST(CauseFromRelease, TellsThatTheCallWasCompletedElsewhere) {
  EXPECT_EQ(cause_from_release({{}, 200, "Call completed elsewhere"}, true), 26);
  EXPECT_EQ(cause_from_release({{}, 200, ""}, false), 16);
}

TEST(CauseFromRelease, PrefersAQ850Reason) {
  EXPECT_EQ(cause_from_release({41, 200, ""}, true), 41);
  EXPECT_EQ(cause_from_release({39, {}, ""}, false), 47);
}

TEST(RefusalFromCause, FollowsTheTable) {
  constexpr int kPrivateNetwork = 1;
  const std::vector<std::pair<int, int>> rows = {
      {0, 480},   {1, 404},   {3, 404},   {6, 503},  {8, 403},   {16, 480}, {17, 486},   {18, 480},  {19, 480},
      {20, 480},  {21, 403},  {22, 410},  {26, 404}, {27, 502},  {28, 484}, {29, 501},   {30, 480},  {31, 480},
      {34, 503},  {38, 503},  {41, 503},  {42, 503}, {43, 503},  {44, 503}, {47, 503},   {49, 503},  {50, 403},
      {55, 403},  {57, 403},  {58, 503},  {63, 503}, {68, 501},  {69, 501}, {70, 488},   {79, 501},  {81, 500},
      {87, 403},  {91, 502},  {95, 500},  {96, 500}, {97, 500},  {98, 500}, {99, 500},   {100, 500}, {101, 500},
      {102, 504}, {111, 500}, {127, 500}, {2, 500},  {126, 500}, {-1, 500}, {1000, 500},
  };
  for (const auto& [cause, status] : rows)
    EXPECT_EQ(refusal_from_cause(cause, kPrivateNetwork), (SipRefusal{status, 0, {}})) << cause;
}

TEST(RefusalFromCause, WarnsOfCodecs) {
  EXPECT_EQ(refusal_from_cause(65, 1), (SipRefusal{488, 304, {}}));
  EXPECT_EQ(refusal_from_cause(88, 1), (SipRefusal{488, 304, {}}));
}

TEST(RefusalFromCause, DeclinesWhereTheUserDid) {
  EXPECT_EQ(refusal_from_cause(21, 0).status, 603);
  EXPECT_EQ(refusal_from_cause(17, 0).status, 486);
}

TEST(RefusalFromCause, NamesAPreemption) {
  EXPECT_EQ(refusal_from_cause(25, 1), (SipRefusal{480, 0, "preemption;cause=1"}));
}

TEST(FoldCause, KeepsWhatThePhoneKnowsAndFoldsTheRestToItsClass) {
  const std::vector<int> known = {1,  3,  6,  8,  16, 17, 18, 19, 21, 22, 25,  26,  27,  28,  29, 30, 31,
                                  34, 38, 41, 42, 43, 44, 47, 49, 50, 55, 57,  58,  63,  65,  68, 69, 70,
                                  79, 81, 87, 88, 91, 95, 96, 97, 98, 99, 100, 101, 102, 111, 127};
  for (int cause = -3; cause < 300; ++cause) {
    int expected = 31;
    if (std::find(known.begin(), known.end(), cause) != known.end())
      expected = cause;
    else if (cause >= 32 && cause <= 127)
      expected = cause / 16 * 16 + 15;
    EXPECT_EQ(fold_cause(cause), expected) << cause;
  }
}

TEST(CauseFromMsc, IsTheCauseItselfUnlessItIsNone) {
  for (int cause = 1; cause <= 127; ++cause) EXPECT_EQ(cause_from_msc(cause), cause);
  for (const int cause : {-1, 0, 128, 1000}) EXPECT_EQ(cause_from_msc(cause), 31) << cause;
}

}  // namespace
}  // namespace sipgw::cc
