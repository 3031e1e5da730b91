// SPDX-License-Identifier: AGPL-3.0-or-later
// MgcpLink against a scripted MGW on a UDP socket.
#include <utility>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/udp.hpp>
#include <functional>
#include <random>
#include <vector>

#include "link_fixture.hpp"

namespace sipgw::test {
namespace {

using boost::asio::ip::udp;
using namespace std::chrono_literals;

constexpr MgcpLinkTiming kQuick{
    .quiet = 100ms, .probe = 20ms, .client = {.first = 60ms, .tries = 3, .wildcard = 420ms}};

struct Request {
  std::string verb, transaction, endpoint, text;
  udp::endpoint from;
};

/// Answers as the test's `reply` says (empty: not at all) and notes what came in, keepalives apart.
class FakeMgw {
 public:
  FakeMgw(boost::asio::io_context& io, std::string ip, std::uint16_t port = 0)
      : socket_(io, udp::endpoint{boost::asio::ip::make_address(ip), port}) {
    read();
  }
  std::uint16_t port() const { return socket_.local_endpoint().port(); }
  void send(const std::string& text, const udp::endpoint& to) { socket_.send_to(boost::asio::buffer(text), to); }

  std::function<std::string(const Request&)> reply = [](const Request&) { return "200 OK"; };
  std::vector<Request> requests;
  std::vector<Request> keepalives;

  std::size_t count(const std::string& verb) const {
    return static_cast<std::size_t>(
        std::count_if(requests.begin(), requests.end(), [&](const auto& request) { return request.verb == verb; }));
  }
  /// "200 OK\r\n…" with the transaction id put in.
  static std::string with_id(const std::string& text, const Request& request) {
    return text.substr(0, 4) + request.transaction + text.substr(3);
  }

 private:
  void read() {
    socket_.async_receive_from(boost::asio::buffer(buffer_), from_,
                               [this](const boost::system::error_code& error, std::size_t size) {
                                 if (error == boost::asio::error::operation_aborted) return;
                                 if (!error) received({buffer_.data(), size});
                                 read();
                               });
  }
  void received(const std::string& text) {
    Request request;
    std::istringstream(text) >> request.verb >> request.transaction >> request.endpoint;
    request.text = text;
    request.from = from_;
    (request.verb == "AUEP" ? keepalives : requests).push_back(request);
    const auto answer = reply(request);
    if (!answer.empty()) send(with_id(answer, request), request.from);
  }

  udp::socket socket_;
  udp::endpoint from_;
  std::array<char, 4096> buffer_{};
};

class MgcpLinkTest : public testing::Test {
 protected:
  cc::MgwConfig config() const {
    cc::MgwConfig config;
    config.remote_ip = ip_;
    config.remote_port = mgw_->port();
    return config;
  }
  std::string remote() const { return ip_ + ":" + std::to_string(mgw_->port()); }
  ObservedLink make_link() { return ObservedLink(io_, config(), folder_.path(), kQuick); }
  std::string journal() const { return folder_.read("mgw0.endpoints"); }
  static mgcp::Command crcx(const std::string& call = "c1") {
    return make_command(mgcp::Verb::crcx, "rtpbridge/*@mgw", call);
  }
  static mgcp::Command dlcx(const std::string& connection = "A") {
    return make_command(mgcp::Verb::dlcx, "rtpbridge/1@mgw", "c1", connection);
  }
  void answer_crcx_and_keepalive_only() {
    mgw_->reply = [](const Request& request) {
      if (request.verb == "CRCX") return "200 OK\r\nZ: rtpbridge/1@mgw\r\nI: A\r\n\r\nv=0\r\n";
      return request.verb == "AUEP" ? "200 OK\r\n" : "";
    };
  }

