// SPDX-License-Identifier: AGPL-3.0-or-later
// Inside of the core: one class, its member functions in one file per topic (core, mo_call, route, hunting, strangers,
// mt_call, release, media_control, mgw, phone_stream, reassign, in_call, hold, own_offer, offer, dtmf, counting,
// records, snapshots). Each event is looked up, acted upon, and then advance() does whatever has become possible.
#pragma once

#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"
#include "cc/abandoned.hpp"
#include "cc/call.hpp"
#include "cc/call_table.hpp"
#include "cc/core.hpp"
#include "cc/timers.hpp"
#include "cc/trunk_table.hpp"
#include "log/rate_limit.hpp"

namespace sipgw::cc {

class Core::Impl {
 public:
  Impl(ConfigPtr config, CoreEnvironment environment);

  void handle(const Event& event, TimePoint now, Actions& actions);
  std::optional<TimePoint> next_deadline();

  std::vector<CallSnapshot> snapshots(TimePoint now) const;
  std::optional<CallSnapshot> snapshot(CallId id, TimePoint now) const;
  std::optional<trace::CallTrace> trace(CallId id) const;
  const CountersSnapshot& counters() const { return counters_; }
  CallTotals totals() const;
  std::uint64_t refused_sources() const { return refused_sources_; }
  std::optional<routing::TrunkState> trunk_state(std::string_view name) const;
  std::vector<routing::BanTable::Ban> bans(TimePoint now) const { return bans_.bans(now); }
  sip::SourceRules source_rules() const;
  std::optional<CallId> call_of(const Event& event);
  bool idle() const;
  std::size_t call_count() const { return calls_.size(); }

 private:
  struct Msc {
    bool up = false;
    bool extended = false;      ///< MSC 1.12 and later, as its hello tells
    bool sends_sdp = false;     ///< the same, or told by the first SDP seen (1.11)
    bool gcr_left_out = false;  ///< the log has a line about it
    routing::Load load;
  };
  struct Mgw {
    bool up = false;
    std::set<CallId> calls;  ///< anchored there, oldest first
    CallTimers timers;
  };
  using Trunks = std::vector<const TrunkConfig*>;  ///< of the present configuration
  struct Refusal {                                 ///< of an INVITE that becomes no call
    int status;
    std::string why;
    std::optional<int> cause;
    std::optional<int> warning;
    std::optional<unsigned> retry_after;
  };

  // core.cpp: one per event
  void on(const MnccUp& event);
  void on(const MnccDown& event);
  void on(const MnccReceived& event);
  void on(const sip::Event& event);
  void on(const MgcpDone& event);
  void on(const MgwUp& event);
  void on(const MgwDown& event);
  void on(const TrunkResolved& event) { trunks_.resolved(event.trunk, event.destinations); }
  void on(const TrunkHealth& event);
  void on(const Configured& event);
  void on(const ReleaseRequested& event);
  void on(const DrainRequested& event);
  void on(const ShutdownRequested& event);
  void on(const CallsAudited& event);
  void on(const TimePassed& event);
  void expired(Call& call, TimerKind kind);
  void signalling(Call& call, GsmEvent event, const mncc::Signalling& message);
  void rtp(Call& call, GsmEvent event, const mncc::Rtp& message);
  void dialog_event(Call& call, const sip::Event& event);
  /// Does what has become possible, and erases the call when nothing of it is left.
  void advance(Call& call);

  // mo_call.cpp
  void begin_mo(MscId msc, const mncc::Signalling& setup);
  bool is_emergency(const mncc::Signalling& setup) const;
  std::optional<Release> refuse_mo(MscId msc, const mncc::Signalling& setup, Trunks& trunks);
  void reject(MscId msc, const mncc::Signalling& setup, const TrunkConfig& trunk, Release refusal);
  void advance_mo(Call& call);
  void send_invite(Call& call);
  void peer_rings(Call& call, const sip::Provisional& event);
  void peer_answers(Call& call, const sip::Answered& event);
  void hear_early_media(Call& call);
  bool early_media_flows(const Call& call) const;
  std::optional<std::string> take_answer(Call& call, const std::string& text);
  void pass_ringing_on(Call& call);
  void pass_answer_to_phone(Call& call);

  // route.cpp
  Trunks route_of(const mncc::Signalling& setup);
  std::vector<std::string> names_on(const Route& route, std::string_view caller);
  std::optional<Release> objection_to(const TrunkConfig& trunk, bool emergency) const;
  std::optional<Release> thin_out(Trunks& trunks, bool emergency);
  std::optional<std::string> over_limit(MscId msc);
  std::optional<std::string> over_limit(const TrunkConfig& trunk);
  void count_begin(Call& call);
  void count_load_end(const Call& call);
  void take_trunk(Call& call, const TrunkConfig& trunk);
  void leave_trunk(const Call& call);

