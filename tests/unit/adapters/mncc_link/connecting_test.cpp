// SPDX-License-Identifier: AGPL-3.0-or-later
// How a link comes up, goes down and comes back.
#include "link_test.hpp"

namespace sipgw {
namespace {

using cc::LinkState;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

class MnccLinkConnecting : public LinkTest {};

TEST_F(MnccLinkConnecting, IsUpAfterAHelloOfVersion8) {
  const FakeMsc msc(config_.socket_path);
  const auto client = go_up(msc);
  const auto shown = link_.snapshot();
  EXPECT_EQ(shown.msc, MscId{3});
  EXPECT_EQ(shown.path, config_.socket_path);
  EXPECT_EQ(shown.state, LinkState::ready);
  EXPECT_EQ(shown.hello, mncc::our_hello());
  EXPECT_EQ(shown.hello_differs, "");
  EXPECT_EQ(shown.last_error, "");
  EXPECT_EQ(shown.connects, 1u);
  EXPECT_THAT(events_, ElementsAre("up"));
}

TEST_F(MnccLinkConnecting, NeverSendsAHelloItself) {
  const FakeMsc msc(config_.socket_path);
  EXPECT_EQ(go_up(msc).receive(), std::nullopt);
}

TEST_F(MnccLinkConnecting, TakesAHelloWithOtherOffsetsAndShowsThem) {
  const FakeMsc msc(config_.socket_path);
  link_.start();
  const auto client = msc.accept();
  client.send(mncc::Hello{8, 1, 2, 3, 4, 5, 6});
  run_until_event("up");
  EXPECT_THAT(link_.snapshot().hello_differs, HasSubstr("called_offset 3 (expected 104)"));
  EXPECT_THAT(lines_.back(), HasSubstr("called_offset 3"));
}

TEST_F(MnccLinkConnecting, GivesUpWaitingForAHelloAndConnectsAgain) {
  const FakeMsc msc(config_.socket_path);
  link_.start();
  const auto silent = msc.accept();
  EXPECT_EQ(state(), LinkState::wait_hello);
  run_until([&] { return state() == LinkState::disconnected; });
  EXPECT_THAT(last_error(), StartsWith("no hello within 1 s"));

  run_until([&] { return state() == LinkState::wait_hello; });
  const auto client = msc.accept();
  client.send(mncc::our_hello());
  run_until_event("up");
  EXPECT_EQ(last_error(), "");
  EXPECT_THAT(events_, ElementsAre("up"));
}

TEST_F(MnccLinkConnecting, RefusesAnotherVersionSaysWhichAndKeepsTrying) {
  const FakeMsc msc(config_.socket_path);
  link_.start();
  auto hello = mncc::our_hello();
  hello.version = 7;
  msc.accept().send(hello);
  run_until([&] { return state() == LinkState::disconnected; });
  EXPECT_THAT(last_error(), HasSubstr("version 7"));
  EXPECT_EQ(link_.snapshot().hello, hello);
  EXPECT_TRUE(events_.empty());

  run_until([&] { return state() == LinkState::wait_hello; });
  const auto client = msc.accept();
  client.send(mncc::our_hello());
  run_until_event("up");
}

TEST_F(MnccLinkConnecting, SuspectsAnotherClientWhenTheMscClosesAtOnce) {
  const FakeMsc msc(config_.socket_path);
  link_.start();
  { const auto closed_at_once = msc.accept(); }
  run_until([&] { return state() == LinkState::disconnected; });
  EXPECT_THAT(last_error(), HasSubstr("one client only"));
  EXPECT_TRUE(events_.empty());
}

TEST_F(MnccLinkConnecting, ReportsALostLinkAndConnectsAgain) {
  const FakeMsc msc(config_.socket_path);
  { const auto client = go_up(msc); }
  run_until_event("down");
  EXPECT_EQ(state(), LinkState::disconnected);
  EXPECT_EQ(last_error(), "the MSC has closed the connection");

  run_until([&] { return state() == LinkState::wait_hello; });
  const auto client = msc.accept();
  client.send(mncc::our_hello());
  run_until_event("up");
  EXPECT_THAT(events_, ElementsAre("up", "down", "up"));
  EXPECT_EQ(link_.snapshot().connects, 2u);
}

TEST_F(MnccLinkConnecting, ConnectsOnceThePathAppears) {
  link_.start();
  EXPECT_THAT(last_error(), StartsWith("No such file or directory: osmo-msc is not running"));
  const FakeMsc msc(config_.socket_path);
  run_until([&] { return state() == LinkState::wait_hello; });
  const auto client = msc.accept();
  client.send(mncc::our_hello());
  run_until_event("up");
}

TEST_F(MnccLinkConnecting, LogsTheSameFailureOnce) {
  link_.start();
  EXPECT_EQ(lines_.size(), 1u);
  link_.reconfigure(config_);  // tries again at once
  EXPECT_EQ(lines_.size(), 1u);
}

TEST_F(MnccLinkConnecting, SaysThatNobodyListens) {
  { const FakeMsc ended(config_.socket_path); }
  link_.start();
  EXPECT_THAT(last_error(), StartsWith("Connection refused"));
}

TEST_F(MnccLinkConnecting, SaysThatASocketIsOfAnotherType) {
  const FakeMsc stream(config_.socket_path, SOCK_STREAM);
  link_.start();
  EXPECT_THAT(last_error(), HasSubstr("not an MNCC socket"));
}

TEST_F(MnccLinkConnecting, TellsTheRemedyWhenTheSocketBelongsToRoot) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can become somebody without permission";
  const FakeMsc msc(config_.socket_path);
  ASSERT_EQ(::seteuid(65534), 0);
  link_.start();
  ASSERT_EQ(::seteuid(0), 0);
  EXPECT_THAT(last_error(), StartsWith("Permission denied: the MSC's socket belongs to another user"));
}

TEST_F(MnccLinkConnecting, RefusesAPathThatIsTooLong) {
  config_.socket_path.append(200, 'x');
  link_.reconfigure(config_);
  link_.start();
  EXPECT_EQ(last_error(), "File name too long");
}

TEST_F(MnccLinkConnecting, MovesToANewPathAtOnce) {
  const FakeMsc msc(config_.socket_path);
  const auto before = go_up(msc);
  config_.socket_path = directory_.file("other");
  const FakeMsc other(config_.socket_path);
  link_.reconfigure(config_);
  EXPECT_THAT(events_, ElementsAre("up")) << "no handler is called from within reconfigure()";
  EXPECT_EQ(before.receive(), std::vector<std::byte>{}) << "the old link is closed";

  const auto client = other.accept();
  client.send(mncc::our_hello());
  run_until([&] { return events_.size() == 3; });
  EXPECT_THAT(events_, ElementsAre("up", "down", "up"));
}

TEST_F(MnccLinkConnecting, KeepsTheLinkWhenOnlyTimesChange) {
  const FakeMsc msc(config_.socket_path);
  const auto client = go_up(msc);
  config_.hello_timeout = std::chrono::seconds{2};
  link_.reconfigure(config_);
  run_ready();
  EXPECT_EQ(state(), LinkState::ready);
  EXPECT_THAT(events_, ElementsAre("up"));
}

TEST_F(MnccLinkConnecting, CallsNoHandlerAfterStop) {
  const FakeMsc msc(config_.socket_path);
  const auto client = go_up(msc);
  client.send(release(1));
  link_.stop();
  run_ready();
  EXPECT_THAT(events_, ElementsAre("up"));
  EXPECT_TRUE(received_.empty());
  EXPECT_EQ(client.receive(), std::vector<std::byte>{});
  EXPECT_EQ(state(), LinkState::disconnected);
}

TEST_F(MnccLinkConnecting, LeavesNothingToRunAfterStop) {
  link_.start();  // in vain, so a timer for the next attempt is running
  link_.stop();
  io_.run();  // returns, since there is nothing left to wait for
  EXPECT_TRUE(events_.empty());
}

}  // namespace
}  // namespace sipgw
