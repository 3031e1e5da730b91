// SPDX-License-Identifier: AGPL-3.0-or-later
// TLS: calls both ways, whose certificate is taken, and that a failure is told at once with its reason.
#include <sys/stat.h>

#include <cstdio>
#include <deque>
#include <fstream>
#include <memory>

#include "gateway.hpp"
#include "support/test_ca.hpp"

namespace sipgw::test {
namespace {

using sip::TlsVerify;
using sip::Transport;

const TestCa& ca() {
  static const TestCa ca;
  return ca;
}
const TestCa& other_ca() {
  static const TestCa ca;
  return ca;
}
const std::string& good() {
  static const std::string file = ca().issue("gw", "DNS:gw.test,IP:127.0.0.1,IP:::1");
  return file;
}

struct Files {
  std::string certificate = good();
  std::string trusted = ca().ca_file();
};

sip::TlsSettings tls(TlsVerify verify, Files files = {}) { return {files.certificate, "", files.trusted, verify}; }

/// A gateway with a TLS listener; keeps what it is told of failures.
class TlsGateway {
 public:
  explicit TlsGateway(sip::TlsSettings settings, const char* ip = "127.0.0.1", std::chrono::seconds handshake = kLong,
                      std::chrono::seconds idle = kLong)
      : gateway_(make(std::move(settings), ip, {.idle = idle, .handshake = handshake})) {}

  Gateway& operator*() { return gateway_; }
  Gateway* operator->() { return &gateway_; }
  sip::NextHop hop() const { return {gateway_.thread().local(), Transport::tls}; }

  sip::TlsFailed expect_failure() {
    std::unique_lock lock(mutex_);
    if (!arrived_.wait_for(lock, RawSipPeer::kPatience, [this] { return !failures_.empty(); })) {
      ADD_FAILURE() << "no failure is told";
      return {};
    }
    sip::TlsFailed failure = std::move(failures_.front());
    failures_.pop_front();
    return failure;
  }

  static constexpr std::chrono::seconds kLong{30};

