// SPDX-License-Identifier: AGPL-3.0-or-later
// Many calls, and much that is none.
#include <atomic>
#include <future>
#include <random>

#include "gateway.hpp"

namespace sipgw::test {
namespace {

/// A good INVITE with some of its bytes changed, cut or doubled.
std::string malformed(const std::string& good, std::mt19937& random) {
  std::string text = good;
  const auto any = [&random](std::size_t below) { return static_cast<std::size_t>(random()) % below; };
  for (std::size_t edits = 1 + any(6); edits > 0; --edits) {
    const std::size_t at = any(text.size());
    switch (any(4)) {
      case 0:
        text[at] = static_cast<char>(random());
        break;
      case 1:
        text.erase(at, 1 + any(40));
        break;
      case 2:
        text.insert(at, text.substr(any(text.size()), any(200)));
        break;
      default:
        text.insert(at, std::string(any(3000), static_cast<char>(random())));
        break;
    }
    if (text.empty()) text = "x";
  }
  return text;
}

TEST(SipLoad, TwoThousandMalformedDatagramsLeaveItFitForACall) {
  Gateway gateway;
  std::mt19937 random(1);
  {
    Caller caller(gateway, "malformed");
    const std::string good = caller.request(
        "INVITE", 1, "", "Reason: Q.850;cause=1\r\nRecord-Route: <sip:a;lr>\r\nWarning: 3 a \"b\"\r\n", kSdp);
    for (int i = 0; i < 2000; ++i) caller.peer.send(malformed(good, random));
    caller.peer.send(caller.request("INVITE", 1, "", "X-Long: " + std::string(60000, 'y') + "\r\n"));
    std::string long_id = good;
    replace(long_id, "malformed", std::string(8192, 'i'));
    caller.peer.send(long_id);
    caller.peer.send(std::string(4, '\0'));
    caller.peer.send("\r\n\r\n");
    exchange_by_tcp(gateway.local(), std::string(100000, 'z') + "\r\n\r\n", "SIP/2.0 4");
  }
  Caller caller(gateway, "good");
  caller.peer.send(caller.request("INVITE", 1, "", "", kSdp));
  sip::IncomingInvite invite;
  while (invite.call_id != "good" && !HasFailure()) {
    if (invite.dialog.value != 0) gateway.submit(sip::Respond{invite.dialog, 400, "", {}});
    invite = gateway.expect_next<sip::IncomingInvite>();
  }
  gateway.submit(sip::Respond{invite.dialog, 200, kSdp, {}});
  const std::string tag = parameter(header(caller.peer.expect("SIP/2.0 200"), "To"), "tag");
  caller.peer.send(caller.request("ACK", 1, tag));
  caller.peer.send(caller.request("BYE", 2, tag));
  EXPECT_EQ(gateway.expect_next<sip::PeerBye>().dialog, invite.dialog);
}

/// A side of the next test: hangs up what it has called, answers what comes.
class AutomaticSide {
 public:
  explicit AutomaticSide(int calls)
      : calls_(calls),
        thread_({{*IpAddress::parse("127.0.0.1"), 0}, "side", 0}, [this](sip::Event event) { on_event(event); }) {
    if (!thread_.start()) throw std::runtime_error("no SIP thread");
  }

  void call(NetAddress to) {
    to_ = to;
    for (int i = 0; i < 20; ++i) next_call();
  }
  bool finished() { return all_done_.get_future().wait_for(std::chrono::seconds(60)) == std::future_status::ready; }
  SipThread& thread() { return thread_; }
  int clean() const { return clean_; }

 private:
  void next_call() {
    if (started_ == calls_) return;
    const DialogId id{2U * static_cast<unsigned>(++started_)};
    thread_.submit(sip::Invite{id, "sip:b@" + to_.to_string(), "<sip:a@127.0.0.1>", "<sip:b@127.0.0.1>", {}, kSdp});
  }
  void on_event(const sip::Event& event) {
    const DialogId id = sip::dialog_of(event);
    if (std::holds_alternative<sip::IncomingInvite>(event)) {
      thread_.submit(sip::Respond{id, 180, "", {}});
      thread_.submit(sip::Respond{id, 200, kSdp, {}});
    } else if (std::holds_alternative<sip::Answered>(event)) {
      thread_.submit(sip::Bye{id, ""});
    } else if (is_terminal(event) && id.value % 2 == 0) {
      if (const auto* ended = std::get_if<sip::Ended>(&event); ended != nullptr && ended->status == 200) ++clean_;
      if (++ended_ == calls_) return all_done_.set_value();
      next_call();
    }
  }

  const int calls_;
  NetAddress to_;
  std::atomic<int> started_ = 0, ended_ = 0, clean_ = 0;
  std::promise<void> all_done_;
  SipThread thread_;
};

TEST(SipLoad, AThousandCallsBetweenTwoThreadsLeaveNothingBehind) {
  constexpr int kCalls = 1000;
  AutomaticSide callee(0), caller(kCalls);
  caller.call(callee.thread().local());
  ASSERT_TRUE(caller.finished());
  EXPECT_EQ(caller.clean(), kCalls);
  callee.thread().stop(2000);
  caller.thread().stop(2000);
  EXPECT_EQ(caller.thread().counts().dialogs, 0U);
  EXPECT_EQ(callee.thread().counts().dialogs, 0U);
}

}  // namespace
}  // namespace sipgw::test
