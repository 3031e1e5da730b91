// SPDX-License-Identifier: AGPL-3.0-or-later
// The simulated world around the gateway: our MSC, our SIP peer and all calls between them. Gives every message of the
// gateway to the leg it is for. Thread: the io_context's.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "adapters/sofia/sip_thread.hpp"
#include "sim/call.hpp"
#include "sim/mncc_server.hpp"
#include "sim/scheduler.hpp"
#include "sim/waiting_calls.hpp"

namespace sipgw::sim {

class Switchboard : public CallHost {
 public:
  struct Settings {
    std::string mncc_path;
    Dialect dialect = Dialect::msc_1_9;
    NetAddress sip, gateway;
    IpAddress rtp_ip;
    bool draws_ladder = false;
  };
  struct Handlers {
    std::function<void()> gateway_ready;  ///< each time the gateway has connected to the MNCC socket
    std::function<void(Call&)> connected;
    std::function<void(Call&)> finished;
  };

  Switchboard(boost::asio::io_context& io, Settings settings, Handlers handlers);
  ~Switchboard() override;

  Status start();
  void stop();

  /// Starts one call; nothing if its RTP sockets cannot be opened, which counts as a problem.
  std::optional<std::uint32_t> start_call(const CallScript& script);
  /// How ends behave that no scripted call waits for.
  void set_default(const DefaultStep& step);
  void drop_mncc();
  void hang_up_all();
  Scheduler& scheduler() { return scheduler_; }

  std::size_t live() const { return calls_.size(); }
  /// One line per live call, with a heading.
  std::string table() const;
  /// Faults of the gateway that belong to no call.
  const std::vector<std::string>& problems() const { return problems_; }

  void send(const mncc::Message& message) override { msc_.send(message); }
  void submit(sip::Command command) override { sip_.submit(std::move(command)); }
  void after(Milliseconds time, std::function<void()> task) override { scheduler_.after(time, std::move(task)); }
  void connected(Call& call) override { handlers_.connected(call); }
  void finished(Call& call) override;

 private:
  struct LegKey {
    std::uint32_t call;
    End end;
  };
  struct Entry {
    std::shared_ptr<Call> call;
    std::vector<Callref> callrefs;
    std::vector<DialogId> dialogs;
  };

  void on_mncc(const mncc::Message& message);
  void on_malformed(Callref callref, std::string text);
  void on_mncc_lost();
  void on_late(mncc::Type type, Callref callref);
  void on_setup_req(const mncc::Signalling& message);
  void on_sip(const sip::Event& event);
  void on_invite(const sip::IncomingInvite& invite);

  template <typename Key>
  bool deliver(const std::unordered_map<Key, LegKey>& legs, const Key& key, const Input& input);
  Entry& add_call(bool scripted, const CallScript& script, Call::RtpEnds rtp);
  Entry& entry_for(EndKind kind, std::string_view called, std::string_view caller, std::optional<LegKey> known);
  std::optional<LegKey> caller_by_gcr(std::string_view global_call_ref) const;
  std::unique_ptr<Leg> make_phone(Entry& entry, End end, Callref callref);
  std::unique_ptr<Leg> make_sip_user(Entry& entry, End end, DialogId dialog);
  LegSetup make_setup(const Call& call, End end);
  Result<Call::RtpEnds> open_rtp(const CallScript& script);
  Behaviour default_behaviour(EndKind kind, std::string_view number) const;

  Settings settings_;
  Handlers handlers_;
  Scheduler scheduler_;
  boost::asio::io_context& io_;
  MnccServer msc_;
  SipThread sip_;
  std::unordered_map<std::uint32_t, Entry> calls_;
  std::unordered_map<Callref, LegKey> by_callref_;
  std::unordered_map<DialogId, LegKey> by_dialog_;
  std::unordered_map<Callref, bool> ended_callrefs_;  ///< true: the gateway itself ended it
  WaitingCalls waiting_;
  std::vector<DefaultStep> defaults_;
  std::vector<std::string> problems_;
  std::uint32_t next_call_ = 1;
  Callref next_callref_ = 0x80000001;
  std::uint64_t next_dialog_ = 2;
  std::uint16_t next_unused_port_ = 16384;  ///< named in SDP by calls without RTP
};

}  // namespace sipgw::sim
