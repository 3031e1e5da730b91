// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mgcp/client.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace sipgw::mgcp {
namespace {

using namespace std::chrono_literals;

class MgcpClient : public testing::Test {
 protected:
  static Command command(Verb verb, std::string endpoint) {
    Command result;
    result.verb = verb;
    result.endpoint = std::move(endpoint);
    result.call_id = "c1";
    return result;
  }
  std::string submit(Verb verb, std::string endpoint, std::uint64_t token = 1) {
    return client_.submit(MgcpToken{token}, command(verb, std::move(endpoint)), now_);
  }
  /// The answer to a datagram of ours: same transaction id.
  static std::string answer(const std::string& datagram, int code, const std::string& rest = "OK\r\n") {
    const auto first = datagram.find(' ') + 1;
    return std::to_string(code) + " " + datagram.substr(first, datagram.find(' ', first) - first) + " " + rest;
  }
  Client::Received receive(const std::string& datagram) { return client_.receive(datagram, now_); }
  Client::Due after(std::chrono::milliseconds step) { return client_.on_time(now_ += step); }

  TimePoint now_{1000s};
  Client client_{41, {}};
};

TEST_F(MgcpClient, CountsTransactionIdsUpFromTheGivenOne) {
  EXPECT_EQ(submit(Verb::auep, "null@mgw").substr(0, 8), "AUEP 42 ");
  EXPECT_EQ(submit(Verb::auep, "null@mgw").substr(0, 8), "AUEP 43 ");
}

TEST_F(MgcpClient, GivesTheResponseToTheCommandThatAskedForIt) {
  const auto first = submit(Verb::mdcx, "rtpbridge/1@mgw", 10);
  const auto second = submit(Verb::mdcx, "rtpbridge/2@mgw", 20);
  const auto received = receive(answer(second, 200));
  ASSERT_TRUE(std::holds_alternative<Completion>(received));
  EXPECT_EQ(std::get<Completion>(received).token, MgcpToken{20});
  EXPECT_EQ(std::get<Completion>(received).response->code, 200);
  EXPECT_EQ(client_.pending(), 1u);
  EXPECT_EQ(std::get<Completion>(receive(answer(first, 515))).token, MgcpToken{10});
  EXPECT_FALSE(client_.next_deadline());
}

TEST_F(MgcpClient, RetransmitsTheSameDatagramWithDoublingIntervalAndThenGivesUp) {
  const auto datagram = submit(Verb::mdcx, "rtpbridge/1@mgw");
  EXPECT_EQ(*client_.next_deadline(), now_ + 500ms);
  EXPECT_TRUE(after(499ms).datagrams.empty());
  EXPECT_EQ(after(1ms).datagrams, std::vector{datagram});
  EXPECT_TRUE(after(999ms).datagrams.empty());
  EXPECT_EQ(after(1ms).datagrams, std::vector{datagram});
  EXPECT_TRUE(after(1999ms).completions.empty());
  const auto due = after(1ms);
  EXPECT_TRUE(due.datagrams.empty());
  ASSERT_EQ(due.completions.size(), 1u);
  EXPECT_FALSE(due.completions[0].response);
  EXPECT_EQ(client_.pending(), 0u);
  EXPECT_EQ(client_.counters().retransmitted, 2u);
  EXPECT_EQ(client_.counters().timed_out, 1u);
}

TEST_F(MgcpClient, RetransmitsACrcxOnANamedEndpoint) {
  const auto datagram = submit(Verb::crcx, "rtpbridge/1@mgw");
  EXPECT_EQ(after(500ms).datagrams, std::vector{datagram});
}

TEST_F(MgcpClient, NeverRetransmitsAWildcardCrcx) {
  submit(Verb::crcx, "rtpbridge/*@mgw");
  for (int i = 0; i < 34; ++i) {
    const auto due = after(100ms);
    EXPECT_TRUE(due.datagrams.empty());
    EXPECT_TRUE(due.completions.empty());
  }
  EXPECT_EQ(after(100ms).completions.size(), 1u);
  EXPECT_EQ(client_.counters().sent, 1u);
  EXPECT_EQ(client_.counters().retransmitted, 0u);
}

TEST_F(MgcpClient, StopsRetransmittingAfterAResponseAndIgnoresItsRepetition) {
  const auto datagram = submit(Verb::dlcx, "rtpbridge/1@mgw");
  EXPECT_TRUE(std::holds_alternative<Completion>(receive(answer(datagram, 250))));
  EXPECT_TRUE(std::holds_alternative<std::monostate>(receive(answer(datagram, 250))));
  EXPECT_EQ(client_.counters().unexpected, 1u);
  EXPECT_TRUE(after(10s).datagrams.empty());
}

TEST_F(MgcpClient, GivesMoreTimeOnceAfterAProvisionalAndSendsNoMore) {
  const auto datagram = submit(Verb::mdcx, "rtpbridge/1@mgw");
  EXPECT_TRUE(std::holds_alternative<std::monostate>(receive(answer(datagram, 100))));
  EXPECT_TRUE(after(3s).datagrams.empty());
  receive(answer(datagram, 100));
  EXPECT_EQ(after(500ms).completions.size(), 1u);
}

TEST_F(MgcpClient, TellsOfTheEndpointOfALateWildcardCrcx) {
  const auto datagram = submit(Verb::crcx, "rtpbridge/*@mgw");
  after(3500ms);
  now_ += 59s;
  receive(answer(datagram, 100));
  const auto reply = answer(datagram, 200, "OK\r\nZ: rtpbridge/7@mgw\r\nI: AB\r\n");
  const auto received = receive(reply);
  ASSERT_TRUE(std::holds_alternative<Orphan>(received));
  EXPECT_EQ(std::get<Orphan>(received).endpoint, "rtpbridge/7@mgw");
  EXPECT_EQ(std::get<Orphan>(received).connection_id, "AB");
  EXPECT_EQ(std::get<Orphan>(received).call_id, "c1");
  EXPECT_EQ(client_.counters().late, 1u);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(receive(reply)));
  EXPECT_EQ(client_.counters().unexpected, 1u);
}