  // hunting.cpp
  void try_begins(Call& call);
  void try_ends(Call& call, std::string outcome);
  void peer_replied(Call& call);
  void judge_trunk(Call& call, const sip::Refused& event);
  bool hunt_on(Call& call);
  void begin_anew(Call& call);
  bool goes_elsewhere(Call& call, const sip::Refused& event);
  void try_timed_out(Call& call);
  void abandon(Call& call);
  void guard_abandoned(Abandoned& abandoned);
  void abandoned_dialog_event(Abandoned& abandoned, const sip::Event& event);
  void send_aside(const Abandoned& abandoned, const sip::Command& command);
  void forget_abandoned(const TimerQueue::Entry& entry);

  // strangers.cpp
  const TrunkConfig* trunk_for_strangers() const;
  void note_stranger(const IpAddress& source);

  // mt_call.cpp
  void begin_mt(const sip::IncomingInvite& invite);
  std::optional<Refusal> refuse_mt(const sip::IncomingInvite& invite, const TrunkConfig* trunk);
  std::optional<Refusal> choose_mt_media(const sdp::Session* offer, const TrunkConfig& trunk, MediaMode& media) const;
  void refuse(const sip::IncomingInvite& invite, const TrunkConfig* trunk, const Refusal& refusal);
  void advance_mt(Call& call);
  void send_setup(Call& call);
  std::optional<Gcr> gcr_for_msc(const Call& call);
  bool follows_sdp(MscId msc) const;
  bool payload_types_are_fixed(const Call& call) const;
  bool payload_type_suits(const Call& call, const sdp::Session& session) const;
  sdp::Session choice_for_phone(const Call& call) const;
  bool assignment_fits(Call& call);
  void pass_ringing_to_peer(Call& call, const mncc::Signalling& alert);
  void pass_answer_to_peer(Call& call);
  Callref next_callref(MscId msc);

  // user_info.cpp
  std::optional<mncc::UserUser> user_info_from_peer(const Call& call, const std::string& header);
  void tell_user_info(const Call& call, const std::optional<mncc::UserUser>& info,
                      std::vector<sip::Header>& headers) const;

  // reassign.cpp
  bool ask_for_other_codec(Call& call, const sip::PeerOffer& offer);
  void reassigned(Call& call);
  void refuse_waiting_offer(Call& call, int status, int cause);
  void not_reassigned(Call& call);

  // release.cpp: the one release path
  void release(Call& call, Release release);
  void release_gsm(Call& call);
  void release_sip(Call& call);
  void send_bye(Call& call);
  void end_gsm(Call& call);
  void end_gsm_timers(Call& call);
  void end_sip(Call& call);
  void end_stale(Call& call, const std::string& fault);
  bool is_guard_timer(const Call& call, const mncc::Cause& cause) const;
  void disconnected(Call& call, const mncc::Signalling& message);
  void refused_by_peer(Call& call, const sip::Refused& event);

  // media_control.cpp
  void connect_rtp(Call& call);
  void send_rtp_connect(Call& call);
  void send_placeholder(Call& call);
  void assigned(Call& call, const mncc::Rtp& message);
  void connect_refused(Call& call);

  // mgw.cpp
  std::optional<MgwId> usable_mgw(const Config& config, std::optional<MgwId> other_than = {}) const;
  void anchor(Call& call, MgwId id);
  void mgw_failed(Call& call, std::string why, AnchoredMedia::Outcome outcome);
  bool anchor_again(Call& call, AnchoredMedia::Outcome outcome);
  void leave_mgw(Call& call);
  void pump(Call& call);
  void probe(MgwId id, Mgw& mgw);
  void schedule_probe(Mgw& mgw);

  // phone_stream.cpp
  static bool is_active(const Call& call);
  void share_stream(Call& call);
  bool has_stream(const Call& call) const;
  void retrieve_stream(Call& call);
  void leave_stream(const Call& call);

  // in_call.cpp
  void phone_asks(Call& call, GsmEvent event, const mncc::Signalling& message);
  void answer_facility(Call& call, const mncc::Signalling& message);
  void send_in_call(Call& call, mncc::Signalling message);
  void send_empty_progress(Call& call);
  void keep_guard_alive(Call& call);
  void reassure_phone(Call& call);

  // hold.cpp
  void phone_wants(Call& call, HoldState::Request request);
  void confirm_hold(Call& call, HoldState::Request request);
  void reject_hold(Call& call, const sip::OfferResult& event);
  void phone_holds(Call& call);

  // own_offer.cpp
  void advance_offers(Call& call);
  void peer_answers_offer(Call& call, const sip::OfferResult& event);
  std::chrono::milliseconds glare_delay(const Call& call);
  void offer_agreed(Call& call, const OfferState::UnderWay& offer, const std::string& text);

