// SPDX-License-Identifier: AGPL-3.0-or-later
// User-to-user information: the users' devices tell each other something along with the steps of a call.
#include "cc/user_info.hpp"

#include "unit/cc/media_modes.hpp"

namespace sipgw::test {
namespace {

using mncc::Type;
using mncc::UserUser;

const UserUser kHello{4, "Hello"}, kBye{4, "Bye"};
const std::string kHelloHeader = "0448656c6c6f;encoding=hex;purpose=isdn-uui";
const std::string kByeHeader = "04427965;encoding=hex;purpose=isdn-uui";

cc::Config config(bool on) {
  auto config = config_with(cc::MediaMode::direct);
  config.default_trunk().user_info = on;
  return config;
}

mncc::Signalling saying(mncc::Signalling message, const UserUser& info) {
  message.useruser = info;
  return message;
}

class UserInfo : public testing::Test {
 protected:
  std::string told(const std::vector<sip::Header>& headers) { return header(headers, "User-to-User"); }
  sip::IncomingInvite invite_saying(std::string header) {
    auto event = invite();
    event.user_to_user = std::move(header);
    return event;
  }
  std::uint64_t lost() { return rig.core().counters().user_info_lost; }
  CoreRig rig{config(true)};
};

TEST_F(UserInfo, OfACallFromThePhoneGoesBothWaysWithItsSteps) {
  EXPECT_EQ(told(rig.begin_mo(saying(setup_ind(), kHello)).headers), kHelloHeader);
  auto ringing = provisional(rig.last_dialog(), 180);
  ringing.user_to_user = kByeHeader;
  rig.peer_sends(ringing);
  EXPECT_EQ(rig.expect_mncc(Type::alert_req).useruser, kBye);
  auto answer = answered(rig.last_dialog());
  answer.user_to_user = kHelloHeader;
  rig.peer_sends(answer);
  rig.expect_rtp(Type::rtp_connect);
  EXPECT_EQ(rig.expect_mncc(Type::setup_rsp).useruser, kHello);
  rig.msc_sends(Type::setup_compl_ind, kMoCallref);
  rig.msc_sends(saying(from_msc(Type::disc_ind, kMoCallref, 16), kBye));
  rig.expect_mncc(Type::rel_req);
  EXPECT_EQ(told(rig.expect_sip<sip::Bye>().headers), kByeHeader);
}

TEST_F(UserInfo, OfACallToThePhoneGoesBothWaysWithItsSteps) {
  EXPECT_EQ(rig.begin_mt(invite_saying(kHelloHeader)).useruser, kHello);
  rig.confirm_mt();
  rig.msc_sends(saying(from_msc(Type::alert_ind, rig.last_callref()), kBye));
  EXPECT_EQ(told(rig.expect_response(180).headers), kByeHeader);
  rig.msc_sends(saying(from_msc(Type::setup_cnf, rig.last_callref()), kHello));
  rig.expect_mncc(Type::setup_compl_req);
  EXPECT_EQ(told(rig.expect_response(200).headers), kHelloHeader);
  rig.peer_sends(sip::Acked{kMtDialog, {}});
  rig.peer_sends(sip::PeerBye{kMtDialog, {}, kByeHeader});
  EXPECT_EQ(rig.expect_mncc(Type::disc_req, 16).useruser, kBye);
}

TEST_F(UserInfo, GoesWithARefusal) {
  rig.begin_mo();
  auto refusal = refused(rig.last_dialog(), 486);
  refusal.user_to_user = kHelloHeader;
  rig.peer_sends(refusal);
  EXPECT_EQ(rig.expect_mncc(Type::disc_req, 17).useruser, kHello);
  rig.finish_disc(kMoCallref);

  rig.begin_mt();
  rig.confirm_mt();
  rig.msc_sends(saying(from_msc(Type::disc_ind, rig.last_callref(), 17), kBye));
  rig.expect_mncc(Type::rel_req);
  EXPECT_EQ(told(rig.expect_response(486).headers), kByeHeader);
}

TEST_F(UserInfo, IsNotSaidTwice) {
  rig.begin_mo(saying(setup_ind(), kHello));
  auto ringing = provisional(rig.last_dialog(), 180);
  ringing.user_to_user = kByeHeader;
  rig.peer_sends(ringing);
  rig.expect_mncc(Type::alert_req);
  rig.peer_sends(answered(rig.last_dialog()));
  rig.expect_rtp(Type::rtp_connect);
  EXPECT_FALSE(rig.expect_mncc(Type::setup_rsp).useruser);
  rig.msc_sends(Type::disc_ind, kMoCallref, 16);
  rig.expect_mncc(Type::rel_req);
  EXPECT_EQ(told(rig.expect_sip<sip::Bye>().headers), "");
}

TEST_F(UserInfo, IsLeftOutUnlessConfigured) {
  CoreRig off{config(false)};
  EXPECT_EQ(told(off.begin_mo(saying(setup_ind(), kHello)).headers), "");
  off.peer_sends(invite_saying(kHelloHeader));
  EXPECT_FALSE(off.expect_mncc(Type::setup_req).useruser);
  EXPECT_EQ(off.core().counters().user_info_lost, 0U);
}

TEST_F(UserInfo, ThatMnccCannotCarryIsCountedAndTheCallGoesOn) {
  std::string much = "04";
  for (int octet = 0; octet < 129; ++octet) much += "61";
  for (const auto& header : {std::string("040061"), much, std::string("nonsense")}) {
    EXPECT_EQ(cc::user_info_for_phone(header), std::nullopt) << header;
  }
  EXPECT_EQ(cc::user_info_for_phone(much.substr(0, much.size() - 2))->text.size(), 128U);
  EXPECT_FALSE(rig.begin_mt(invite_saying("040061")).useruser);
  EXPECT_EQ(lost(), 1U);
}

TEST_F(UserInfo, WithinACallIsCountedAndIgnored) {
  rig.establish_mo();
  rig.msc_sends(saying(from_msc(Type::userinfo_ind, kMoCallref), kHello));
  rig.msc_sends(Type::notify_ind, kMoCallref);
  rig.expect_nothing();
  EXPECT_EQ(lost(), 1U);
}

}  // namespace
}  // namespace sipgw::test