  boost::asio::io_context io_;
  const std::string ip_ = own_address(1);
  TemporaryFolder folder_;
  std::unique_ptr<FakeMgw> mgw_ = std::make_unique<FakeMgw>(io_, ip_);
};

TEST_F(MgcpLinkTest, IsDownUntilTheFirstReplyAndCompletesCommandsWithoutSendingThem) {
  auto link = make_link();
  const auto token = link.submit(crcx());
  EXPECT_TRUE(link.done.empty()) << "handlers must not be called from within submit()";
  ASSERT_TRUE(run_until(io_, [&] { return link.done.contains(token); }));
  EXPECT_FALSE(link.done[token]);
  link->start();
  ASSERT_TRUE(link.wait_up());
  EXPECT_EQ(mgw_->count("CRCX"), 0u);
  EXPECT_EQ(mgw_->keepalives.at(0).endpoint, "rtpbridge/*@mgw");
}

TEST_F(MgcpLinkTest, AsksAgainWhetherTheMgwLivesWhenItIsQuiet) {
  auto link = make_link();
  link->start();
  EXPECT_TRUE(run_until(io_, [&] { return mgw_->keepalives.size() >= 3; }));
  EXPECT_EQ(link.ups, 1);
  EXPECT_EQ(link.downs, 0);
}

TEST_F(MgcpLinkTest, JournalsAConnectionBeforeItsAnswerIsHandedOnAndUntilItsDlcxIsAnswered) {
  mgw_->reply = [](const Request& request) {
    if (request.verb == "CRCX") return "200 OK\r\nZ: rtpbridge/1@mgw\r\nI: A\r\n\r\nv=0\r\n";
    return request.verb == "DLCX" ? "250 OK\r\nP: PS=1\r\n" : "200 OK\r\n";
  };
  auto link = make_link();
  link->start();
  ASSERT_TRUE(link.wait_up());
  const auto answer = link.ask(crcx());
  EXPECT_EQ(answer.endpoint, "rtpbridge/1@mgw");
  EXPECT_EQ(answer.sdp, "v=0\r\n");
  const auto added = "+ " + remote() + " rtpbridge/1@mgw c1 A\n";
  EXPECT_EQ(journal(), added);
  EXPECT_EQ(link->snapshot().endpoints_in_use, 1u);
  EXPECT_EQ(link.ask(dlcx()).statistics, "PS=1");
  EXPECT_EQ(journal(), added + "- " + remote() + " rtpbridge/1@mgw c1 A\n");
  EXPECT_EQ(link->snapshot().endpoints_in_use, 0u);
  link->stop();
  EXPECT_EQ(journal(), "");
}

TEST_F(MgcpLinkTest, FreesByNameWhatAnEarlierRunLeftOnThisMgwAndKeepsWhatIsOnAnother) {
  const std::string elsewhere = "+ 127.0.0.9:2427 rtpbridge/9@mgw c9 X\n";
  folder_.write("mgw0.endpoints", "+ " + remote() + " rtpbridge/1@mgw c1 A\n+ " + remote() +
                                      " rtpbridge/1@mgw c1 B\n+ " + remote() + " rtpbridge/2@mgw c2 C\n" + elsewhere);
  mgw_->reply = [](const Request& request) { return request.verb == "DLCX" ? "515 FAIL\r\n" : "200 OK\r\n"; };
  auto link = make_link();
  link->start();
  EXPECT_EQ(link->snapshot().endpoints_in_use, 2u);
  ASSERT_TRUE(link.wait_freed());
  ASSERT_EQ(mgw_->requests.size(), 2u);
  for (const auto& request : mgw_->requests) {
    EXPECT_EQ(request.verb, "DLCX");
    EXPECT_EQ(request.text.find("I:"), std::string::npos);
    EXPECT_NE(request.text.find(request.endpoint == "rtpbridge/1@mgw" ? "C: c1\r\n" : "C: c2\r\n"), std::string::npos);
  }
  link->stop();
  EXPECT_EQ(journal(), elsewhere);
}

TEST_F(MgcpLinkTest, FreesLeftoversOfAnEarlierRunAlsoWhenTheMgwComesUpLater) {
  folder_.write("mgw0.endpoints", "+ " + remote() + " rtpbridge/1@mgw c1 A\n");
  const auto config_of_gone = config();
  const auto port = mgw_->port();
  mgw_.reset();
  ObservedLink link(io_, config_of_gone, folder_.path(), kQuick);
  link->start();
  ASSERT_TRUE(run_until(io_, [&] { return link->snapshot().last_error.find("refused") != std::string::npos; }));
  EXPECT_EQ(link.ups, 0);
  EXPECT_EQ(link.downs, 0);
  mgw_ = std::make_unique<FakeMgw>(io_, ip_, port);
  ASSERT_TRUE(link.wait_up());
  ASSERT_TRUE(link.wait_freed());
  EXPECT_EQ(mgw_->count("DLCX"), 1u);
}

TEST_F(MgcpLinkTest, GoesDownOnRefusalsCompletesWhatIsUnderWayAndComesBack) {
  answer_crcx_and_keepalive_only();
  auto link = make_link();
  link->start();
  ASSERT_TRUE(link.wait_up());
  ASSERT_EQ(link.ask(crcx()).code, 200);
  const auto port = mgw_->port();
  mgw_.reset();
  const auto token = link.submit(dlcx());
  ASSERT_TRUE(link.wait_down());
  EXPECT_TRUE(link.done.contains(token));
  EXPECT_NE(link->snapshot().last_error.find("refused"), std::string::npos);
  EXPECT_EQ(link->snapshot().endpoints_in_use, 1u);
  mgw_ = std::make_unique<FakeMgw>(io_, ip_, port);
  ASSERT_TRUE(link.wait_up());
  ASSERT_TRUE(link.wait_freed());
  EXPECT_EQ(mgw_->count("DLCX"), 1u);
}

TEST_F(MgcpLinkTest, GoesDownWhenNothingIsAnsweredAnyMoreAndDeletesLaterWhatItWasToldToDeleteMeanwhile) {
  answer_crcx_and_keepalive_only();
  auto link = make_link();
  link->start();
  ASSERT_TRUE(link.wait_up());
  ASSERT_EQ(link.ask(crcx()).code, 200);
  mgw_->reply = [](const Request&) { return ""; };
  ASSERT_TRUE(link.wait_down());
  EXPECT_NE(link->snapshot().last_error.find("no reply"), std::string::npos);
  EXPECT_EQ(link.ask(dlcx()).code, 0);
  EXPECT_EQ(mgw_->count("DLCX"), 0u);
  mgw_->reply = [](const Request&) { return "200 OK"; };
  ASSERT_TRUE(link.wait_freed());
  EXPECT_EQ(mgw_->count("DLCX"), 1u);
}

TEST_F(MgcpLinkTest, StaysUpWhenSeveralCommandsAreLostWhileAnotherIsAnswered) {
  mgw_->reply = [](const Request& request) { return request.verb == "CRCX" ? "" : "200 OK"; };
  auto link = make_link();
  link->start();
  ASSERT_TRUE(link.wait_up());
  std::uint64_t last = 0;
  for (int lost = 0; lost < 5; ++lost) last = link.submit(crcx());
  EXPECT_EQ(link.ask(dlcx()).code, 200);
  ASSERT_TRUE(run_until(io_, [&] { return link.done.contains(last); }));
  EXPECT_EQ(link->snapshot().timed_out, 5u);
  EXPECT_EQ(link.downs, 0);
}

TEST_F(MgcpLinkTest, RepeatsADlcxWithoutReplyByNameUntilItIsAnswered) {
  answer_crcx_and_keepalive_only();
  auto link = make_link();
  link->start();
  ASSERT_TRUE(link.wait_up());
  ASSERT_EQ(link.ask(crcx()).code, 200);
  EXPECT_EQ(link.ask(dlcx()).code, 0);
  EXPECT_EQ(link->snapshot().endpoints_in_use, 1u);
  mgw_->reply = [](const Request&) { return "200 OK"; };
  ASSERT_TRUE(link.wait_freed());
  EXPECT_EQ(mgw_->requests.back().text.find("I:"), std::string::npos);
}

TEST_F(MgcpLinkTest, DeletesTheEndpointOfAWildcardCrcxThatIsAnsweredTooLate) {
  std::optional<Request> held;
  mgw_->reply = [&](const Request& request) {
    if (request.verb != "CRCX") return "200 OK";
    held = request;
    return "";
  };
  auto link = make_link();
  link->start();
  ASSERT_TRUE(link.wait_up());
  EXPECT_EQ(link.ask(crcx()).code, 0);
  EXPECT_EQ(mgw_->count("CRCX"), 1u);
  mgw_->send(FakeMgw::with_id("200 OK\r\nZ: rtpbridge/5@mgw\r\nI: F\r\n", *held), held->from);
  ASSERT_TRUE(run_until(io_, [&] { return mgw_->count("DLCX") == 1; }));
  EXPECT_EQ(mgw_->requests.back().endpoint, "rtpbridge/5@mgw");
  EXPECT_NE(mgw_->requests.back().text.find("C: c1\r\n"), std::string::npos);
  ASSERT_TRUE(link.wait_freed());
  EXPECT_EQ(link->snapshot().late, 1u);
}

TEST_F(MgcpLinkTest, StaysUpAndTellsWhatToConfigureWhenTheDomainIsRefused) {
  mgw_->reply = [](const Request& request) {
    return request.endpoint == "rtpbridge/*@mgw" ? "500 FAIL\r\n" : "200 OK\r\n";
  };
  auto link = make_link();
  link->start();
  ASSERT_TRUE(link.wait_up());
  EXPECT_NE(link->snapshot().last_error.find("endpoint-domain"), std::string::npos);
  auto corrected = config();
  corrected.endpoint_domain = "other";
  EXPECT_TRUE(link->reconfigure(corrected));
  EXPECT_TRUE(run_until(io_, [&] { return link->snapshot().last_error.empty(); }));
  EXPECT_EQ(link.downs, 0);
}

TEST_F(MgcpLinkTest, MovesToAnotherMgwOnlyWhenTheLastEndpointIsFreed) {
  answer_crcx_and_keepalive_only();
  FakeMgw other(io_, own_address(2));
  auto link = make_link();
  link->start();
  ASSERT_TRUE(link.wait_up());
  ASSERT_EQ(link.ask(crcx()).code, 200);
  cc::MgwConfig moved;
  moved.remote_ip = own_address(2);
  moved.remote_port = other.port();
  EXPECT_FALSE(link->reconfigure(moved));
  EXPECT_EQ(link->snapshot().config, config());
  mgw_->reply = [](const Request&) { return "200 OK"; };
  EXPECT_EQ(link.ask(dlcx()).code, 200);
  ASSERT_TRUE(run_until(io_, [&] { return link.ups == 2; }));
  EXPECT_EQ(link.downs, 1);
  EXPECT_EQ(link->snapshot().config, moved);
  EXPECT_FALSE(other.keepalives.empty());
}

TEST_F(MgcpLinkTest, MovesAtOnceAwayFromAnMgwThatIsDownAndComesBackToItsLeftovers) {
  folder_.write("mgw0.endpoints", "+ " + remote() + " rtpbridge/1@mgw c1 A\n");
  mgw_->reply = [](const Request&) { return ""; };
  FakeMgw other(io_, own_address(2));
  auto link = make_link();
  link->start();
  auto moved = config();
  moved.remote_ip = own_address(2);
  moved.remote_port = other.port();
  EXPECT_TRUE(link->reconfigure(moved));
  ASSERT_TRUE(link.wait_up());
  EXPECT_EQ(link->snapshot().endpoints_in_use, 0u);
  EXPECT_EQ(other.count("DLCX"), 0u);
  mgw_->reply = [](const Request&) { return "200 OK"; };
  EXPECT_TRUE(link->reconfigure(config()));
  ASSERT_TRUE(run_until(io_, [&] { return mgw_->count("DLCX") == 1; }));
  ASSERT_TRUE(link.wait_freed());
}

TEST_F(MgcpLinkTest, SendsFromTheConfiguredAddressAndRetriesWhileItIsNotAvailable) {
  auto bound = config();
  bound.local_ip = own_address(3);
  bound.local_port = mgw_->port();
  auto occupied = std::make_unique<FakeMgw>(io_, bound.local_ip, bound.local_port);
  ObservedLink link(io_, bound, folder_.path(), kQuick);
  link->start();
  EXPECT_NE(link->snapshot().last_error.find("bind"), std::string::npos);
  occupied.reset();
  ASSERT_TRUE(link.wait_up());
  EXPECT_EQ(mgw_->keepalives.at(0).from.address().to_string(), bound.local_ip);
  EXPECT_EQ(mgw_->keepalives.at(0).from.port(), bound.local_port);
}

TEST_F(MgcpLinkTest, WorksWithoutAJournalWhenAnotherProcessHasItOrThereIsNoFolder) {
  auto first = make_link();
  first->start();
  auto second = make_link();
  second->start();
  EXPECT_NE(second->snapshot().journal.find("in use by another process"), std::string::npos);
  EXPECT_EQ(first->snapshot().journal, folder_.path() + "/mgw0.endpoints");
  ASSERT_TRUE(second.wait_up());
  ObservedLink third(io_, config(), folder_.path() + "/missing", kQuick);
  third->start();
  EXPECT_NE(third->snapshot().journal.find("No such file"), std::string::npos);
  ObservedLink fourth(io_, config(), "", kQuick);
  fourth->start();
  EXPECT_EQ(fourth->snapshot().journal, "none: no runtime directory");
  ASSERT_TRUE(fourth.wait_up());
}

TEST_F(MgcpLinkTest, KeepsTheJournalShortOverThousandsOfCalls) {
  mgw_->reply = [](const Request& request) {
    return request.verb == "CRCX" ? "200 OK\r\nZ: rtpbridge/1@mgw\r\nI: A\r\n" : "200 OK\r\n";
  };
  auto link = make_link();
  link->start();
  ASSERT_TRUE(link.wait_up());
  for (int i = 0; i < 1500; ++i) {
    ASSERT_EQ(link.ask(crcx()).code, 200);
    ASSERT_EQ(link.ask(dlcx()).code, 200);
  }
  const auto text = journal();
  EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 1001);
}

TEST_F(MgcpLinkTest, ServesOnAfterThousandsOfHostileDatagrams) {
  answer_crcx_and_keepalive_only();
  auto link = make_link();
  link->start();
  ASSERT_TRUE(link.wait_up());
  std::mt19937 random(1);
  const auto to = mgw_->keepalives.at(0).from;
  for (int i = 0; i < 5000; ++i) {
    std::string text(random() % 300, '\0');
    for (auto& c : text) c = static_cast<char>(random());
    mgw_->send(text, to);
    if (i % 50 == 0) io_.poll();
  }
  EXPECT_EQ(link.ask(crcx()).code, 200);
  EXPECT_GT(link->snapshot().malformed, 100u);
}

TEST_F(MgcpLinkTest, CallsNoHandlerAfterStop) {
  auto link = make_link();
  link->start();
  ASSERT_TRUE(link.wait_up());
  link.submit(crcx());
  link->stop();
  io_.restart();
  io_.run_for(50ms);
  EXPECT_TRUE(link.done.empty());
  EXPECT_EQ(link.downs, 0);
}

}  // namespace
}  // namespace sipgw::test
