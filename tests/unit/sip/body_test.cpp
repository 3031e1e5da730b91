// SPDX-License-Identifier: AGPL-3.0-or-later
#include <gtest/gtest.h>

#include "sip/headers.hpp"

namespace sipgw::sip {
namespace {

constexpr std::string_view kMixed =
    "a preamble\r\n"
    "--b1\r\n"
    "Content-Type: application/isup;version=nxv3\r\n"
    "Content-Transfer-Encoding: binary\r\n"
    "\r\n"
    "v=not this\r\n"
    "--b1  \r\n"
    "content-type:Application/SDP ; x=y\r\n"
    "Content-Disposition: session\r\n"
    "\r\n"
    "v=0\r\n"
    "s=-\r\n"
    "\r\n"
    "--b1--\r\n"
    "an epilogue";

TEST(SipBody, IsTheSdpItself) {
  EXPECT_EQ(sdp_body("application/sdp", "v=0\r\n"), "v=0\r\n");
  EXPECT_EQ(sdp_body(" Application/SDP ;charset=utf-8", "v=0\r\n"), "v=0\r\n");
}

TEST(SipBody, HoldsSdpAmongOtherParts) {
  EXPECT_EQ(sdp_body("multipart/mixed;boundary=b1", kMixed), "v=0\r\ns=-\r\n");
  EXPECT_EQ(sdp_body("Multipart/Mixed ; x=1; Boundary = \"b1\"", kMixed), "v=0\r\ns=-\r\n");
}

TEST(SipBody, MayHaveLfLineEndsAndQuotedBoundariesWithOddCharacters) {
  EXPECT_EQ(sdp_body("multipart/mixed;boundary=\"a;b=c \\\"d\"",
                     "--a;b=c \"d\nContent-Type: application/sdp\n\nv=0\n--a;b=c \"d--"),
            "v=0");
}

TEST(SipBody, IsNotTakenFromALongerBoundaryOrFromInsideALine) {
  EXPECT_EQ(sdp_body("multipart/mixed;boundary=b",
                     "--b\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n--bc\r\nx --b\r\n--b--"),
            "v=0\r\n--bc\r\nx --b");
}

TEST(SipBody, IsNothingWithoutAUsableSdpPart) {
  const std::string sdp_part = "--b\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "v=0\r\n"},
      {"text/plain", "v=0\r\n"},
      {"application/sdpx", "v=0\r\n"},
      {"multipart/mixed", sdp_part + "--b--"},
      {"multipart/mixed;boundary=", sdp_part + "--b--"},
      {"multipart/mixed;boundary=\"", sdp_part + "--b--"},
      {"multipart/mixed;boundary=" + std::string(71, 'x'), sdp_part + "--b--"},
      {"multipart/mixed;boundary=b", ""},
      {"multipart/mixed;boundary=b", "--b"},
      {"multipart/mixed;boundary=b", "--b--"},
      {"multipart/mixed;boundary=b", sdp_part},
      {"multipart/mixed;boundary=b", "--b--\r\n" + sdp_part + "--b--"},
      {"multipart/mixed;boundary=b", "--b\r\nContent-Type: text/plain\r\n\r\nContent-Type: application/sdp\r\n--b--"},
      {"multipart/mixed;boundary=b",
       "--b\r\nContent-Type: application/sdp\r\nContent-Transfer-Encoding: BASE64\r\n\r\ndj0w\r\n--b--"},
      {"multipart/mixed;boundary=c", sdp_part + "--b--"},
  };
  for (const auto& [type, body] : cases) EXPECT_EQ(sdp_body(type, body), std::nullopt) << type << "\n" << body;
}

}  // namespace
}  // namespace sipgw::sip
