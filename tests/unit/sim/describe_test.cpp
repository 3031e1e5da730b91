// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sim/describe.hpp"

#include <gtest/gtest.h>

#include "sim/msc_messages.hpp"

namespace sipgw::sim {
namespace {

TEST(SimDescribe, SaysEachMessageInOneLine) {
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
