// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mgcp/message.hpp"

#include <gtest/gtest.h>

#include <string>

namespace sipgw::mgcp {
namespace {

TEST(MgcpEncode, WritesEveryParameterThatIsSetAndTheSdpBehindAnEmptyLine) {
  Command command;
  command.verb = Verb::mdcx;
  command.endpoint = "rtpbridge/1@mgw";
  command.call_id = "a1";
  command.connection_id = "5B";
  command.local_options = "p:20, a:GSM";
  command.mode = Mode::sendrecv;
  command.sdp = "v=0\r\n";
  EXPECT_EQ(encode(command, 7),
            "MDCX 7 rtpbridge/1@mgw MGCP 1.0\r\nC: a1\r\nI: 5B\r\nL: p:20, a:GSM\r\nM: sendrecv\r\n\r\nv=0\r\n");
}

TEST(MgcpEncode, LeavesOutWhatIsEmpty) {
  Command command;
  command.verb = Verb::auep;
  command.endpoint = "null@mgw";
  EXPECT_EQ(encode(command, 999999999), "AUEP 999999999 null@mgw MGCP 1.0\r\n");
}

TEST(MgcpCommand, IsAWildcardCrcxOnlyWithCrcxAndAsterisk) {
  Command command;
  command.verb = Verb::crcx;
  command.endpoint = "rtpbridge/*@mgw";
  EXPECT_TRUE(command.is_wildcard_crcx());
  command.verb = Verb::dlcx;
  EXPECT_FALSE(command.is_wildcard_crcx());
  command.verb = Verb::crcx;
  command.endpoint = "rtpbridge/1@mgw";
  EXPECT_FALSE(command.is_wildcard_crcx());
}

TEST(MgcpDecode, ReadsTheAnswerToACrcx) {
  const auto response = decode_response("200 1234 OK\r\nZ: rtpbridge/1@mgw\r\nI: A63542F4\r\n\r\nv=0\r\nm=audio 1\r\n");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->code, 200);
  EXPECT_EQ(response->transaction, 1234u);
  EXPECT_EQ(response->comment, "OK");
  EXPECT_EQ(response->endpoint, "rtpbridge/1@mgw");
  EXPECT_EQ(response->connection_id, "A63542F4");
  EXPECT_EQ(response->sdp, "v=0\r\nm=audio 1\r\n");
  EXPECT_TRUE(response->ok());
}

TEST(MgcpDecode, ReadsTheStatisticsOfADlcx) {
  const auto response = decode_response("250 1 OK\r\nP: PS=8, OS=360, PR=12, OR=540, PL=0, JI=1442\r\n");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->statistics, "PS=8, OS=360, PR=12, OR=540, PL=0, JI=1442");
  EXPECT_TRUE(response->ok());
}

TEST(MgcpDecode, ReadsAFailureAndToleratesBareLineFeedsAndSmallLetters) {
  const auto response = decode_response("515 9\nz:e/1@x\ni:7\nX-Other: yes\n");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->code, 515);
  EXPECT_EQ(response->endpoint, "e/1@x");
  EXPECT_EQ(response->connection_id, "7");
  EXPECT_FALSE(response->ok());
}

TEST(MgcpDecode, RefusesWhatIsNoResponse) {
  for (const auto* text :
       {"", "\r\n", "200", "200 ", "200 x OK", "99 1 OK", "1000 1 OK", "-200 1 OK", "+200 1", "200 0 OK", "200 -1 OK",
        "200 1000000000 OK", "200 99999999999999999999 OK", "200\t1\tOK", "CRCX 1 rtpbridge/*@mgw MGCP 1.0\r\n"})
    EXPECT_FALSE(decode_response(text)) << text;
  EXPECT_FALSE(decode_response("200 1 OK\r\n\r\n" + std::string(4096, 'x')));
  EXPECT_FALSE(decode_response("200 1 OK\r\nZ: rtpbridge/1@mgw MGCP 1.0\r\n"));
  EXPECT_FALSE(decode_response(std::string("200 1 OK\r\nI: 5\0B\r\n", 18)));
  EXPECT_FALSE(decode_response("200 1 OK\r\nI: 5\x80\r\n"));
}

TEST(MgcpDecode, AcceptsTheLongestDatagram) {
  const std::string head = "200 1 OK\r\n\r\n";
  EXPECT_TRUE(decode_response(head + std::string(4096 - head.size(), 'x')));
}

}  // namespace
}  // namespace sipgw::mgcp
