// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mncc/hello.hpp"

#include <gtest/gtest.h>

#include "mncc/codec.hpp"

namespace sipgw::mncc {
namespace {

TEST(MnccHello, TakesVersion8Only) {
  auto hello = our_hello();
  EXPECT_TRUE(check_version(hello));
  hello.version = 7;
  const auto refused = check_version(hello);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().text, "the MSC speaks MNCC version 7, this gateway only version 8");
}

TEST(MnccHello, KnowsTheSizesAndOffsetsOfMscsUpTo1_11) {
  EXPECT_EQ(our_hello(), (Hello{8, 1876, 8, 104, 796, 812, 832}));
  EXPECT_EQ(differences(our_hello()), "");
  EXPECT_FALSE(hello_is_extended(our_hello()));
}

TEST(MnccHello, KnowsTheLongerMessageOfMsc1_12) {
  auto hello = our_hello();
  hello.mncc_size = 1896;
  EXPECT_EQ(differences(hello), "");
  EXPECT_TRUE(hello_is_extended(hello));
}

TEST(MnccHello, TellsWhichSizesAndOffsetsDiffer) {
  auto hello = our_hello();
  hello.mncc_size = 1872;
  hello.lchan_type_offset = 840;
  EXPECT_EQ(differences(hello), "mncc_size 1872 (expected 1876), lchan_type_offset 840 (expected 832)");
  EXPECT_EQ(differences(Hello{.version = 8}),
            "mncc_size 0 (expected 1876), data_frame_size 0 (expected 8), called_offset 0 (expected 104), "
            "signal_offset 0 (expected 796), emergency_offset 0 (expected 812), lchan_type_offset 0 (expected 832)");
}

TEST(MnccHello, DoesNotMindTheVersionWhenItComparesSizes) {
  auto hello = our_hello();
  hello.version = 9;
  EXPECT_EQ(differences(hello), "");
}

}  // namespace
}  // namespace sipgw::mncc
