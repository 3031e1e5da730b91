// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sip/quoting.hpp"

#include <gtest/gtest.h>

namespace sipgw::sip {
namespace {

TEST(SipQuoting, CutsAtASeparatorOutsideQuotesOnly) {
  std::string_view text = R"(a="x;\";y";b=2)";
  EXPECT_EQ(take_unquoted(text, ';'), R"(a="x;\";y")");
  EXPECT_EQ(take_unquoted(text, ';'), "b=2");
  EXPECT_EQ(text, "");
}

TEST(SipQuoting, SurvivesTextThatEndsInsideAQuoteOrAnEscape) {
  for (std::string_view text : {"\"", "\"abc;", "\"abc\\", "\\"}) {
    take_unquoted(text, ';');
    EXPECT_EQ(text, "");
  }
  EXPECT_EQ(unquote("\"abc\\"), "abc\\");
}

TEST(SipQuoting, UndoesWhatItQuotes) {
  EXPECT_EQ(quote("a \"b\" \\c\r\n"), R"("a \"b\" \\c")");
  EXPECT_EQ(unquote(quote("a \"b\" \\c")), "a \"b\" \\c");
  EXPECT_EQ(unquote("plain"), "plain");
}

TEST(SipQuoting, ReadsParameters) {
  std::string_view list = " a = 1 ; b ; c = \"x;y\" ";
  auto parameter = take_parameter(list);
  EXPECT_EQ(parameter.name, "a");
  EXPECT_EQ(parameter.value, "1");
  parameter = take_parameter(list);
  EXPECT_EQ(parameter.name, "b");
  EXPECT_EQ(parameter.value, "");
  parameter = take_parameter(list);
  EXPECT_EQ(parameter.name, "c");
  EXPECT_EQ(parameter.value, "\"x;y\"");
  EXPECT_EQ(list, "");
}

}  // namespace
}  // namespace sipgw::sip
