// SPDX-License-Identifier: AGPL-3.0-or-later
// What is counted about calls.
#include "unit/cc/media_modes.hpp"

namespace sipgw::test {
namespace {

using cc::Outcome;
using mncc::Type;

class Counting : public testing::Test {
 protected:
  std::uint64_t mo(Outcome outcome) const { return counters().mo_outcomes[static_cast<std::size_t>(outcome)]; }
  std::uint64_t mt(Outcome outcome) const { return counters().mt_outcomes[static_cast<std::size_t>(outcome)]; }
  cc::CountersSnapshot counters() const { return rig.core().counters(); }
  void refused_by_peer(int status) {
    rig.begin_mo();
    rig.peer_sends(refused(rig.last_dialog(), status));
    rig.expect_mncc(Type::disc_req);
    rig.finish_disc(kMoCallref);
  }
  CoreRig rig;
};

TEST_F(Counting, TellsHowCallsFromPhonesEnd) {
  refused_by_peer(486);
  EXPECT_EQ(mo(Outcome::busy), 1U);
  refused_by_peer(480);
  EXPECT_EQ(mo(Outcome::no_answer), 1U);
  refused_by_peer(500);
  EXPECT_EQ(mo(Outcome::failed), 1U);
  EXPECT_EQ(counters().mo_causes[17], 1U);
  EXPECT_EQ(counters().mo_calls, 3U);
  EXPECT_EQ(mt(Outcome::busy), 0U);
}

TEST_F(Counting, TellsWhetherTheCallerGaveUp) {
  rig.begin_mt();
  rig.peer_sends(sip::Cancelled{kMtDialog, {}});
  rig.finish_rel(rig.last_callref());
  EXPECT_EQ(mt(Outcome::abandoned), 1U);
}

TEST_F(Counting, TakesAnAnsweredCallAsAnsweredWhoeverEndsIt) {
  rig.establish_mo();
  EXPECT_EQ(mo(Outcome::answered), 0U);  // not over yet
  rig.peer_sends(sip::PeerBye{rig.last_dialog(), {}});
  rig.finish_disc(kMoCallref);
  EXPECT_EQ(mo(Outcome::answered), 1U);
  EXPECT_EQ(counters().mo_causes[16], 1U);
}

TEST_F(Counting, KnowsTheCallsOfTheMoment) {
  rig.begin_mo();
  EXPECT_EQ(rig.core().totals().active, 1U);
  EXPECT_EQ(rig.core().totals().ringing, 0U);
  rig.peer_sends(provisional(rig.last_dialog(), 180));
  EXPECT_EQ(rig.core().totals().ringing, 1U);
  rig.peer_sends(answered(rig.last_dialog()));
  EXPECT_EQ(rig.core().totals().active, 1U);
  EXPECT_EQ(rig.core().totals().ringing, 0U);
}

TEST_F(Counting, KnowsThatAReleasedCallRingsNoMore) {
  const auto setup = rig.begin_mt();
  rig.confirm_mt();
  rig.msc_sends(Type::alert_ind, setup.callref);
  EXPECT_EQ(rig.core().totals().ringing, 1U);
  rig.peer_sends(sip::Cancelled{kMtDialog, {}});
  EXPECT_EQ(rig.core().totals().ringing, 0U);
  rig.finish_disc(setup.callref);
  EXPECT_EQ(rig.core().totals().active, 0U);
  EXPECT_EQ(rig.core().totals().ringing, 0U);
}

TEST_F(Counting, CountsDigitsFromPhones) {
  rig.establish_mo();
  rig.msc_sends(Type::start_dtmf_ind, kMoCallref);  // without a digit
  EXPECT_EQ(counters().dtmf_refused, 1U);
  auto start = from_msc(Type::start_dtmf_ind, kMoCallref);
  start.keypad = '7';
  rig.msc_sends(start);
  EXPECT_EQ(counters().dtmf_accepted, 1U);
}

TEST_F(Counting, CountsCausesOfEachDirectionApartThoseOfRefusedAttemptsToo) {
  refused_by_peer(486);
  rig.peer_sends(invite("no number", "98766", DialogId{5}));
  rig.expect_response(484);
  EXPECT_EQ(counters().mt_causes[28], 1U);
  EXPECT_EQ(counters().mt_causes[17], 0U);
  auto setup = setup_ind("");
  setup.callref = kMoCallref + 1;
  rig.msc_sends(setup);
  rig.expect_mncc(Type::rej_req, 28);
  EXPECT_EQ(counters().mo_causes[28], 1U);
}

TEST_F(Counting, CountsUnreadableSdpInWhateverMessageItComes) {
  rig.establish_mo();
  rig.peer_sends(sip::PeerOffer{rig.last_dialog(), false, "nonsense"});
  EXPECT_EQ(counters().malformed_sdp, 1U);
  CoreRig other;
  other.begin_mo();
  for (const int status : {183, 180, 183}) {
    other.peer_sends(provisional(other.last_dialog(), status, status == 183 ? "nonsense" : ""));
  }
  EXPECT_EQ(other.core().counters().malformed_sdp, 1U);
}

TEST_F(Counting, CountsEarlyMediaThatThePhoneIsNotToldOf) {
  rig.begin_mo();
  rig.peer_sends(provisional(rig.last_dialog(), 180));
  for (int time = 0; time < 2; ++time) rig.peer_sends(provisional(rig.last_dialog(), 183, peer_sdp()));
  EXPECT_EQ(counters().early_media_after_ringing, 1U);
}

TEST_F(Counting, DoesNotCountEarlyMediaThatThePhoneIsToldOf) {
  rig.begin_mo();
  rig.peer_sends(provisional(rig.last_dialog(), 183, peer_sdp()));
  rig.peer_sends(provisional(rig.last_dialog(), 180, peer_sdp()));
  EXPECT_EQ(counters().early_media_after_ringing, 0U);
}

TEST_F(Counting, CountsUnreadableInvites) {
  auto bad_sdp = invite();
  bad_sdp.sdp = "nonsense";
  rig.peer_sends(bad_sdp);
  EXPECT_EQ(counters().malformed_sdp, 1U);
  auto bad_body = invite("12345", "98766", DialogId{3});
  bad_body.unusable_body = true;
  rig.peer_sends(bad_body);
  EXPECT_EQ(counters().unusable_bodies, 1U);
  EXPECT_EQ(counters().mt_refused, 2U);
  EXPECT_EQ(counters().mt_calls, 0U);
}

}  // namespace
}  // namespace sipgw::test
