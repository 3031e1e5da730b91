// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/strings.hpp"

#include <gtest/gtest.h>

#include <cstdint>

namespace sipgw {
namespace {

TEST(Trim, RemovesBlanksTabsAndLineEndsAtBothEnds) {
  EXPECT_EQ(trim(" \t\r\n a b \r\n"), "a b");
  EXPECT_EQ(trim("a"), "a");
}

TEST(Trim, LeavesNothingOfBlanksAlone) {
  EXPECT_EQ(trim(" \t\r\n"), "");
  EXPECT_EQ(trim(""), "");
}

TEST(Iequals, IgnoresTheCaseOfAsciiLetters) {
  EXPECT_TRUE(iequals("Call-ID", "CALL-id"));
  EXPECT_TRUE(iequals("", ""));
  EXPECT_FALSE(iequals("Call-ID", "Call-IDs"));
  EXPECT_FALSE(iequals("[", "{"));  // differ by the same bit as letters do
}

TEST(Iequals, DoesNotTouchBytesAboveAscii) { EXPECT_FALSE(iequals("\xc4", "\xe4")); }

TEST(IstartsWith, ComparesThePrefixOnly) {
  EXPECT_TRUE(istarts_with("SIP:1@x", "sip:"));
  EXPECT_TRUE(istarts_with("sip:", "sip:"));
  EXPECT_TRUE(istarts_with("anything", ""));
  EXPECT_FALSE(istarts_with("si", "sip:"));
  EXPECT_FALSE(istarts_with("tel:1", "sip:"));
}

TEST(TakeUntil, CutsAtTheFirstSeparator) {
  std::string_view rest = "a;b;c";
  EXPECT_EQ(take_until(rest, ';'), "a");
  EXPECT_EQ(rest, "b;c");
}

TEST(TakeUntil, TakesAllWithoutASeparator) {
  std::string_view rest = "abc";
  EXPECT_EQ(take_until(rest, ';'), "abc");
  EXPECT_TRUE(rest.empty());
}

TEST(TakeUntil, GivesAnEmptyTextBeforeALeadingSeparator) {
  std::string_view rest = ";b";
  EXPECT_EQ(take_until(rest, ';'), "");
  EXPECT_EQ(rest, "b");
}

TEST(TakeLine, EndsAtCrlfAndAtLf) {
  std::string_view rest = "one\r\ntwo\n\nfour";
  EXPECT_EQ(take_line(rest), "one");
  EXPECT_EQ(take_line(rest), "two");
  EXPECT_EQ(take_line(rest), "");
  EXPECT_EQ(take_line(rest), "four");
  EXPECT_TRUE(rest.empty());
}

TEST(TakeLine, KeepsACarriageReturnWithinALine) {
  std::string_view rest = "a\rb\r\n";
  EXPECT_EQ(take_line(rest), "a\rb");
}

TEST(AllDigits, WantsAtLeastOneDigitAndNothingElse) {
  EXPECT_TRUE(all_digits("0123456789"));
  EXPECT_FALSE(all_digits(""));
  EXPECT_FALSE(all_digits("12a"));
  EXPECT_FALSE(all_digits("+12"));
  EXPECT_FALSE(all_digits("1 "));
}

TEST(ParseNumber, ReadsTheWholeText) {
  EXPECT_EQ(parse_number<int>("42"), 42);
  EXPECT_EQ(parse_number<int>("-42"), -42);
  EXPECT_EQ(parse_number<std::uint32_t>("ff", 16), 255u);
}

TEST(ParseNumber, RefusesAnythingElse) {
  for (const auto* text : {"", " 1", "1 ", "1x", "+1", "0x10", "--1"}) EXPECT_EQ(parse_number<int>(text), std::nullopt);
}

TEST(ParseNumber, RefusesWhatTheTypeCannotHold) {
  EXPECT_EQ(parse_number<std::uint8_t>("255"), 255);
  EXPECT_EQ(parse_number<std::uint8_t>("256"), std::nullopt);
  EXPECT_EQ(parse_number<std::uint16_t>("-1"), std::nullopt);
}

TEST(Printable, ReplacesControlCharactersAndBytesAboveAscii) {
  EXPECT_EQ(printable("a\r\n\x1b[31m\x7f\xff~ "), "a???[31m??~ ");
  EXPECT_EQ(printable(std::string_view("\0", 1)), "?");
}

TEST(Printable, CutsAtTheLimitAndSaysSo) {
  EXPECT_EQ(printable("abcdef", 6), "abcdef");
  EXPECT_EQ(printable("abcdef", 3), "abc...");
}

}  // namespace
}  // namespace sipgw
