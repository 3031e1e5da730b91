// SPDX-License-Identifier: AGPL-3.0-or-later
// One call of a scenario: its two legs, its clock, its RTP, its facts. Does what the legs ask for through CallHost.
#pragma once

#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "sim/describe.hpp"
#include "sim/rtp_end.hpp"
#include "sim/verdict.hpp"
#include "trace/ladder.hpp"

namespace sipgw::sim {

enum class End : std::uint8_t { caller, callee };

class Call;

/// What a call needs from the world around it.
class CallHost {
 public:
  virtual ~CallHost() = default;
  virtual void send(const mncc::Message& message) = 0;
  virtual void submit(sip::Command command) = 0;
  virtual void after(Milliseconds time, std::function<void()> task) = 0;
  virtual void connected(Call& call) = 0;
  /// Called once, last.
  virtual void finished(Call& call) = 0;
};

class Call : public std::enable_shared_from_this<Call> {
 public:
  using Clock = std::chrono::steady_clock;
  using RtpEnds = std::array<std::shared_ptr<RtpEnd>, 2>;

  struct Settings {
    std::uint32_t id = 0;
    bool scripted = true;  ///< false: somebody else's call came in; only the called end is ours
    bool draws_ladder = false;
  };

  Call(Settings settings, CallScript script, CallHost& host, RtpEnds rtp);

  /// Begins the call with the caller's leg.
  void begin(std::unique_ptr<Leg> caller);
  /// The gateway calls the called end: `first` is SETUP_REQ or INVITE.
  void reach(std::unique_ptr<Leg> callee, const Input& first, std::string caller_seen);
  void receive(End end, const Input& input);
  /// An end of ours hangs up now, whatever the script says.
  void hang_up();
  /// What happens next on the wire is the script's doing and no fault of the gateway.
  void expect_release() { facts_.scripted_release = true; }
  void break_rule(std::string text);

  std::uint32_t id() const { return settings_.id; }
  bool scripted() const { return settings_.scripted; }
  const CallScript& script() const { return script_; }
  const CallFacts& facts() const { return facts_; }
  /// Why it failed; nothing: it went as scripted. To be asked once it has finished.
  std::optional<std::string> failure() const;
  std::string title() const;
  std::string ladder() const { return title() + "\n" + ladder_.text(); }
  /// Where the end's RTP socket is; nothing: the call has none.
  std::optional<NetAddress> rtp_address(End end) const;
  Milliseconds age() const;
  Milliseconds setup_time() const { return setup_time_; }
  std::string_view state(End end) const;
  bool ended_by_gateway(End end) const;

 private:
  EndFacts& facts(End end) { return end == End::caller ? facts_.caller : facts_.callee; }
  EndKind kind(End end) const { return end == End::caller ? script_.from.kind : script_.to.kind; }
  std::unique_ptr<Leg>& leg(End end) { return legs_[static_cast<std::size_t>(end)]; }

  void take_leg(End end, std::unique_ptr<Leg> leg);
  void perform(End end, const Outputs& outputs);
  void act(End end, const mncc::Signalling& message);
  void act(End end, const mncc::Rtp& message);
  void act(End end, const sip::Command& command);
  void act(End end, const Arm& arm);
  void act(End end, const Ringing&);
  void act(End end, const Established&);
  void act(End end, const SendRtpTo& target);
  void act(End end, const ReleasedByGateway& release);
  void act(End end, const Ended&);
  void act(End end, const Violation& violation);

  void draw(End end, bool to_gateway, std::string_view text);
  void after(Milliseconds time, std::function<void(Call&)> task);
  void connected();
  void guard(Milliseconds time, std::string what, std::function<bool(const Call&)> reached);
  void finish_if_ended();
  void finish();

  Settings settings_;
  CallScript script_;
  CallHost& host_;
  RtpEnds rtp_;
  std::array<std::unique_ptr<Leg>, 2> legs_;
  CallFacts facts_;
  trace::Ladder ladder_{{{"MSC", 42}, {"gateway", 42}, {"SIP"}}};
  Clock::time_point start_ = Clock::now();
  Milliseconds setup_time_{0};
  bool release_guarded_ = false;
  bool finished_ = false;
};

}  // namespace sipgw::sim
