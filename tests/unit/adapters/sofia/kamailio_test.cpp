// SPDX-License-Identifier: AGPL-3.0-or-later
// Against the real kamailio, with the recipe contrib/kamailio/auth.cfg. Skipped where it is not installed.
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <vector>

#include "gateway.hpp"

namespace sipgw::test {
namespace {

constexpr char kProgram[] = "/usr/sbin/kamailio";

/// Nobody has it at the moment: the socket that got it is closed.
std::uint16_t free_port(const Gateway& gateway) { return RawSipPeer(gateway.local()).port(); }

/// A kamailio in the foreground; its main process ends the others.
class Kamailio {
 public:
  Kamailio(NetAddress address, const std::string& algorithm, const std::string& next_hop) : address_(address) {
    std::vector<std::string> words{kProgram,
                                   "-DD",
                                   "-E",
                                   "-m",
                                   "32",
                                   "-M",
                                   "4",
                                   "-f",
                                   SIPGW_KAMAILIO_RECIPES "/auth.cfg",
                                   "-l",
                                   "udp:" + address_.to_string()};
    for (const auto& definition : {"ALGORITHM=\"" + algorithm + "\"", std::string("REALM=\"sip.example.org\""),
                                   std::string("PASSWORD=\"secret\""), "NEXT_HOP=\"" + next_hop + "\""}) {
      words.insert(words.end(), {"-A", definition});
    }
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    if (posix_spawn(&pid_, kProgram, &files, nullptr, arguments.data(), environ) != 0) pid_ = 0;
    posix_spawn_file_actions_destroy(&files);
  }
  ~Kamailio() {
    if (pid_ == 0) return;
    kill(pid_, SIGTERM);
    waitpid(pid_, nullptr, 0);
  }
  Kamailio(const Kamailio&) = delete;
  Kamailio& operator=(const Kamailio&) = delete;

  std::string uri() const { return "sip:bob@" + address_.to_string(); }
  /// It serves once it answers an OPTIONS.
  bool ready() const {
    RawSipPeer asking(address_);
    for (int round = 0; round < 100; ++round) {
      asking.send("OPTIONS " + uri() + " SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:" + std::to_string(asking.port()) +
                  ";branch=z9hG4bK-" + std::to_string(round) + "\r\nMax-Forwards: 9\r\nFrom: <sip:a@b>;tag=a\r\nTo: <" +
                  uri() + ">\r\nCall-ID: ready\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n");
      if (asking.receive(std::chrono::milliseconds(100)).starts_with("SIP/2.0 200")) return true;
    }
    return false;
  }

 private:
  const NetAddress address_;
  pid_t pid_ = 0;
};

class SipKamailio : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (access(kProgram, X_OK) != 0) GTEST_SKIP() << kProgram << " is not installed";
    ASSERT_TRUE(kamailio_.ready());
  }
  void call(const std::string& password) {
    auto far_end = std::make_shared<sip::Peer>();
    far_end->credentials = {.username = "alice", .password = password, .ha1 = {}, .realm = "sip.example.org"};
    sip::Invite invite{DialogId{2}, kamailio_.uri(), "<sip:1001@127.0.0.1>", "<sip:bob@127.0.0.1>", {}, kSdp};
    invite.peer = far_end;
    gateway_.submit(std::move(invite));
  }

  Gateway gateway_;
  const NetAddress address_{*IpAddress::parse("127.0.0.1"), free_port(gateway_)};
  RawSipPeer phone_{address_};
  const Kamailio kamailio_{address_, GetParam(), "sip:127.0.0.1:" + std::to_string(phone_.port())};
};

INSTANTIATE_TEST_SUITE_P(WithEach, SipKamailio, testing::Values("MD5", "SHA-256"));

TEST_P(SipKamailio, ACallWithTheRightPasswordGoesThroughAndCanBeHungUp) {
  call("secret");
  const std::string invite = phone_.expect("INVITE");
  EXPECT_EQ(header(invite, "Proxy-Authorization"), "");  // kamailio has taken it out
  phone_.send(response(invite, "200 OK", "t",
                       "Contact: <" + phone_.uri() + ">\r\n" + header_lines(invite, "Record-Route"), kSdp));
  EXPECT_FALSE(phone_.expect("ACK").empty());
  EXPECT_EQ(gateway_.expect_next<sip::Answered>().sdp, kSdp);
  gateway_.submit(sip::Bye{DialogId{2}, ""});
  phone_.send(response(phone_.expect("BYE"), "200 OK", ""));
  EXPECT_EQ(gateway_.expect<sip::Ended>().status, 200);
}

TEST_P(SipKamailio, AWrongPasswordIsARefusal) {
  call("wrong");
  const auto refused = gateway_.expect_next<sip::Refused>();
  EXPECT_EQ(refused.status, 407);
  EXPECT_EQ(refused.auth_failure, "wrong user name or password");
}

}  // namespace
}  // namespace sipgw::test