  // offer.cpp
  std::optional<std::string> objection(const Call& call, const sdp::Session& session) const;
  Result<sdp::Session> usable_session(const Call& call, const std::string& text);
  void take_session(Call& call, std::string text, sdp::Session session);
  void set_peer_direction(Call& call, sdp::Direction direction);
  void want_peer_remote(Call& call);
  void want_media(Call& call);
  void refuse_offer(Call& call, int status, int cause, std::vector<sip::Header> headers = {});
  void peer_offers(Call& call, const sip::PeerOffer& event);
  void answer_offer(Call& call, std::string sdp);
  void offer_in_answer(Call& call);
  void peer_acks(Call& call, const sip::Acked& event);

  // dtmf.cpp
  void key_pressed(Call& call, const mncc::Signalling& message);
  void key_released(Call& call, const mncc::Signalling& message);
  void finish_tone(Call& call);
  void advance_dtmf(Call& call);
  void peer_answers_info(Call& call, const sip::InfoResult& event);
  void peer_presses_key(Call& call);

  // counting.cpp
  void count_end(const Call& call);
  void count_cause(const Call& call);
  void count_ringing(Call& call);
  /// The peer's SDP, parsed; what cannot be read is counted.
  Result<sdp::Session> read_sdp(const std::string& text);

  // records.cpp
  /// Notes what the call has heard or said; the arguments are those of CallHistory::add() after the time.
  template <typename... What>
  void note(Call& call, const What&... what) {
    const auto before = call.history.trace.bytes();
    call.history.add(since_beginning(call), what...);
    traced(call, before);
  }
  std::chrono::milliseconds since_beginning(const Call& call) const;
  void traced(Call& call, std::size_t bytes_before);
  void forget_trace(Call& call);
  /// The answer has been passed on to the caller.
  void answered(Call& call);
  /// An attempt that is refused at once: numbered, traced and recorded as a call, but never in the table.
  Call begin_attempt(Direction direction, const TrunkConfig& trunk);
  void end_attempt(Call& attempt, Release refusal);
  /// The call's last action.
  void make_record(Call& call);

  // helpers
  void send(Call& call, mncc::Signalling message);
  void send(Call& call, mncc::Rtp message);
  void send(Call& call, sip::Command command);
  void start_timer(Call& call, TimerKind kind);
  void start_timer(Call& call, TimerKind kind, std::chrono::seconds duration);
  void stop_timer(Call& call, TimerKind kind) { timers_.stop(call.timers, kind); }
  void log(log::Category category, log::Level level, const Call& call, std::string text);
  /// For what is told of every call: `text()` is asked for only if somebody reads it.
  template <std::invocable Text>
  void log(log::Category category, log::Level level, const Call& call, Text text) {
    if (!environment_.logs || environment_.logs(category, level)) log(category, level, call, std::string{text()});
  }
  void log(log::Category category, log::Level level, std::string text);
  /// At notice level, about no call in particular.
  void log_limited(log::RateLimit& limit, std::string text);
  std::string local_host(const IpAddress& remote) const;
  std::vector<sip::NextHop> hops(const TrunkConfig& trunk);

  ConfigPtr config_;
  CoreEnvironment environment_;
  CallTable calls_;
  TimerQueue timers_;
  std::unordered_map<MgcpToken, CallId> tokens_;
  std::unordered_map<MscId, Msc> mscs_;
  std::map<MgwId, Mgw> mgws_;
  TrunkTable trunks_;
  std::map<std::string, std::size_t> group_turns_;  ///< by the group's name
  routing::Load load_;
  routing::BanTable bans_;
  std::unordered_map<DialogId, Abandoned> abandoned_;
  CountersSnapshot counters_;
  std::size_t ringing_ = 0;  ///< calls
  std::uint64_t refused_sources_ = 0;
  log::RateLimit refused_source_log_, refused_invite_log_, refused_setup_log_, unexpected_log_;
  std::set<CallId> traced_;  ///< the calls whose traces hold memory, oldest first
  std::size_t trace_bytes_ = 0;
  std::uint64_t last_token_ = 0, last_dialog_ = 0;
  Callref last_callref_ = 0;
  std::minstd_rand random_;
  bool shutting_down_ = false, draining_ = false;

  // valid while handle() runs
  TimePoint now_{};
  Actions* out_ = nullptr;
};

/// An 8-digit hexadecimal prefix of this process plus the call's id: MGCP's C:, and the Call-ID of our INVITE, so that
/// either finds the other in a capture.
std::string mgcp_call_id(std::uint32_t seed, CallId call);

}  // namespace sipgw::cc
