// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cc/anchored_media.hpp"

#include <gtest/gtest.h>

#include "support/core_events.hpp"
#include "support/fake_mgw.hpp"

namespace sipgw::cc {
namespace {

using Outcome = AnchoredMedia::Outcome;
using Side = AnchoredMedia::Side;
using mgcp::Mode;
using mgcp::Verb;

class MediaOnTheMgw : public testing::Test {
 protected:
  /// One command and its answer; nothing to do is `done`.
  Outcome step() {
    const auto command = media.next_command();
    return command ? media.completed(mgw.answer(*command)) : Outcome::done;
  }
  void settle() {
    while (const auto command = media.next_command()) media.completed(mgw.answer(*command));
  }
  static AnchoredMedia::Remote remote(std::string_view host) {
    sdp::Format format;
    format.payload_type = 3;
    format.encoding = "GSM";
    format.codec = sdp::Codec::gsm_fr;
    return {test::address(host, 4000), format};
  }
  void connect() {
    media.want_remote(Side::msc, remote("192.0.2.10"));
    media.want_remote(Side::sip, remote("192.0.2.30"));
    media.want_mode(Side::msc, Mode::sendrecv);
    media.want_mode(Side::sip, Mode::sendrecv);
    settle();
  }
  AnchoredMedia media{"1234abcd", "mgw"};
  test::FakeMgw mgw;
};

TEST_F(MediaOnTheMgw, AllocatesAnEndpointWithTwoConnections) {
  const auto first = media.next_command();
  ASSERT_TRUE(first && first->is_wildcard_crcx());
  EXPECT_EQ(first->call_id, "1234abcd");
  EXPECT_FALSE(media.next_command());  // one at a time
  EXPECT_EQ(media.completed(mgw.answer(*first)), Outcome::done);
  const auto second = media.next_command();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->endpoint, media.endpoint());
  EXPECT_EQ(media.completed(mgw.answer(*second)), Outcome::done);
  EXPECT_TRUE(media.both_exist());
  EXPECT_TRUE(media.settled());
  EXPECT_NE(media.local(Side::msc), media.local(Side::sip));
}

TEST_F(MediaOnTheMgw, BecomesWhatIsWanted) {
  settle();
  connect();
  EXPECT_TRUE(media.settled());
  for (const auto& connection : mgw.connections()) {
    EXPECT_EQ(connection.mode, Mode::sendrecv);
    EXPECT_FALSE(connection.remote_sdp.empty());
  }
}

TEST_F(MediaOnTheMgw, TakesWishesThatComeBeforeTheEndpointExists) {
  connect();
  EXPECT_TRUE(media.settled());
  EXPECT_EQ(mgw.connections().size(), 2U);
}

TEST_F(MediaOnTheMgw, AsksForNothingTwice) {
  connect();
  const auto commands = mgw.commands().size();
  connect();
  EXPECT_EQ(mgw.commands().size(), commands);
}

TEST_F(MediaOnTheMgw, TakesAWishThatChangesWhileACommandIsUnderWay) {
  connect();
  media.want_remote(Side::msc, remote("192.0.2.11"));
  const auto command = media.next_command();
  media.want_remote(Side::msc, remote("192.0.2.12"));
  media.completed(mgw.answer(*command));
  EXPECT_FALSE(media.settled());
  settle();
  EXPECT_TRUE(media.settled());
  EXPECT_NE(mgw.commands().back().sdp.find("192.0.2.12"), std::string::npos);
}

TEST_F(MediaOnTheMgw, IsDeletedConnectionByConnection) {
  connect();
  media.release();
  EXPECT_FALSE(media.over());
  settle();
  EXPECT_TRUE(media.over());
  EXPECT_TRUE(mgw.connections().empty());
}

TEST_F(MediaOnTheMgw, IsDeletedEvenIfItWasReleasedWhileItWasCreated) {
  const auto command = media.next_command();
  media.release();
  EXPECT_FALSE(media.over());
  media.completed(mgw.answer(*command));
  settle();
  EXPECT_TRUE(media.over());
  EXPECT_TRUE(mgw.connections().empty());
}

TEST_F(MediaOnTheMgw, IsOverAtOnceWhenItNeverBegan) {
  media.release();
  EXPECT_FALSE(media.next_command());
  EXPECT_TRUE(media.over());
}

TEST_F(MediaOnTheMgw, FailsWhenTheMgwRefuses) {
  mgw.refuse_next(Verb::crcx, 403);
  EXPECT_EQ(step(), Outcome::failed);
  EXPECT_NE(media.failure().find("403"), std::string::npos);
  media.release();
  EXPECT_TRUE(media.over());
}

TEST_F(MediaOnTheMgw, DoesNotAskOnAndOnForWhatTheMgwRefuses) {
  connect();
  media.want_remote(Side::msc, remote("192.0.2.11"));
  mgw.refuse_next(Verb::mdcx, 510);
  EXPECT_EQ(step(), Outcome::failed);
  EXPECT_FALSE(media.next_command());
  media.want_remote(Side::msc, remote("192.0.2.12"));
  EXPECT_TRUE(media.next_command());
}

TEST_F(MediaOnTheMgw, FailsWhenTheMgwAnswersWithoutAnAddress) {
  mgcp::Response empty;
  empty.code = 200;
  static_cast<void>(media.next_command());
  EXPECT_EQ(media.completed(empty), Outcome::failed);
}

TEST_F(MediaOnTheMgw, IsVanishedAfterARestartOfTheMgw) {
  connect();
  mgw.restart();
  EXPECT_EQ(step(), Outcome::done);  // nothing to do, so nothing noticed
  media.want_probe();
  EXPECT_EQ(step(), Outcome::vanished);
  media.release();
  EXPECT_TRUE(media.over());
}

TEST_F(MediaOnTheMgw, IsNotChangedByAProbe) {
  connect();
  media.want_probe();
  const auto probe = media.next_command();
  ASSERT_TRUE(probe);
  EXPECT_EQ(probe->mode, Mode::sendrecv);
  EXPECT_EQ(media.completed(mgw.answer(*probe)), Outcome::done);
  EXPECT_TRUE(media.settled());
  EXPECT_FALSE(media.next_command());
}

TEST_F(MediaOnTheMgw, IsFreedAsAWholeWhenAConnectionsFateIsUnknown) {
  step();
  const auto second = media.next_command();
  static_cast<void>(mgw.answer(*second));  // made, but the reply is lost
  EXPECT_EQ(media.completed(std::nullopt), Outcome::no_reply);
  media.release();
  settle();
  EXPECT_TRUE(media.over());
  EXPECT_TRUE(mgw.connections().empty());
}

TEST_F(MediaOnTheMgw, IsGivenUpWhenTheMgwIsSilent) {
  connect();
  mgw.set_silent(true);
  media.release();
  settle();
  EXPECT_TRUE(media.over());
}

TEST_F(MediaOnTheMgw, DeletesWhatWasCreatedAfterARestartOfTheMgw) {
  step();
  mgw.restart();
  step();  // the second connection, on the endpoint that the first one has had
  media.want_remote(Side::sip, remote("192.0.2.30"));
  EXPECT_EQ(step(), Outcome::vanished);
  media.release();
  settle();
  EXPECT_TRUE(media.over());
  EXPECT_TRUE(mgw.connections().empty());
}

}  // namespace
}  // namespace sipgw::cc
