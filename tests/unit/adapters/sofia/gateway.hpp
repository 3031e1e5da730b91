// SPDX-License-Identifier: AGPL-3.0-or-later
// A SipThread on a free port of 127.0.0.1 with its events in a queue, and a raw peer to talk to it.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <variant>

#include "adapters/sofia/sip_thread.hpp"
#include "support/raw_sip_peer.hpp"

namespace sipgw::test {

inline constexpr char kSdp[] =
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 3\r\n"
    "a=rtpmap:3 GSM/8000\r\n";

inline constexpr char kCarrierUri[] = "sip:4912@carrier.invalid";

inline bool is_terminal(const sip::Event& event) {
  return std::holds_alternative<sip::Refused>(event) || std::holds_alternative<sip::Cancelled>(event) ||
         std::holds_alternative<sip::PeerBye>(event) || std::holds_alternative<sip::Ended>(event);
}

class Gateway {
 public:
  explicit Gateway(unsigned t1_ms = 500, sip::Policy policy = {})
      : Gateway({{*IpAddress::parse("127.0.0.1"), 0}, "osmo-sipgw/test", 0, t1_ms, policy}) {}
  explicit Gateway(SipThread::Settings settings)
      : thread_(
            std::move(settings), [this](sip::Event event) { take(std::move(event)); },
            [this](sip::RequestResult result) { take(std::move(result)); }) {
    const Status started = thread_.start();
    if (!started) throw std::runtime_error(started.error().text);
  }
  /// Stops it and checks the contract: one terminal event per dialog and none after it.
  ~Gateway() {
    thread_.stop(1000, 60000);  // sanitizers are slow
    EXPECT_EQ(thread_.counts().dialogs, 0U);
    for (const auto& [dialog, terminals] : terminals_) EXPECT_EQ(terminals, 1) << "dialog " << dialog;
  }

  SipThread& thread() { return thread_; }
  NetAddress local() const { return thread_.local(); }
  void submit(sip::Command command) { thread_.submit(std::move(command)); }

  /// The next event, which must be a T.
  template <typename T>
  T expect() {
    std::unique_lock lock(mutex_);
    if (!arrived_.wait_for(lock, RawSipPeer::kPatience, [this] { return !events_.empty(); })) {
      ADD_FAILURE() << "no event came";
      return {};
    }
    const sip::Event event = std::move(events_.front());
    events_.pop_front();
    const T* value = std::get_if<T>(&event);
    EXPECT_NE(value, nullptr) << "event kind " << event.index();
    return value == nullptr ? T{} : *value;
  }
  /// The next event of kind T; others are skipped.
  template <typename T>
  T expect_next() {
    std::unique_lock lock(mutex_);
    while (arrived_.wait_for(lock, RawSipPeer::kPatience, [this] { return !events_.empty(); })) {
      const sip::Event event = std::move(events_.front());
      events_.pop_front();
      if (const T* value = std::get_if<T>(&event)) return *value;
    }
    ADD_FAILURE() << "the event awaited did not come";
    return {};
  }
  sip::RequestResult expect_result() {
    std::unique_lock lock(mutex_);
    if (!arrived_.wait_for(lock, RawSipPeer::kPatience, [this] { return !results_.empty(); })) {
      ADD_FAILURE() << "no result came";
      return {};
    }
    sip::RequestResult result = std::move(results_.front());
    results_.pop_front();
    return result;
  }
  bool silent() {
    const std::lock_guard lock(mutex_);
    return events_.empty();
  }

