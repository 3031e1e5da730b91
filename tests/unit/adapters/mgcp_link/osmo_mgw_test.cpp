// SPDX-License-Identifier: AGPL-3.0-or-later
// MgcpLink against the real osmo-mgw 1.10: what the core relies on, written down as expectations.
#include "osmo_mgw.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>

#include "base/strings.hpp"

namespace sipgw::test {
namespace {

using mgcp::Mode;
using mgcp::Verb;

/// A phone's or peer's RTP socket: sends packets of one payload type, tells the payload types that arrive.
class RtpSocket {
 public:
  RtpSocket() : socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    auto address = to_sockaddr(0);
    EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    const timeval limit{.tv_sec = 5, .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  }
  ~RtpSocket() { ::close(socket_); }
  RtpSocket(const RtpSocket&) = delete;
  RtpSocket& operator=(const RtpSocket&) = delete;

  std::uint16_t port() const {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
  }
  void send(std::uint16_t port, std::uint8_t payload_type) {
    std::array<unsigned char, 45> packet{0x80, payload_type, 0, ++sequence_, 0, 0, 0, 0, 0, 0, 0, 1, 0xd0};
    auto address = to_sockaddr(port);
    ::sendto(socket_, packet.data(), packet.size(), 0, reinterpret_cast<sockaddr*>(&address), sizeof address);
  }
  /// Payload type of the next RTP packet; -1: none came. OsmoMGW's one-byte dummies are passed over.
  int receive() {
    std::array<unsigned char, 500> packet{};
    for (;;) {
      const auto size = ::recv(socket_, packet.data(), packet.size(), 0);
      if (size < 0) return -1;
      if (size == 45) return packet[1] & 0x7f;
    }
  }

 private:
  static sockaddr_in to_sockaddr(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    ::inet_pton(AF_INET, OsmoMgw::ip().c_str(), &address.sin_addr);
    return address;
  }
  int socket_;
  std::uint8_t sequence_ = 0;
};

std::string remote_sdp(std::uint16_t port, int payload_type, const std::string& codec) {
  const auto number = std::to_string(payload_type);
  return "v=0\r\no=- 1 1 IN IP4 " + OsmoMgw::ip() + "\r\ns=-\r\nc=IN IP4 " + OsmoMgw::ip() + "\r\nt=0 0\r\nm=audio " +
         std::to_string(port) + " RTP/AVP " + number + "\r\na=rtpmap:" + number + " " + codec +
         "/8000\r\na=ptime:20\r\n";
}

std::string line_of(std::string_view sdp, std::string_view start) {
  while (!sdp.empty())
    if (const auto line = take_line(sdp); line.substr(0, start.size()) == start) return std::string(line);
  return {};
}

std::uint16_t port_of(const mgcp::Response& response) {
  auto line = line_of(response.sdp, "m=audio ");
  std::string_view rest = line;
  take_until(rest, ' ');
  return parse_number<std::uint16_t>(take_until(rest, ' ')).value_or(0);
}

class RealOsmoMgw : public testing::Test {
 protected:
  void SetUp() override {
    if (::access(OsmoMgw::kProgram, X_OK) != 0) GTEST_SKIP() << "osmo-mgw is not installed";
    mgw_.emplace();
    link_.emplace(io_, config(), folder_.path(), MgcpLinkTiming{});
    (*link_)->start();
    ASSERT_TRUE(link_->wait_up()) << mgw_->log();
  }
  static cc::MgwConfig config() {
    cc::MgwConfig config;
    config.remote_ip = OsmoMgw::ip();
    return config;
  }

