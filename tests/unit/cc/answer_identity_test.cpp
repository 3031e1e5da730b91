// SPDX-License-Identifier: AGPL-3.0-or-later
// Who answered, on hold or under another number: what an answer carries besides its media.
#include "unit/cc/media_modes.hpp"

namespace sipgw::test {
namespace {

using mncc::Type;
using testing::ElementsAre;
using testing::Pair;

class Answer : public InBothMediaModes {};
INSTANTIATE_TEST_SUITE_P(, Answer, both_media_modes(), media_name);

std::string header(const std::vector<sip::Header>& headers, std::string_view name) {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return {};
}

TEST_P(Answer, TellsThePhoneWhoAnswered) {
  rig.begin_mo();
  auto ok = answered(rig.last_dialog());
  ok.asserted = sip::Party{"", "+49301", "pbx"};
  rig.peer_sends(ok);
  if (!rig.anchored()) rig.expect_rtp(Type::rtp_connect);
  const auto connected = rig.expect_mncc(Type::setup_rsp).connected;
  ASSERT_TRUE(connected);
  EXPECT_EQ(connected->digits, "49301");
  EXPECT_EQ(connected->type, 1);
}

TEST_P(Answer, WithholdsFromThePhoneWhoAnsweredIfThePeerWantsPrivacy) {
  rig.begin_mo();
  auto ok = answered(rig.last_dialog());
  ok.asserted = sip::Party{"", "+49301", "pbx"};
  ok.wants_privacy = true;
  rig.peer_sends(ok);
  if (!rig.anchored()) rig.expect_rtp(Type::rtp_connect);
  const auto connected = rig.expect_mncc(Type::setup_rsp).connected;
  ASSERT_TRUE(connected);
  EXPECT_EQ(connected->digits, "");
  EXPECT_EQ(connected->present, 1);
}

TEST_P(Answer, TellsThePeerWhichPhoneAnswered) {
  rig.begin_mt();
  rig.confirm_mt();
  auto cnf = from_msc(Type::setup_cnf, rig.call().callref);
  cnf.connected = mncc::Number{1, 1, 0, 3, "49555"};
  rig.msc_sends(cnf);
  rig.expect_mncc(Type::setup_compl_req);
  EXPECT_THAT(header(rig.expect_response(200).headers, "P-Asserted-Identity"), testing::HasSubstr("sip:+49555@"));
}

TEST_P(Answer, SaysNothingOfAPhoneThatWithholdsItsNumber) {
  rig.begin_mt();
  rig.confirm_mt();
  auto cnf = from_msc(Type::setup_cnf, rig.call().callref);
  cnf.connected = mncc::Number{1, 1, 1, 3, "49555"};
  rig.msc_sends(cnf);
  rig.expect_mncc(Type::setup_compl_req);
  EXPECT_THAT(rig.expect_response(200).headers, testing::IsEmpty());
}

TEST_P(Answer, NamesTheNewNumberOfAPhoneThatHasMoved) {
  rig.begin_mt();
  const auto callref = rig.call().callref;
  auto end = from_msc(Type::rel_ind, callref, 22);
  end.cause->diagnostics = std::string("\x5e\x04\x91\x94\x55\xf5", 6);  // +49555
  rig.msc_sends(end);
  EXPECT_THAT(header(rig.expect_response(301).headers, "Contact"), testing::HasSubstr("sip:+49555@"));
}

TEST_P(Answer, RefusesAPhoneThatHasMovedWithoutANewNumber) {
  rig.begin_mt();
  auto end = from_msc(Type::rel_ind, rig.call().callref, 22);
  end.cause->diagnostics = std::string("\x5e\x7f\x91", 3);  // cut off
  rig.msc_sends(end);
  EXPECT_EQ(header(rig.expect_response(410).headers, "Contact"), "");
}

TEST_P(Answer, IsTakenFromAnMscThatNumbersItsCallsAsItLikes) {
  auto setup = setup_ind();
  setup.callref = 0x12345678;
  rig.msc_sends(setup);
  rig.expect_rtp(Type::rtp_create);
  rig.expect_mncc(Type::call_proc_req);
}

TEST(AnswerOnHold, GivesTheMscAPlaceholderAndNeverAZeroAddress) {
  CoreRig rig;
  rig.begin_mo();
  rig.peer_sends(answered(rig.last_dialog(), sdp_text(address("0.0.0.0", 4000))));
  const auto connect = rig.expect_rtp(Type::rtp_connect);
  ASSERT_TRUE(connect.address);
  EXPECT_TRUE(connect.address->usable());
  EXPECT_THAT(rig.expect_mncc(Type::setup_rsp).sdp, testing::Not(testing::HasSubstr("0.0.0.0")));
}

TEST(AnswerOnHold, GivesTheMscAPlaceholderForAnOfferOnHold) {
  CoreRig rig;
  auto offer = invite();
  offer.sdp = sdp_text(address("0.0.0.0", 4000));
  rig.begin_mt(offer);
  EXPECT_TRUE(rig.confirm_mt().address->usable());
}

TEST(AnswerPayloadType, MustBeTheOneThatAnOldMscUses) {
  CoreRig rig;
  rig.begin_mo();
  rig.peer_sends(answered(rig.last_dialog(), peer_sdp("97 GSM/8000")));
  rig.expect_mncc(Type::disc_req, 65);
  EXPECT_THAT(rig.expect_sip<sip::Bye>().reason, testing::HasSubstr("cause=65"));
}

TEST(AnswerPayloadType, MayDifferWhereThatIsAllowed) {
  auto config = config_with(cc::MediaMode::direct);
  config.default_trunk().pt_mismatch = cc::PtMismatch::allow;
  CoreRig rig(config);
  rig.begin_mo();
  rig.peer_sends(answered(rig.last_dialog(), peer_sdp("97 GSM/8000")));
  rig.expect_rtp(Type::rtp_connect);
  rig.expect_mncc(Type::setup_rsp);
}

}  // namespace
}  // namespace sipgw::test