TEST_F(MgcpClient, KnowsALateWildcardCrcxAlsoAfterEverythingWasAbandoned) {
  const auto datagram = submit(Verb::crcx, "rtpbridge/*@mgw", 5);
  submit(Verb::dlcx, "rtpbridge/1@mgw", 6);
  EXPECT_EQ(client_.abandon_all(now_).size(), 2u);
  EXPECT_EQ(client_.pending(), 0u);
  EXPECT_FALSE(client_.next_deadline());
  EXPECT_TRUE(std::holds_alternative<Orphan>(receive(answer(datagram, 200, "OK\r\nZ: e/1@mgw\r\nI: 1\r\n"))));
}

TEST_F(MgcpClient, MakesNoOrphanOfALateRefusalNorOfALateReplyAfterAMinute) {
  const auto refused = submit(Verb::crcx, "rtpbridge/*@mgw");
  const auto forgotten = submit(Verb::crcx, "rtpbridge/*@mgw");
  after(3500ms);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(receive(answer(refused, 403))));
  now_ += 60s;
  EXPECT_TRUE(std::holds_alternative<std::monostate>(receive(answer(forgotten, 200, "OK\r\nZ: e/1@mgw\r\nI: 1\r\n"))));
  EXPECT_EQ(client_.counters().late, 1u);
  EXPECT_EQ(client_.counters().unexpected, 1u);
}

TEST_F(MgcpClient, WrapsTransactionIds) {
  Client client(999999997, {});
  EXPECT_EQ(client.submit(MgcpToken{1}, command(Verb::auep, "e"), now_), "AUEP 999999998 e MGCP 1.0\r\nC: c1\r\n");
  EXPECT_EQ(client.submit(MgcpToken{1}, command(Verb::auep, "e"), now_), "AUEP 999999999 e MGCP 1.0\r\nC: c1\r\n");
  EXPECT_EQ(client.submit(MgcpToken{1}, command(Verb::auep, "e"), now_), "AUEP 1 e MGCP 1.0\r\nC: c1\r\n");
  EXPECT_EQ(Client(999999999, {}).submit(MgcpToken{1}, command(Verb::auep, "e"), now_).substr(0, 7), "AUEP 1 ");
  EXPECT_EQ(Client(0xffffffff, {}).submit(MgcpToken{1}, command(Verb::auep, "e"), now_).substr(0, 5), "AUEP ");
}

TEST_F(MgcpClient, SurvivesHostileDatagramsByTheThousand) {
  std::mt19937 random(1);
  const auto pending = submit(Verb::mdcx, "rtpbridge/1@mgw");
  const auto good = answer(pending, 200, "OK\r\nZ: e/1@mgw\r\nI: 1\r\n\r\nv=0\r\n");
  for (int i = 0; i < 20000; ++i) {
    auto bad = good;
    for (unsigned changes = random() % 4 + 1; changes > 0; --changes)
      bad[random() % bad.size()] = static_cast<char>(random());
    if (random() % 4 == 0) bad.resize(random() % bad.size());
    receive(bad);
    if (client_.pending() == 0) submit(Verb::mdcx, "rtpbridge/1@mgw");
  }
  EXPECT_GT(client_.counters().malformed, 1000u);
  EXPECT_TRUE(std::holds_alternative<Completion>(receive(answer(submit(Verb::dlcx, "e"), 250))));
}

}  // namespace
}  // namespace sipgw::mgcp
