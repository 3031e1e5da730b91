// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/mncc_link/connect_error.hpp"

#include <gmock/gmock.h>

#include <cerrno>

namespace sipgw {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

TEST(ConnectError, TellsTheRemedyForASocketOfRoot) {
  EXPECT_THAT(describe_connect_error(EACCES), AllOf(StartsWith("Permission denied: "), HasSubstr("root"),
                                                    HasSubstr("osmo-msc.service.d/osmo-sipgw.conf"), HasSubstr("group"),
                                                    HasSubstr("restart osmo-msc")));
}

TEST(ConnectError, TellsWhyASocketMayBeMissing) {
  EXPECT_THAT(describe_connect_error(ENOENT), AllOf(StartsWith("No such file or directory: "), HasSubstr("not running"),
                                                    HasSubstr("`mncc external`"), HasSubstr("PrivateTmp")));
}

TEST(ConnectError, TellsThatNobodyListens) {
  EXPECT_THAT(describe_connect_error(ECONNREFUSED), StartsWith("Connection refused: nobody listens"));
}

TEST(ConnectError, GivesTheBareTextOfOtherErrors) { EXPECT_EQ(describe_connect_error(EMFILE), "Too many open files"); }

}  // namespace
}  // namespace sipgw
