// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sim/ladder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/strings.hpp"
#include "sim/msc_messages.hpp"

namespace sipgw::sim {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

TEST(SimLadder, DrawsEachSideInItsColumnWithTheTime) {
  Ladder ladder;
  ladder.add(Milliseconds{0}, EndKind::phone, true, "SETUP_IND");
  ladder.add(Milliseconds{12}, EndKind::sip, false, "INVITE");
  ladder.add(Milliseconds{1500}, EndKind::sip, true, "180");
  ladder.add(Milliseconds{1501}, EndKind::phone, false, "ALERT_REQ");
  ladder.note(Milliseconds{1600}, "connected");
  const auto text = ladder.text("call 1");
  std::string_view rest = text;
  EXPECT_EQ(take_line(rest), "call 1");
  EXPECT_THAT(std::string{take_line(rest)}, HasSubstr("gateway"));
  EXPECT_THAT(std::string{take_line(rest)}, testing::StartsWith("    0.000 |-- SETUP_IND --"));
  EXPECT_THAT(std::string{take_line(rest)}, testing::AllOf(HasSubstr("    0.012 |   "), EndsWith("->|")));
  EXPECT_THAT(std::string{take_line(rest)}, testing::AllOf(HasSubstr("1.500 |   "), HasSubstr("|<- 180 ---")));
  EXPECT_THAT(std::string{take_line(rest)}, HasSubstr("1.501 |<- ALERT_REQ ---"));
  EXPECT_THAT(std::string{take_line(rest)}, HasSubstr("* connected"));
}

TEST(SimLadder, DescribesMessagesInOneLine) {
  EXPECT_EQ(describe(make_with_cause(mncc::Type::disc_req, 1, 17, 1)), "DISC_REQ cause 17");
  const LegSetup setup{.own = "1001", .other = "555", .behaviour = {}};
  EXPECT_EQ(describe(make_setup_ind(Dialect::msc_1_9, 1, setup)), "SETUP_IND 1001 > 555");
  const mncc::Rtp rtp{.type = mncc::Type::rtp_create,
                      .callref = 1,
                      .address = NetAddress{*IpAddress::parse("127.0.0.1"), 4000},
                      .payload_type = 3};
  EXPECT_EQ(describe(rtp), "RTP_CREATE 127.0.0.1:4000 pt 3");
  EXPECT_EQ(describe(sip::Command{sip::Bye{{}, "Q.850;cause=16"}}), "BYE cause 16");
  EXPECT_EQ(describe(sip::Command{sip::Respond{{}, 200, "v=0", {}}}), "200 sdp");
  sip::Refused refused{};
  refused.status = 486;
  refused.reason.q850 = 17;
  EXPECT_EQ(describe(sip::Event{refused}), "486 cause 17");
}

}  // namespace
}  // namespace sipgw::sim