 private:
  SipThread::Settings make(sip::TlsSettings settings, const char* ip, sip::ConnectionTimes times) {
    SipThread::Settings result{.local = {}, .user_agent = "osmo-sipgw/test"};
    result.listeners = {{.address = {*IpAddress::parse(ip), 0}, .udp = false, .tcp = false, .tls = true}};
    result.connections = times;
    result.tls = std::move(settings);
    result.on_tls_failed = [this](sip::TlsFailed failure) {
      const std::lock_guard lock(mutex_);
      failures_.push_back(std::move(failure));
      arrived_.notify_all();
    };
    return result;
  }

  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<sip::TlsFailed> failures_;
  mutable Gateway gateway_;
};

/// An established call between the two; the incoming dialog's event.
sip::IncomingInvite establish(TlsGateway& from, TlsGateway& to, sip::Peer trunk = {}) {
  from->invite(to.hop(), kSdp, std::move(trunk));
  auto incoming = to->expect<sip::IncomingInvite>();
  to->submit(sip::Respond{incoming.dialog, 200, kSdp, {}});
  from->expect_next<sip::Answered>();
  to->expect<sip::Acked>();
  return incoming;
}

void end_from(TlsGateway& caller, TlsGateway& called, DialogId dialog) {
  called->submit(sip::Bye{dialog, ""});
  caller->expect<sip::PeerBye>();
  EXPECT_EQ(called->expect<sip::Ended>().status, 200);
}

/// The call must fail here and now, for this reason.
void expect_refusal(TlsGateway& caller, const std::string& reason) {
  const auto refused = caller->expect<sip::Refused>();
  EXPECT_EQ(refused.status, 503);
  EXPECT_FALSE(refused.from_peer);
  EXPECT_EQ(refused.phrase, "TLS failed: " + reason);
  const auto failure = caller.expect_failure();
  EXPECT_EQ(failure.reason, reason);
  EXPECT_FALSE(failure.incoming);
}

std::string run(const std::string& command) {
  std::string output;
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) output += static_cast<char>(c);
  pclose(pipe);
  return output;
}

/// openssl s_client connects, sends nothing and goes.
std::string s_client(const NetAddress& to, const std::string& options) {
  return run("openssl s_client -connect " + to.to_string() + " " + options + " </dev/null");
}

// ---------------------------------------------------------------- calls

TEST(SipTls, CarriesACall) {
  for (const char* ip : {"127.0.0.1", "::1"}) {
    SCOPED_TRACE(ip);
    TlsGateway caller(tls(TlsVerify::server), ip), called(tls(TlsVerify::server), ip);
    const auto incoming = establish(caller, called);
    EXPECT_EQ(incoming.transport, "tls");
    EXPECT_TRUE(incoming.tls_names.empty());
    end_from(caller, called, incoming.dialog);
  }
}

TEST(SipTls, CarriesCallsBothWaysAfterOneAnother) {
  TlsGateway one(tls(TlsVerify::mutual)), other(tls(TlsVerify::mutual));
  end_from(one, other, establish(one, other).dialog);
  end_from(other, one, establish(other, one).dialog);
  end_from(one, other, establish(one, other).dialog);
}

TEST(SipTls, TellsTheNamesOfTheClientsCertificate) {
  const std::string client = ca().issue("client", "DNS:pbx.test,DNS:second.test,IP:192.0.2.7,URI:sip:pbx.test");
  TlsGateway caller(tls(TlsVerify::mutual, {.certificate = client})), called(tls(TlsVerify::mutual));
  const auto incoming = establish(caller, called);
  EXPECT_EQ(incoming.tls_names, (std::vector<std::string>{"pbx.test", "second.test", "192.0.2.7", "sip:pbx.test"}));
  end_from(caller, called, incoming.dialog);
}

TEST(SipTls, TakesACertificateMadeOutToTheNameOfTheTrunk) {
  for (const char* name : {"gw.test", "GW.test", "127.0.0.1"}) {
    SCOPED_TRACE(name);
    TlsGateway caller(tls(TlsVerify::server)), called(tls(TlsVerify::server));
    end_from(caller, called, establish(caller, called, {.tls_name = name}).dialog);
  }
}

TEST(SipTls, ChecksNothingIfToldSo) {
  TlsGateway caller(tls(TlsVerify::none, {.trusted = other_ca().ca_file()})), called(tls(TlsVerify::none));
  end_from(caller, called, establish(caller, called).dialog);
}

// ---------------------------------------------------------------- the server's certificate

struct BadServer {
  std::string what, certificate, tls_name, reason;
};

TEST(SipTls, RefusesAServerAtOnceAndTellsWhy) {
  const std::string unknown = other_ca().issue("gw", "DNS:gw.test");
  const BadServer servers[] = {
      {"expired", ca().issue("old", "DNS:gw.test", -1), "gw.test", "the peer's certificate has expired"},
      {"unknown CA", unknown, "gw.test", "the peer's certificate is of an unknown CA"},
      {"wrong name", good(), "carrier.test", "the peer's certificate is not made out to carrier.test"},
      {"wrong address", good(), "127.0.0.9", "the peer's certificate is not made out to 127.0.0.9"},
  };
  for (const BadServer& server : servers) {
    SCOPED_TRACE(server.what);
    TlsGateway caller(tls(TlsVerify::server));
    TlsGateway called(tls(TlsVerify::server, {.certificate = server.certificate}));
    caller->invite(called.hop(), kSdp, {.tls_name = server.tls_name});
    expect_refusal(caller, server.reason);
    const auto failure = called.expect_failure();
    EXPECT_TRUE(failure.incoming);
    EXPECT_TRUE(failure.reason.starts_with("the peer says: ")) << failure.reason;
    EXPECT_TRUE(called->silent());
  }
}

TEST(SipTls, TellsItOnceMoreForTheNextCall) {
  TlsGateway caller(tls(TlsVerify::server)), called(tls(TlsVerify::server));
  for (int i = 0; i < 3; ++i) {
    caller->invite(called.hop(), kSdp, {.tls_name = "carrier.test"});
    expect_refusal(caller, "the peer's certificate is not made out to carrier.test");
  }
}

TEST(SipTls, ChecksEachPeerForItsOwnName) {
  const std::string carrier = ca().issue("carrier", "DNS:carrier.test");
  TlsGateway caller(tls(TlsVerify::server));
  TlsGateway first(tls(TlsVerify::server)), second(tls(TlsVerify::server, {.certificate = carrier}));
  const auto to_first = establish(caller, first, {.tls_name = "gw.test"});
  const auto to_second = establish(caller, second, {.tls_name = "carrier.test"});
  end_from(caller, first, to_first.dialog);
  end_from(caller, second, to_second.dialog);
}

// ---------------------------------------------------------------- the client's certificate

TEST(SipTls, RefusesAClientWithoutCertificate) {
  TlsGateway called(tls(TlsVerify::mutual));
  s_client(called.hop().address, "-tls1_2");
  const auto failure = called.expect_failure();
  EXPECT_TRUE(failure.incoming);
  EXPECT_EQ(failure.reason, "the peer has no certificate");
  s_client(called.hop().address, "-tls1_3");
  EXPECT_EQ(called.expect_failure().reason, "the peer has no certificate");
}

TEST(SipTls, TellsTheCallThatTheServerTakesNotOurCertificate) {
  const std::string unknown = other_ca().issue("gw", "DNS:gw.test");
  TlsGateway caller(tls(TlsVerify::server, {.certificate = unknown})), called(tls(TlsVerify::mutual));
  caller->invite(called.hop());
  EXPECT_EQ(called.expect_failure().reason, "the peer's certificate is of an unknown CA");
  expect_refusal(caller, "the peer says: unknown CA");
}

// ---------------------------------------------------------------- what is no TLS, or an old one

TEST(SipTls, RefusesOldVersions) {
  TlsGateway called(tls(TlsVerify::server));
  s_client(called.hop().address, "-tls1_1 -cipher ALL:@SECLEVEL=0");
  EXPECT_EQ(called.expect_failure().reason, "the peer's version of TLS is too old");
  EXPECT_NE(s_client(called.hop().address, "-tls1_2").find("Protocol  : TLSv1.2"), std::string::npos);
  EXPECT_NE(s_client(called.hop().address, "-tls1_3").find("TLSv1.3"), std::string::npos);
}

TEST(SipTls, RefusesPlainText) {
  TlsGateway called(tls(TlsVerify::server));
  EXPECT_EQ(exchange_by_tcp(called.hop().address, "OPTIONS sip:1@127.0.0.1 SIP/2.0\r\n\r\n", "SIP/2.0"), "");
  EXPECT_EQ(called.expect_failure().reason, "the peer does not speak TLS");
}

TEST(SipTls, TellsTheCallThatThePeerSpeaksNoTls) {
  TlsGateway caller(tls(TlsVerify::server), "127.0.0.1", std::chrono::seconds(1));
  Gateway plain;  // waits for more of what it takes for a request
  caller->invite({plain.local(), Transport::tls});
  expect_refusal(caller, "no handshake within 1 s");
}

TEST(SipTls, TellsTheCallThatNobodyListens) {
  TlsGateway caller(tls(TlsVerify::server));
  NetAddress nobody;
  {
    TlsGateway gone(tls(TlsVerify::server));
    nobody = gone.hop().address;
  }
  caller->invite({nobody, Transport::tls});
  EXPECT_EQ(caller->expect<sip::Refused>().status, 503);
}

TEST(SipTls, ClosesAConnectionThatSaysNothing) {
  TlsGateway called(tls(TlsVerify::server), "127.0.0.1", std::chrono::seconds(1));
  EXPECT_EQ(exchange_by_tcp(called.hop().address, "", "never"), "");
  EXPECT_EQ(called.expect_failure().reason, "no handshake within 1 s");
}

TEST(SipTls, ClosesAConnectionThatIsOfNoUse) {
  TlsGateway called(tls(TlsVerify::server), "127.0.0.1", TlsGateway::kLong, std::chrono::seconds(1));
  const std::string input = ca().file("nothing");
  ASSERT_EQ(mkfifo(input.c_str(), 0600), 0);
  // It would stay for ever: its input never ends.
  const std::string told = run("openssl s_client -connect " + called.hop().address.to_string() + " 0<>" + input);
  EXPECT_NE(told.find("subject=CN = gw\n"), std::string::npos) << told;
}

TEST(SipTls, LetsOtherConnectionsLiveWhenOneFails) {
  TlsGateway caller(tls(TlsVerify::server)), called(tls(TlsVerify::server));
  const auto call = establish(caller, called);
  for (const char* options : {"-tls1_1 -cipher ALL:@SECLEVEL=0", "-tls1_2", "-tls1_3"})
    s_client(called.hop().address, options);
  exchange_by_tcp(called.hop().address, "OPTIONS", "never");
  end_from(caller, called, call.dialog);
}

// ---------------------------------------------------------------- files

TEST(SipTls, ShowsTheNewCertificateAfterAReloadAndKeepsTheCall) {
  TlsGateway caller(tls(TlsVerify::server)), called(tls(TlsVerify::server));
  const auto call = establish(caller, called);
  EXPECT_NE(s_client(called.hop().address, "").find("subject=CN = gw\n"), std::string::npos);
  called->thread().set_tls(tls(TlsVerify::server, {.certificate = ca().issue("renewed", "DNS:gw.test")}));
  EXPECT_NE(s_client(called.hop().address, "").find("subject=CN = renewed\n"), std::string::npos);
  EXPECT_EQ(called->thread().tls_status().subject, "CN=renewed");
  end_from(caller, called, call.dialog);
}

TEST(SipTls, KeepsTheOldCertificateIfTheNewOneIsOfNoUse) {
  TlsGateway called(tls(TlsVerify::server));
  const std::string rubbish = ca().file("rubbish.pem");
  std::ofstream(rubbish) << "rubbish\n";
  called->thread().set_tls(tls(TlsVerify::server, {.certificate = rubbish}));
  EXPECT_NE(s_client(called.hop().address, "").find("subject=CN = gw\n"), std::string::npos);
  const auto status = called->thread().tls_status();
  EXPECT_TRUE(status.error.starts_with("certificate " + rubbish + ": ")) << status.error;
  EXPECT_EQ(status.subject, "CN=gw");
}

TEST(SipTls, ShowsTheWholeChain) {
  const std::string chained = ca().file("chained.pem");
  std::ofstream(chained) << std::ifstream(good()).rdbuf() << std::ifstream(ca().ca_file()).rdbuf();
  TlsGateway called(tls(TlsVerify::server, {.certificate = chained}));
  const std::string shown = s_client(called.hop().address, "-showcerts");
  EXPECT_NE(shown.find(" 1 s:CN = TestCa"), std::string::npos) << shown;
}

TEST(SipTls, TellsUntilWhenTheCertificateIsGood) {
  TlsGateway called(tls(TlsVerify::server));
  const auto status = called->thread().tls_status();
  ASSERT_TRUE(status.not_after);
  const auto left = *status.not_after - std::chrono::system_clock::now();
  EXPECT_GT(left, std::chrono::hours(47));
  EXPECT_LE(left, std::chrono::hours(48));
  EXPECT_EQ(status.error, "");
}

TEST(SipTls, RefusesEveryHandshakeWithoutFiles) {
  TlsGateway caller(tls(TlsVerify::server)), called(tls(TlsVerify::server, {.certificate = "/nowhere.pem"}));
  EXPECT_NE(called->thread().tls_status().error.find("/nowhere.pem"), std::string::npos);
  caller->invite(called.hop());
  EXPECT_EQ(called.expect_failure().reason, "no certificate of ours is in use");
  EXPECT_EQ(caller->expect<sip::Refused>().status, 503);
}

TEST(SipTls, KeepsTheLastFailureWithEachPeerForShow) {
  TlsGateway caller(tls(TlsVerify::server)), called(tls(TlsVerify::server));
  for (int i = 0; i < 2; ++i) {
    caller->invite(called.hop(), kSdp, {.tls_name = "carrier.test"});
    caller->expect<sip::Refused>();
  }
  const auto failures = caller->thread().tls_status().failures;
  ASSERT_EQ(failures.size(), 1U);
  EXPECT_EQ(failures[0].peer, called.hop().address);
  EXPECT_EQ(failures[0].reason, "the peer's certificate is not made out to carrier.test");
}

}  // namespace
}  // namespace sipgw::test
