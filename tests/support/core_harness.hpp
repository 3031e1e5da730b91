// SPDX-License-Identifier: AGPL-3.0-or-later
// A core with a clock, an MGW and a memory of its own: events go in, what it wants done is collected, MGCP is answered.
// Knows nothing of GoogleTest, so that the fuzzer uses it too.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cc/core.hpp"
#include "support/core_events.hpp"
#include "support/fake_mgw.hpp"
#include "support/ladder.hpp"
#include "support/protocol_watch.hpp"
#include "support/record_watch.hpp"

namespace sipgw::test {

/// Direct media, remote at kPeerHost, gateway at 192.0.2.2; `anchor` adds mgw 0.
cc::Config config_with(cc::MediaMode media);
/// Two trunks more, `second` and `third`, at kSecondHost and kThirdHost, and the group `all` of the three as the route.
void add_trunks(cc::Config& config);

class CoreHarness {
 public:
  /// What was heard and said may be left out where only the rules matter: runs of millions.
  enum class Memory : std::uint8_t { everything, rules };

  /// The MSC is connected, all remotes resolved and each MGW up.
  explicit CoreHarness(cc::Config config = config_with(cc::MediaMode::direct), Memory memory = Memory::everything);

  void feed(const cc::Event& event);
  void feed(const std::vector<cc::Event>& events);
  /// Lets the time pass, from deadline to deadline.
  void advance(std::chrono::milliseconds time);

  /// MGCP results are kept back until release_mgcp().
  void hold_mgcp() { mgcp_held_ = true; }
  void release_mgcp();
  /// The MGW's process has died; the link's three tries take 3.5 s.
  void kill_mgw(MgwId id = kMgw);

  /// The peers answer all that they owe, as often as something new becomes due.
  void answer_all();
  /// Lets the time pass until a timer of the core fires; false: none runs.
  bool fire_next_timer();
  /// Everybody behaves for a while, then the phones hang up and everybody behaves for ten minutes more.
  void close(std::chrono::milliseconds while_up = std::chrono::minutes{10});
  /// Closes, and tells what is left behind then and which rules were broken; nothing: all is well.
  std::vector<std::string> faults_at_close(std::chrono::milliseconds while_up = std::chrono::minutes{10});

  const cc::Core& core() const { return core_; }
  cc::TimePoint now() const { return now_; }
  FakeMgw& mgw(MgwId id = kMgw) { return mgws_[id]; }
  const ProtocolWatch& watch() const { return watch_; }
  /// Rules of the protocols and of the call records that the core has broken so far.
  std::vector<std::string> violations() const;
  std::string ladder() const { return ladder_.text(); }

  const std::vector<cc::SendMncc>& mncc_sent() const { return mncc_sent_; }
  const std::vector<sip::Command>& sip_sent() const { return sip_sent_; }
  const std::vector<cc::LogLine>& log_lines() const { return log_lines_; }
  const std::vector<cc::CallRecordPtr>& records() const { return records_; }
  /// Of the newest INVITE sent; 0: none yet.
  DialogId last_dialog() const { return last_dialog_; }
  /// Of the newest SETUP_REQ sent; 0: none yet.
  Callref last_callref() const { return last_callref_; }

 private:
  struct MgcpResult {
    cc::TimePoint due;
    cc::MgcpDone done;
  };
  void handle(const cc::Event& event);
  void take(const cc::Action& action);
  void remember(const cc::Action& action);
  void close_round(std::chrono::milliseconds time);
  void deliver_mgcp();
  std::optional<cc::TimePoint> next_deadline();
  std::chrono::milliseconds since_start() const;

  cc::Core core_;
  Memory memory_;
  cc::TimePoint now_;
  cc::Actions actions_;
  std::map<MgwId, FakeMgw> mgws_;
  ProtocolWatch watch_;
  RecordWatch record_watch_;
  Ladder ladder_;
  std::vector<MgcpResult> mgcp_results_;
  bool mgcp_held_ = false;
  std::vector<cc::SendMncc> mncc_sent_;
  std::vector<sip::Command> sip_sent_;
  std::vector<cc::LogLine> log_lines_;
  std::vector<cc::CallRecordPtr> records_;
  DialogId last_dialog_;
  Callref last_callref_ = 0;
};

}  // namespace sipgw::test
