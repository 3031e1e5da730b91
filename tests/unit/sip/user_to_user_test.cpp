// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sip/user_to_user.hpp"

#include <gtest/gtest.h>

namespace sipgw::sip {
namespace {

const UserInfo kHello{4, "Hello"};

TEST(UserToUser, IsWrittenInHexadecimalWithTheProtocolInFront) {
  EXPECT_EQ(user_to_user(kHello), "0448656c6c6f;encoding=hex;purpose=isdn-uui");
  EXPECT_EQ(user_to_user({0xff, {}}), "ff;encoding=hex;purpose=isdn-uui");
}

TEST(UserToUser, IsReadAsItIsWritten) {
  for (const auto& info : {kHello, UserInfo{0, std::string("\x00\x80\xff", 3)}, UserInfo{64, {}}}) {
    EXPECT_EQ(parse_user_to_user(user_to_user(info)), info);
  }
}

TEST(UserToUser, IsReadWithFewerAndOtherParametersAndAnyCase) {
  for (const auto* header : {"0448656C6c6F", "\"0448656c6c6f\";Encoding=HEX", " 0448656c6c6f ; purpose=ISDN-UUI",
                             "0448656c6c6f;encoding=hex;content=isdn-uui;x=y"}) {
    EXPECT_EQ(parse_user_to_user(header), kHello) << header;
  }
}

TEST(UserToUser, IsTheFirstOneForIsdn) {
  EXPECT_EQ(parse_user_to_user("00aa;purpose=call-id, zz, 0448656c6c6f;purpose=isdn-uui, 0461"), kHello);
}

TEST(UserToUser, ThatIsForOthersOrUnreadableIsNone) {
  for (const auto* header : {"", ";", ",", "04f", "04xy", "0x04", "+4", "Hello;encoding=ascii", "04;encoding=base64",
                             "04;purpose=other", "\""}) {
    EXPECT_EQ(parse_user_to_user(header), std::nullopt) << header;
  }
}

}  // namespace
}  // namespace sipgw::sip
