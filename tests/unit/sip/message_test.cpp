// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sip/message.hpp"

#include <gtest/gtest.h>

namespace sipgw::sip {
namespace {

TEST(SipMessage, NamesTheDialogOfAnEventAndOfACommand) {
  EXPECT_EQ(dialog_of(Event{PeerBye{{3}, {}}}), DialogId{3});
  EXPECT_EQ(dialog_of(Event{Ended{{5}, 408, "no ACK"}}), DialogId{5});
  EXPECT_EQ(dialog_of(Command{Bye{{4}, ""}}), DialogId{4});
  EXPECT_EQ(dialog_of(Command{Respond{{7}, 180, "", {}}}), DialogId{7});
}

}  // namespace
}  // namespace sipgw::sip
