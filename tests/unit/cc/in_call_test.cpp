// SPDX-License-Identifier: AGPL-3.0-or-later
// What phone and peer ask for in a call gets a defined answer, and the call goes on.
#include "unit/cc/media_modes.hpp"

namespace sipgw::test {
namespace {

using mncc::Type;
using testing::HasSubstr;

class InCall : public InBothMediaModes {
 protected:
  void SetUp() override { rig.establish_mo(); }
  void TearDown() override { EXPECT_EQ(rig.call().gsm_state, "ACTIVE"); }
};
INSTANTIATE_TEST_SUITE_P(, InCall, both_media_modes(), media_name);

TEST_P(InCall, RefusesHoldAndRetrieve) {
  rig.msc_sends(Type::hold_ind, kMoCallref);
  rig.expect_mncc(Type::hold_rej, 69);
  rig.msc_sends(Type::retrieve_ind, kMoCallref);
  rig.expect_mncc(Type::retrieve_rej, 69);
  rig.expect_nothing();
}

TEST_P(InCall, RefusesAModifyWithTheBearerCapabilityOfTheSetup) {
  rig.msc_sends(Type::modify_ind, kMoCallref);
  const auto reject = rig.expect_mncc(Type::modify_rej);
  EXPECT_EQ(reject.bearer_cap, setup_ind().bearer_cap);
}

TEST_P(InCall, RefusesAModifyWithTheOldBearerCapabilityNotTheOneAskedFor) {
  auto modify = from_msc(Type::modify_ind, kMoCallref);
  modify.bearer_cap = mncc::BearerCap{};  // no speech version in it
  rig.msc_sends(modify);
  EXPECT_EQ(rig.expect_mncc(Type::modify_rej).bearer_cap, setup_ind().bearer_cap);
}

TEST_P(InCall, SendsKeysAsInfo) {
  auto start = from_msc(Type::start_dtmf_ind, kMoCallref);
  start.keypad = '7';
  rig.msc_sends(start);
  EXPECT_THAT(rig.expect_sip<sip::Info>().body, HasSubstr("Signal=7"));
  EXPECT_EQ(rig.expect_mncc(Type::start_dtmf_rsp).keypad, '7');
  rig.msc_sends(Type::stop_dtmf_ind, kMoCallref);
  rig.expect_mncc(Type::stop_dtmf_rsp);
  rig.expect_nothing();
}

TEST_P(InCall, LetsInformationPass) {
  for (const auto type : {Type::notify_ind, Type::facility_ind, Type::userinfo_ind}) rig.msc_sends(type, kMoCallref);
  rig.expect_nothing();
}

TEST_P(InCall, AcceptsARefreshOfTheSession) {
  rig.peer_sends(sip::PeerOffer{rig.last_dialog(), false, peer_sdp()});
  const auto answer = rig.expect_sip<sip::AnswerOffer>();
  EXPECT_EQ(answer.status, 200);
  EXPECT_FALSE(answer.sdp.empty());
  rig.expect_nothing();
}

TEST_P(InCall, AcceptsAnUpdateWithoutSdp) {
  rig.peer_sends(sip::PeerOffer{rig.last_dialog(), true, {}});
  const auto answer = rig.expect_sip<sip::AnswerOffer>();
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(answer.sdp.empty());
}

TEST_P(InCall, RefusesAnOfferThatWouldChangeTheSession) {
  for (const auto& sdp : {peer_sdp("8 PCMA/8000"), sdp_text(address("198.51.100.1", 6000)), std::string("no SDP")}) {
    rig.peer_sends(sip::PeerOffer{rig.last_dialog(), false, sdp});
    EXPECT_EQ(rig.expect_sip<sip::AnswerOffer>().status, 488);
  }
  rig.expect_nothing();
}

}  // namespace
}  // namespace sipgw::test