  DialogId invite(const RawSipPeer& peer, std::string sdp = kSdp, std::vector<sip::Header> headers = {}) {
    const DialogId id{next_ += 2};
    submit(sip::Invite{id, peer.uri(), "<sip:1001@127.0.0.1>", "<sip:peer@127.0.0.1>", std::move(headers),
                       std::move(sdp)});
    return id;
  }
  /// Calls a number at a carrier whose name nobody can resolve, by way of `hop`.
  DialogId invite(const sip::NextHop& hop, std::string sdp = kSdp, sip::Peer peer = {}) {
    const DialogId id{next_ += 2};
    sip::Invite invite{id, kCarrierUri, "<sip:1001@127.0.0.1>", "<sip:4912@carrier.invalid>", {}, std::move(sdp)};
    invite.next_hop = hop;
    invite.peer = std::make_shared<const sip::Peer>(std::move(peer));
    submit(std::move(invite));
    return id;
  }

 private:
  void take(sip::Event event) {
    const std::lock_guard lock(mutex_);
    auto& terminals = terminals_[sip::dialog_of(event).value];
    EXPECT_EQ(terminals, 0) << "an event of kind " << event.index() << " after the terminal one";
    if (is_terminal(event)) ++terminals;
    events_.push_back(std::move(event));
    arrived_.notify_all();
  }

  void take(sip::RequestResult result) {
    const std::lock_guard lock(mutex_);
    results_.push_back(std::move(result));
    arrived_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<sip::Event> events_;
  std::deque<sip::RequestResult> results_;
  std::map<std::uint64_t, int> terminals_;
  std::uint64_t next_ = 0;
  SipThread thread_;
};

/// Requests of a clean peer; a test that wants an unclean one edits the text.
class Caller {
 public:
  explicit Caller(Gateway& gateway, std::string call_id = "call-1")
      : gateway_(gateway), peer(gateway.local()), call_id_(std::move(call_id)) {}

  std::string request(std::string_view method, unsigned cseq, std::string_view to_tag = "",
                      std::string_view more_headers = "", std::string_view content = "",
                      std::string_view content_type = "application/sdp") const {
    const std::string at = "127.0.0.1:" + std::to_string(peer.port());
    const std::string branch =
        method == "ACK" || method == "CANCEL" ? "z9hG4bK-INVITE" : "z9hG4bK-" + std::string(method);
    std::string text = std::string(method) + " sip:2000@" + gateway_.local().to_string() +
                       " SIP/2.0\r\nVia: SIP/2.0/UDP " + at + ";branch=" + branch + std::to_string(cseq) +
                       "\r\nMax-Forwards: 70\r\nFrom: \"Peer\" <sip:1234@" + at + ">;tag=peertag\r\nTo: <sip:2000@" +
                       gateway_.local().to_string() + ">" + (to_tag.empty() ? "" : ";tag=" + std::string(to_tag)) +
                       "\r\nCall-ID: " + call_id_ + "\r\nCSeq: " + std::to_string(cseq) + " " + std::string(method) +
                       "\r\nContact: <sip:1234@" + at + ">\r\n" + std::string(more_headers);
    if (!content.empty()) text += "Content-Type: " + std::string(content_type) + "\r\n";
    return text + "Content-Length: " + std::to_string(content.size()) + "\r\n\r\n" + std::string(content);
  }

  /// Calls the gateway.
  DialogId call(std::string_view more_headers = "") {
    peer.send(request("INVITE", 1, "", more_headers, kSdp));
    dialog = gateway_.expect<sip::IncomingInvite>().dialog;
    return dialog;
  }
  /// Calls the gateway, which answers; the To tag of its 200.
  std::string establish() {
    call();
    gateway_.submit(sip::Respond{dialog, 200, kSdp, {}});
    const std::string answer = peer.expect("SIP/2.0 200");
    const std::string tag = parameter(header(answer, "To"), "tag");
    peer.send(request("ACK", 1, tag));
    gateway_.expect<sip::Acked>();
    return tag;
  }

 private:
  Gateway& gateway_;

 public:
  RawSipPeer peer;
  DialogId dialog{};

 private:
  std::string call_id_;
};

inline void replace(std::string& text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  ASSERT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
}

}  // namespace sipgw::test
