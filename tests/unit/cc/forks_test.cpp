// SPDX-License-Identifier: AGPL-3.0-or-later
// A forked INVITE: whose early media the phone hears, and that it is told of each kind of progress once. Flow F23.
#include "cc/forks.hpp"

#include <gtest/gtest.h>

#include "support/core_rig.hpp"

namespace sipgw::test {
namespace {

using cc::ForkMedia;
using mncc::Type;

sip::Provisional from_branch(DialogId dialog, const std::string& branch, int status, std::string sdp = {}) {
  auto event = provisional(dialog, status, std::move(sdp));
  event.branch = branch;
  return event;
}

TEST(Forks, LetTheChosenBranchBeHeard) {
  cc::Forks forks;
  forks.take(from_branch(DialogId{2}, "a", 183, "A"));
  for (const auto policy : {ForkMedia::newest, ForkMedia::first, ForkMedia::none}) EXPECT_EQ(forks.media(policy), "A");
  forks.take(from_branch(DialogId{2}, "b", 183, "B"));
  EXPECT_EQ(forks.media(ForkMedia::newest), "B");
  EXPECT_EQ(forks.media(ForkMedia::first), "A");
  EXPECT_EQ(forks.media(ForkMedia::none), "");
  forks.take(from_branch(DialogId{2}, "a", 183, "A2"));
  EXPECT_EQ(forks.media(ForkMedia::newest), "A2");
  EXPECT_EQ(forks.media(ForkMedia::first), "A2");
  EXPECT_EQ(forks.sdp_of("b"), "B");
}

TEST(Forks, TakeTheSdpOfAnUpdateForTheTruth) {
  cc::Forks forks;
  forks.take(from_branch(DialogId{2}, "a", 183, "A"));
  forks.take_update("a", "A2");
  forks.take(from_branch(DialogId{2}, "a", 183, "A"));
  EXPECT_EQ(forks.media(ForkMedia::newest), "A2");
  EXPECT_EQ(forks.answer({DialogId{2}, "A", {}, false, "a"}), "A2");
  EXPECT_EQ(forks.answer({DialogId{2}, "B", {}, false, "b"}), "B");
  EXPECT_EQ(forks.answer({DialogId{2}, "", {}, false, "a"}), "A2");
  forks.take_update("c", "C");  // of no branch that has answered
  EXPECT_EQ(forks.media(ForkMedia::newest), "A2");
}

TEST(Forks, ForgetABranchThatHasEnded) {
  cc::Forks forks;
  forks.take(from_branch(DialogId{2}, "a", 183, "A"));
  forks.take(from_branch(DialogId{2}, "b", 183, "B"));
  forks.take(from_branch(DialogId{2}, "b", 199));
  EXPECT_EQ(forks.media(ForkMedia::newest), "A");
  forks.take(from_branch(DialogId{2}, "a", 199));
  EXPECT_EQ(forks.media(ForkMedia::newest), "");
}

TEST(Forks, BearAPeerThatInventsBranches) {
  cc::Forks forks;
  for (int i = 0; i < 1000; ++i) forks.take(from_branch(DialogId{2}, std::to_string(i), 183, std::to_string(i)));
  EXPECT_EQ(forks.media(ForkMedia::newest), "31");
}

TEST(MoForks, TellThePhoneOfProgressAndRingingOnceEach) {
  CoreRig rig;
  rig.begin_mo();
  const auto dialog = rig.last_dialog();
  const auto second = address("198.51.100.1", 6000), third = address("198.51.100.2", 7000);
  rig.peer_sends(from_branch(dialog, "a", 183, peer_sdp()));
  rig.expect_rtp(Type::rtp_connect);
  rig.expect_mncc(Type::progress_req);
  rig.peer_sends(from_branch(dialog, "b", 180));
  rig.expect_mncc(Type::alert_req);
  rig.peer_sends(from_branch(dialog, "c", 183, sdp_text(third)));
  EXPECT_EQ(rig.expect_rtp(Type::rtp_connect).address, third);
  rig.expect_nothing();
  auto answer = answered(dialog, sdp_text(second));
  answer.branch = "b";
  rig.peer_sends(answer);
  EXPECT_EQ(rig.expect_rtp(Type::rtp_connect).address, second);
  rig.expect_mncc(Type::setup_rsp);
  rig.expect_nothing();
}

TEST(MoForks, TakeNoAnswerFromTheSdpOfAnotherBranch) {
  CoreRig rig;
  rig.begin_mo();
  rig.peer_sends(from_branch(rig.last_dialog(), "a", 183, peer_sdp()));
  rig.expect_rtp(Type::rtp_connect);
  rig.expect_mncc(Type::progress_req);
  auto answer = answered(rig.last_dialog(), {});
  answer.branch = "b";
  rig.peer_sends(answer);
  rig.expect_mncc(Type::disc_req, 65);
  rig.expect_sip<sip::Bye>();
}

}  // namespace
}  // namespace sipgw::test
