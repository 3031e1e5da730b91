// SPDX-License-Identifier: AGPL-3.0-or-later
// The calls of the load generator: plays the phones behind the MSC and the SIP users of one call each. No sockets: what
// is to be sent goes to an Outlet. load_mncc.cpp and load_sip.cpp hold the two ends, load.cpp the commands.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/net_address.hpp"
#include "bench/call.hpp"
#include "bench/delay_line.hpp"
#include "bench/msc_packets.hpp"

struct sockaddr_storage;

namespace sipgw::bench {

/// The other end of a SIP leg.
enum class Far : std::uint8_t { gateway, bare, self };

struct Outlet {
  std::function<void(std::span<const std::byte>)> to_gateway;
  std::function<void(std::string_view, Far)> send;
  std::function<void(std::string_view, const sockaddr_storage&)> respond;
  std::function<void(std::string_view)> trigger;  ///< to the bare SIP stack, which has no MSC
  std::function<void()> drop_msc_link;
  std::function<void(const std::string&)> report;
};

struct Settings {
  NetAddress sip;       ///< our own
  std::string gateway;  ///< "address:port", for Request-URIs
  std::string bare;
  Clock::duration ring{};   ///< from ringing to the answer
  Clock::duration talk{};   ///< from the answer to the end, of calls that are not held
  Clock::duration guard{};  ///< a call that has not got further by then is stuck
};

class Load {
 public:
  Load(const Settings& settings, Outlet outlet);

  /// Begins a command (see kUsage in main.cpp); its report follows when all its calls are where it wants them. False:
  /// there is no such command.
  bool command(const std::string& line, TimePoint now);

  void on_mncc(std::span<const std::byte> packet, TimePoint now);
  void on_sip(std::string_view packet, const sockaddr_storage& from, TimePoint now);
  void on_msc_link(bool up, TimePoint now);
  /// Does what is due; when to be called again at the latest.
  std::optional<TimePoint> pass_time(TimePoint now);

 private:
  enum class Task : std::uint8_t { none, wait, hold, run, release, drop };
  struct Resend {
    Serial serial;
    std::uint8_t number;
  };
  struct Guarded {
    Serial serial;
    TimePoint since;
  };

  // load.cpp
  void begin(TimePoint now);
  void begin_next(TimePoint now);
  void end_next_held(TimePoint now);
  void end(Serial serial, Call& call, TimePoint now);
  /// From now on: it fails unless it is over, or held, in time.
  void guard(Serial serial, Call& call, TimePoint now);
  void is_active(Serial serial, Call& call, TimePoint now);
  /// The gateway does not want the call; `status_or_cause` goes into the report.
  void refuse(Call& call, int status_or_cause);
  void finish_if_over(Call& call);
  void fail(Call& call, std::string_view how);
  void at_goal(const Call& call);
  void report_if_done();
  Call* find(Serial serial);
  Serial add(Kind kind);
  std::optional<TimePoint> next_start() const;

  // load_mncc.cpp
  void start_phone(Serial serial, Call& call, TimePoint now);
  void phone_called(const GatewayMessage& message, TimePoint now);
  void on_phone(Serial serial, Call& call, const GatewayMessage& message, TimePoint now);
  void say(mncc::Type type, const Call& call) { outlet_.to_gateway(packets_.with_callref(type, call.callref)); }
  void released_by_gateway(Call& call, mncc::Type answer, int cause);

  // load_sip.cpp
  void start_sip(Serial serial, Call& call, TimePoint now);
  void answer_sip(Serial serial, Call& call, TimePoint now);
  void bye(Serial serial, Call& call, TimePoint now);
  void on_request(const SipMessage& message, std::string_view packet, const sockaddr_storage& from, TimePoint now);
  void on_invite(const SipMessage& invite, std::string_view packet, const sockaddr_storage& from, TimePoint now);
  void on_response(const SipMessage& response, TimePoint now);
  void on_invite_response(Serial serial, Call& call, const SipMessage& response, TimePoint now);
  void keep_sending(Serial serial, Call& call, std::string text, TimePoint now);
  void send_again(const Resend& which, TimePoint now);
  Far far_of(const Call& call) const;

  Settings settings_;
  Outlet outlet_;
  MscPackets packets_;
  SipWriter writer_;

  std::deque<Call> calls_;                            ///< by serial
  std::unordered_map<Callref, Serial> gateway_refs_;  ///< the callrefs that the gateway has chosen
  std::deque<Serial> held_;
  DelayLine<Serial> ring_, talk_;
  DelayLine<Guarded> guard_;
  DelayLine<Resend> resend_;

  // the command under way
  Task task_ = Task::none;
  std::string line_;
  std::string_view kind_;  ///< in line_
  std::size_t wanted_ = 0, started_ = 0, at_goal_ = 0;
  double rate_ = 0;  ///< per second
  TimePoint begun_{};
  Results results_;
  bool msc_up_ = false;
};

}  // namespace sipgw::bench
