// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cc/facility.hpp"

#include <gtest/gtest.h>

namespace sipgw::cc {
namespace {

using namespace std::string_literals;

const auto kNoInvokeId = "\xa4\x05\x05\x00\x80\x01"s;

TEST(Facility, SaysThatASupplementaryServiceIsNotAvailable) {
  const auto build_mpty = "\xa1\x06\x02\x01\x2a\x02\x01\x7c"s;
  EXPECT_EQ(answer_to_facility(build_mpty), "\xa3\x06\x02\x01\x2a\x02\x01\x12"s);
  const auto explicit_transfer_with_long_length = "\xa1\x81\x06\x02\x01\xff\x02\x01\x7e"s;
  EXPECT_EQ(answer_to_facility(explicit_transfer_with_long_length), "\xa3\x06\x02\x01\xff\x02\x01\x12"s);
  const auto with_linked_id_and_argument = "\xa1\x0b\x02\x01\x2a\x80\x01\x05\x02\x01\x0e\x30\x00"s;
  EXPECT_EQ(answer_to_facility(with_linked_id_and_argument), "\xa3\x06\x02\x01\x2a\x02\x01\x12"s);
}

TEST(Facility, RejectsAnUnknownOperationByItsInvokeId) {
  const auto unknown = "\xa1\x06\x02\x01\x2a\x02\x01\x63"s;
  EXPECT_EQ(answer_to_facility(unknown), "\xa4\x06\x02\x01\x2a\x81\x01\x01"s);
  const auto of_map_alone = "\xa1\x06\x02\x01\x2a\x02\x01\x4e"s;  // 78, beside eraseCC-Entry
  EXPECT_EQ(answer_to_facility(of_map_alone), "\xa4\x06\x02\x01\x2a\x81\x01\x01"s);
}

TEST(Facility, RejectsAnInvokeWithoutAnOperation) {
  for (const auto& without : {"\xa1\x03\x02\x01\x2a"s, "\xa1\x06\x02\x01\x2a\x04\x01\x7c"s,
                              "\xa1\x07\x02\x01\x2a\x02\x02\x00\x7c"s, "\xa1\x05\x02\x01\x2a\x02\x7f"s}) {
    EXPECT_EQ(answer_to_facility(without), "\xa4\x06\x02\x01\x2a\x80\x01\x01"s);
  }
}

TEST(Facility, AnswersNoResultNoErrorAndNoReject) {
  for (const char tag : {'\xa2', '\xa3', '\xa4'}) {
    EXPECT_EQ(answer_to_facility(std::string{tag} + "\x03\x02\x01\x2a"), std::nullopt);
  }
}

TEST(Facility, SaysWhatIsWrongWithAComponentThatItCannotRead) {
  EXPECT_EQ(answer_to_facility("\xa7\x03\x02\x01\x2a"), kNoInvokeId + '\x00');
  EXPECT_EQ(answer_to_facility("\xa1\x03\x04\x01\x2a"), kNoInvokeId + '\x01');
  EXPECT_EQ(answer_to_facility("\xa1\x04\x02\x02\x2a\x2a"), kNoInvokeId + '\x01');
  for (const auto& broken : {""s, "\xa1"s, "\xa1\x04\x02"s, "\xa1\x80\x02\x01\x2a\x00\x00"s, "\xa1\x81"s}) {
    EXPECT_EQ(answer_to_facility(broken), kNoInvokeId + '\x02');
  }
}

}  // namespace
}  // namespace sipgw::cc
