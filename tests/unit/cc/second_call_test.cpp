// SPDX-License-Identifier: AGPL-3.0-or-later
// Two calls of one phone share its one RTP stream: the second gets no answer to RTP_CREATE, and RTP_CONNECT goes out
// for the active one only.
#include "unit/cc/media_modes.hpp"

namespace sipgw::test {
namespace {

using namespace std::chrono_literals;
using mncc::Type;

constexpr Callref kSecond = kMoCallref + 1;

class SecondCall : public InBothMediaModes {
 protected:
  void SetUp() override {
    rig.establish_mo();
    first_ = rig.last_dialog();
  }

  void offer(Type request, Callref callref, Type confirmation, DialogId dialog) {
    rig.msc_sends(request, callref);
    rig.expect_sip<sip::Offer>();
    rig.peer_sends(sip::OfferResult{dialog, 200, peer_sdp()});
    if (confirmation == Type::retrieve_cnf) {
      EXPECT_EQ(rig.expect_rtp(Type::rtp_connect).callref, callref);
    }
    EXPECT_EQ(rig.expect_mncc(confirmation).callref, callref);
  }
  void hold_first() { offer(Type::hold_ind, kMoCallref, Type::hold_cnf, first_); }

  /// SETUP_IND up to the INVITE; the MSC does not answer RTP_CREATE.
  sip::Invite call_out() {
    auto setup = setup_ind();
    setup.callref = kSecond;
    rig.msc_sends(setup);
    rig.expect_rtp(Type::rtp_create);
    rig.expect_mncc(Type::call_proc_req);
    return rig.expect_sip<sip::Invite>();
  }
  void answer_second() {
    rig.peer_sends(answered(rig.last_dialog(), sdp_text(second_rtp())));
    rig.msc_sends(Type::setup_compl_ind, kSecond);
  }
  static NetAddress second_rtp() { return address(kPeerHost, 7000); }

  /// INVITE up to the phone's ringing: it is waiting.
  Callref call_in() {
    rig.begin_mt();
    auto confirmed = from_msc(Type::call_conf_ind, rig.last_callref());
    confirmed.imsi = setup_ind().imsi;
    rig.msc_sends(confirmed);
    rig.expect_rtp(Type::rtp_create);
    rig.msc_sends(Type::alert_ind, rig.last_callref());
    rig.expect_response(180);
    rig.expect_nothing();
    return rig.last_callref();
  }