  mgcp::Response ask(Verb verb, const std::string& endpoint, const std::string& call, const std::string& connection,
                     std::optional<Mode> mode, const std::string& sdp = {}, const std::string& options = {}) {
    auto command = make_command(verb, endpoint, call, connection);
    command.mode = mode;
    command.sdp = sdp;
    command.local_options = options;
    return link_->ask(std::move(command));
  }
  mgcp::Response allocate(const std::string& call, const std::string& options = "p:20, a:GSM") {
    return ask(Verb::crcx, "rtpbridge/*@mgw", call, "", Mode::recvonly, {}, options);
  }
  mgcp::Response join(const std::string& endpoint, const std::string& call, const std::string& options) {
    return ask(Verb::crcx, endpoint, call, "", Mode::recvonly, {}, options);
  }

  boost::asio::io_context io_;
  TemporaryFolder folder_;
  std::optional<OsmoMgw> mgw_;
  std::optional<ObservedLink> link_;
};

TEST_F(RealOsmoMgw, AnswersACrcxWithThePayloadTypeOfTheCodecAskedFor) {
  const auto gsm = allocate("a1", "p:20, a:GSM");
  EXPECT_EQ(gsm.code, 200);
  EXPECT_EQ(line_of(gsm.sdp, "m=audio ").substr(line_of(gsm.sdp, "m=audio ").find("RTP")), "RTP/AVP 3");
  EXPECT_EQ(line_of(gsm.sdp, "a=rtpmap"), "");
  const auto amr = allocate("a2", "p:20, a:AMR");
  EXPECT_EQ(line_of(amr.sdp, "m=audio ").substr(line_of(amr.sdp, "m=audio ").find("RTP")), "RTP/AVP 112");
  EXPECT_EQ(line_of(amr.sdp, "a=rtpmap"), "a=rtpmap:112 AMR");
}

TEST_F(RealOsmoMgw, CarriesRtpBetweenTwoConnectionsAndRenumbersThePayloadTypeBothWays) {
  RtpSocket phone, peer;
  const auto s = allocate("a1");
  const auto m = join(s.endpoint, "a1", "p:20, a:GSM");
  ASSERT_EQ(m.code, 200);
  EXPECT_EQ(m.endpoint, "") << "a named CRCX's answer has no Z:";
  EXPECT_EQ((*link_)->snapshot().endpoints_in_use, 1u);
  const auto phone_sdp = remote_sdp(phone.port(), 3, "GSM"), peer_sdp = remote_sdp(peer.port(), 96, "GSM");
  EXPECT_EQ(ask(Verb::mdcx, s.endpoint, "a1", m.connection_id, Mode::sendrecv, phone_sdp).code, 200);
  EXPECT_EQ(ask(Verb::mdcx, s.endpoint, "a1", s.connection_id, Mode::sendrecv, peer_sdp).code, 200);
  phone.send(port_of(m), 3);
  EXPECT_EQ(peer.receive(), 96);
  peer.send(port_of(s), 96);
  EXPECT_EQ(phone.receive(), 3);

  // A change of mode without SDP puts the payload type of CRCX's L: back; with the SDP repeated it stays.
  EXPECT_EQ(ask(Verb::mdcx, s.endpoint, "a1", s.connection_id, Mode::sendrecv).code, 200);
  phone.send(port_of(m), 3);
  EXPECT_EQ(peer.receive(), 3);
  EXPECT_EQ(ask(Verb::mdcx, s.endpoint, "a1", s.connection_id, Mode::sendrecv, peer_sdp).code, 200);
  phone.send(port_of(m), 3);
  EXPECT_EQ(peer.receive(), 96);

  const auto statistics = ask(Verb::dlcx, s.endpoint, "a1", m.connection_id, {});
  EXPECT_EQ(statistics.code, 250);
  EXPECT_EQ(statistics.statistics.substr(0, 3), "PS=");
  EXPECT_EQ(ask(Verb::dlcx, s.endpoint, "a1", s.connection_id, {}).code, 250);
  EXPECT_EQ((*link_)->snapshot().endpoints_in_use, 0u);
}

TEST_F(RealOsmoMgw, RefusesWithTheCodesThatTheCoreKnows) {
  const auto first = allocate("a1");
  EXPECT_EQ(ask(Verb::mdcx, first.endpoint, "a1", first.connection_id, Mode::sendrecv).code, 527);
  EXPECT_EQ(ask(Verb::mdcx, first.endpoint, "a1", "DEADBEEF", Mode::recvonly).code, 515);
  EXPECT_EQ(ask(Verb::mdcx, first.endpoint, "ffff", first.connection_id, Mode::recvonly).code, 516);
  EXPECT_EQ(join(first.endpoint, "ffff", "p:20, a:GSM").code, 400);
  EXPECT_EQ(join(first.endpoint, "a1", "p:20, a:GSM").code, 200);
  EXPECT_EQ(join(first.endpoint, "a1", "p:20, a:GSM").code, 540);
  for (const auto* call : {"a2", "a3", "a4"}) EXPECT_EQ(allocate(call).code, 200);
  EXPECT_EQ(allocate("a5").code, 403);
  EXPECT_EQ(ask(Verb::dlcx, "rtpbridge/99@mgw", "a1", "", {}).code, 500);
}

TEST_F(RealOsmoMgw, HasForgottenEverythingAfterARestart) {
  const auto allocated = allocate("a1");
  ASSERT_EQ(allocated.code, 200);
  mgw_->kill();
  ASSERT_TRUE(link_->wait_down());
  mgw_->start();
  ASSERT_TRUE(link_->wait_up());
  EXPECT_EQ(ask(Verb::mdcx, allocated.endpoint, "a1", allocated.connection_id, Mode::recvonly).code, 400);
  EXPECT_EQ(ask(Verb::dlcx, allocated.endpoint, "a1", allocated.connection_id, {}).code, 515);
  EXPECT_EQ((*link_)->snapshot().endpoints_in_use, 0u);
  EXPECT_EQ(allocate("a2").code, 200);
}

TEST_F(RealOsmoMgw, IsFreedByNameOfWhatAKilledGatewayLeftAndOfNothingElse) {
  const auto ours = allocate("a1");
  ASSERT_EQ(join(ours.endpoint, "a1", "p:20, a:GSM").code, 200);
  const auto foreign = allocate("b1");
  // As after SIGKILL: the file is what it was, no stop() has been heard of. The foreign endpoint is journaled under
  // a call id that is not its own.
  const auto text = folder_.read("mgw0.endpoints");
  TemporaryFolder next;
  next.write("mgw0.endpoints", text.substr(0, text.rfind("+ ")) + "+ " + OsmoMgw::ip() + ":2427 " + foreign.endpoint +
                                   " ffff " + foreign.connection_id + "\n");
  ObservedLink second(io_, config(), next.path(), MgcpLinkTiming{});
  second->start();
  EXPECT_EQ(second->snapshot().endpoints_in_use, 2u);
  ASSERT_TRUE(second.wait_freed());
  EXPECT_EQ(ask(Verb::dlcx, ours.endpoint, "a1", ours.connection_id, {}).code, 515);
  EXPECT_EQ(ask(Verb::dlcx, foreign.endpoint, "b1", foreign.connection_id, {}).code, 250);
}

TEST_F(RealOsmoMgw, RefusesAForeignDomainWithoutSayingWhichItWants) {
  auto wrong = config();
  wrong.endpoint_domain = "elsewhere";
  EXPECT_TRUE((*link_)->reconfigure(wrong));
  ASSERT_TRUE(run_until(io_, [&] { return !(*link_)->snapshot().last_error.empty(); }));
  EXPECT_NE((*link_)->snapshot().last_error.find("rtpbridge/*@elsewhere"), std::string::npos);
  const auto response = ask(Verb::crcx, "rtpbridge/*@elsewhere", "a1", "", Mode::recvonly, {}, "p:20, a:GSM");
  EXPECT_EQ(response.code, 500);
  EXPECT_EQ(response.comment, "FAIL");
}

}  // namespace
}  // namespace sipgw::test