  DialogId first_;
};
INSTANTIATE_TEST_SUITE_P(, SecondCall, both_media_modes(), media_name);

TEST_P(SecondCall, FromThePhoneUsesTheAddressOfTheFirst) {
  hold_first();
  const auto invite = call_out();
  if (!rig.anchored()) {
    EXPECT_NE(invite.sdp.find("m=audio " + std::to_string(msc_rtp().port)), std::string::npos);
  }
  rig.expect_nothing();  // no RTP_CONNECT yet
  rig.advance(25s);
  rig.expect_nothing();  // nor a placeholder
}

TEST_P(SecondCall, GetsItsRtpConnectWhenItIsAnswered) {
  hold_first();
  call_out();
  rig.peer_sends(provisional(rig.last_dialog(), 183, peer_sdp()));
  rig.expect_nothing();  // early media would mute nobody, but it is not the active call yet
  answer_second();
  EXPECT_EQ(rig.expect_rtp(Type::rtp_connect).callref, kSecond);
  rig.expect_mncc(Type::setup_rsp);
  rig.expect_nothing();
}

TEST_P(SecondCall, WaitsWithItsRtpConnectForTheHoldOfTheFirst) {
  const auto second = call_in();
  rig.msc_sends(Type::setup_cnf, second);
  rig.expect_mncc(Type::setup_compl_req);
  rig.expect_response(200);
  rig.peer_sends(sip::Acked{kMtDialog, {}});
  rig.expect_nothing();
  rig.msc_sends(Type::hold_ind, kMoCallref);
  rig.expect_sip<sip::Offer>();
  rig.peer_sends(sip::OfferResult{first_, 200, peer_sdp()});
  rig.expect_mncc(Type::hold_cnf);
  EXPECT_EQ(rig.expect_rtp(Type::rtp_connect).callref, second);
  rig.expect_nothing();
}

TEST_P(SecondCall, GetsItsRtpConnectWhenTheFirstHasEnded) {
  const auto second = call_in();
  rig.msc_sends(Type::setup_cnf, second);
  rig.expect_mncc(Type::setup_compl_req);
  rig.expect_response(200);
  rig.peer_sends(sip::Acked{kMtDialog, {}});
  rig.msc_sends(Type::disc_ind, kMoCallref, 16);
  rig.expect_mncc(Type::rel_req);
  rig.expect_sip<sip::Bye>();
  rig.finish_rel(kMoCallref);
  EXPECT_EQ(rig.expect_rtp(Type::rtp_connect).callref, second);
  rig.expect_nothing();
}

TEST_P(SecondCall, IsSwappedWithTheFirstByHoldAndRetrieve) {
  hold_first();
  call_out();
  const auto second = rig.last_dialog();
  answer_second();
  rig.expect_rtp(Type::rtp_connect);
  rig.expect_mncc(Type::setup_rsp);
  for (int time = 0; time < 2; ++time) {
    offer(Type::hold_ind, kSecond, Type::hold_cnf, second);
    offer(Type::retrieve_ind, kMoCallref, Type::retrieve_cnf, first_);
    offer(Type::hold_ind, kMoCallref, Type::hold_cnf, first_);
    offer(Type::retrieve_ind, kSecond, Type::retrieve_cnf, second);
  }
  rig.expect_nothing();
}

TEST_P(SecondCall, IsNotMutedByANewAddressOfTheHeldOne) {
  hold_first();
  call_out();
  answer_second();
  rig.expect_rtp(Type::rtp_connect);
  rig.expect_mncc(Type::setup_rsp);
  rig.peer_sends(sip::PeerOffer{first_, false, sdp_text(address(kPeerHost, 9000))});
  EXPECT_EQ(rig.expect_sip<sip::AnswerOffer>().status, 200);
  rig.expect_nothing();
  offer(Type::retrieve_ind, kMoCallref, Type::retrieve_cnf, first_);
}

TEST_P(SecondCall, OfAnotherPhoneWaitsForItsOwnAddress) {
  auto setup = setup_ind();
  setup.callref = kSecond;
  setup.imsi = "001010000000002";
  rig.msc_sends(setup);
  rig.expect_rtp(Type::rtp_create);
  rig.expect_mncc(Type::call_proc_req);
  rig.expect_nothing();
  rig.advance(15s);
  rig.expect_mncc(Type::disc_req, 47);
}

TEST_P(SecondCall, WhoseRtpCreateIsAnsweredAfterAllIsOnItsOwn) {
  call_out();
  auto own = rtp_created(kSecond);
  own.address = address(kMscHost, 8000);
  rig.msc_sends(own);
  if (!rig.anchored()) {
    answer_second();
    EXPECT_EQ(rig.expect_rtp(Type::rtp_connect).address, second_rtp());
  } else {
    rig.expect_rtp(Type::rtp_connect);
  }
}

TEST_P(SecondCall, IsNotToldOfTheStreamOfTheFirstWhenTheMscIsLost) {
  call_out();
  answer_second();
  rig.expect_mncc(Type::setup_rsp);
  rig.expect_nothing();  // the first is the active one
  rig.feed(cc::MnccDown{kMsc});
  rig.expect_sip<sip::Bye>();
  rig.expect_sip<sip::Bye>();
  rig.expect_nothing();
}

class SecondCallWhileTheFirstRings : public SecondCall {
 protected:
  void SetUp() override {
    rig.begin_mo();
    first_ = rig.last_dialog();
    rig.peer_sends(provisional(first_, 180));
    rig.expect_mncc(Type::alert_req);
  }
};
INSTANTIATE_TEST_SUITE_P(, SecondCallWhileTheFirstRings, both_media_modes(), media_name);

TEST_P(SecondCallWhileTheFirstRings, IsAnsweredWithoutAnRtpCreateOfItsOwn) {
  const auto second = call_in();
  rig.msc_sends(Type::setup_cnf, second);
  EXPECT_EQ(rig.expect_rtp(Type::rtp_connect).callref, second);
  rig.expect_mncc(Type::setup_compl_req);
  rig.expect_response(200);
  rig.peer_sends(sip::Acked{kMtDialog, {}});
  rig.advance(16s);
  rig.expect_nothing();
}

TEST_P(SecondCallWhileTheFirstRings, DoesNotKeepTheFirstFromItsRtpConnect) {
  call_in();
  rig.advance(25s);
  if (!rig.anchored()) {
    EXPECT_EQ(rig.expect_rtp(Type::rtp_connect).callref, kMoCallref);  // the placeholder
  }
  rig.expect_nothing();
}

}  // namespace
}  // namespace sipgw::test
