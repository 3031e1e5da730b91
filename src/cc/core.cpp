// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cc/core.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "cc/audit.hpp"
#include "cc/cause_map.hpp"
#include "cc/core_impl.hpp"
#include "cc/gsm_messages.hpp"
#include "mncc/codec.hpp"
#include "sip/headers.hpp"

namespace sipgw::cc {

using log::Category;
using log::Level;

namespace {
constexpr int kNoUserResponding = 18, kNoAnswer = 19;
constexpr std::chrono::seconds kUnknownWithin{1};  ///< paging takes longer: the MSC found no such subscriber
}  // namespace

Core::Impl::Impl(ConfigPtr config, CoreEnvironment environment)
    : config_(std::move(config)),
      environment_(std::move(environment)),
      last_callref_(environment_.random_seed & 0x3fffffff),
      random_(environment_.random_seed) {
  trunks_.configure(*config_);
}

void Core::Impl::handle(const Event& event, TimePoint now, Actions& actions) {
  now_ = now;
  out_ = &actions;
  std::visit([this](const auto& value) { on(value); }, event);
  out_ = nullptr;
}

// ---------------------------------------------------------------- links

void Core::Impl::on(const MnccUp& event) {
  const bool extended = mncc::hello_is_extended(event.hello);
  auto& msc = mscs_[event.msc];
  msc = Msc{.up = true, .extended = extended, .sends_sdp = extended, .load = msc.load};
}

void Core::Impl::on(const MnccDown& event) {
  mscs_[event.msc].up = false;
  for (const auto id : calls_.ids()) {
    auto* call = calls_.find(id);
    if (call == nullptr || call->gsm.msc != event.msc || call->gsm.over()) continue;
    end_gsm(*call);
    release(*call, {41, 1, EndedBy::msc_link, "the MSC's socket was lost"});
    advance(*call);
  }
}

// ---------------------------------------------------------------- MNCC

void Core::Impl::on(const MnccReceived& event) {
  const auto [type, callref, has_sdp] = std::visit(
      [](const auto& message) {
        return std::tuple{message.type, message.callref, !message.sdp.empty()};
      },
      event.message);
  if (has_sdp) mscs_[event.msc].sends_sdp = true;

  auto* call = calls_.find(event.msc, callref);
  const auto* signalling_message = std::get_if<mncc::Signalling>(&event.message);
  if (type == mncc::Type::setup_ind && signalling_message != nullptr && call == nullptr && callref != 0) {
    return begin_mo(event.msc, *signalling_message);
  }

  if (call != nullptr) std::visit([&](const auto& message) { note(*call, true, message); }, event.message);
  const auto gsm_event = gsm_event_of(type);
  if (call == nullptr || !gsm_event || !call->gsm.fsm.accepts(*gsm_event)) {
    // After a reconnect the MSC may release calls that we never saw; and what crosses a release is not for us any more.
    const bool harmless = type == mncc::Type::rel_ind || (call != nullptr && call->release);
    if (harmless) return;
    ++counters_.unexpected_mncc;
    if (!unexpected_log_.permit(now_)) return;
    const auto state = call != nullptr ? std::string(call->gsm.fsm.name()) : std::string("of no call");
    return log(Category::mncc, Level::notice,
               std::string(mncc::to_string(type)) + " not expected, ignored: callref " + std::to_string(callref) + " " +
                   state);
  }
  if (signalling_message != nullptr) {
    signalling(*call, *gsm_event, *signalling_message);
  } else {
    rtp(*call, *gsm_event, std::get<mncc::Rtp>(event.message));
  }
  advance(*call);
}

void Core::Impl::signalling(Call& call, GsmEvent event, const mncc::Signalling& message) {
  auto& gsm = call.gsm;
  gsm.take_sdp(message.sdp);
  switch (event) {
    case GsmEvent::call_conf_ind:
      stop_timer(call, TimerKind::call_conf);
      if (message.bearer_cap) gsm.bearer_cap = *message.bearer_cap;
      if (gsm.imsi.empty()) calls_.set_imsi(call, message.imsi);
      gsm.fsm.enter(GsmState::mt_call_confirmed);
      gsm.rtp_create_sent = true;
      send(call, rtp_create(gsm));
      start_timer(call, TimerKind::rtp_create);
      return share_stream(call);
    case GsmEvent::alert_ind:
      gsm.fsm.enter(GsmState::call_received);
      gsm.alerted = true;
      return pass_ringing_to_peer(call, message);
    case GsmEvent::setup_cnf:
      stop_timer(call, TimerKind::no_answer);
      start_timer(call, TimerKind::rtp_create);  // the 200 waits for the media path, but not longer
      gsm.fsm.enter(GsmState::connect_request);
      call.answer_pending = true;
      call.set_up->connected = message.connected;
      call.set_up->called_info = message.useruser;
      return;
    case GsmEvent::setup_compl_ind:
      stop_timer(call, TimerKind::setup_compl);
      gsm.fsm.enter(GsmState::active);
      return;
    case GsmEvent::disc_ind:
      return disconnected(call, message);
    case GsmEvent::rel_ind:
    case GsmEvent::rel_cnf:
    case GsmEvent::rej_ind: {
      auto cause = message.cause.value_or(mncc::Cause{1, 3, 31});
      if (is_guard_timer(call, cause)) cause.value = kNoAnswer;
      const bool unknown = cause.value == kNoUserResponding && gsm.fsm.state() == GsmState::call_present &&
                           now_ - call.set_up->request_sent < kUnknownWithin;
      end_gsm(call);
      return release(call, {cause_from_msc(cause.value), cause.location, EndedBy::msc, std::string(to_string(event)),
                            new_destination(cause), unknown, message.useruser});
    }
    case GsmEvent::hold_ind:
    case GsmEvent::retrieve_ind:
    case GsmEvent::modify_ind:
    case GsmEvent::start_dtmf_ind:
    case GsmEvent::stop_dtmf_ind:
    case GsmEvent::facility_ind:
    case GsmEvent::information:
      return phone_asks(call, event, message);
    case GsmEvent::setup_ind:  // a repeated one: the table accepts it in no state
    case GsmEvent::rtp_create:
    case GsmEvent::rtp_connect:
      return;
  }
}

void Core::Impl::rtp(Call& call, GsmEvent event, const mncc::Rtp& message) {
  if (event == GsmEvent::rtp_create) {
    assigned(call, message);
    return reassigned(call);
  }
  if (message.address) return;  // the MSC echoes RTP_CONNECT for nothing but a refusal
  if (call.offers.waiting) return not_reassigned(call);
  connect_refused(call);
}

// ---------------------------------------------------------------- SIP

void Core::Impl::on(const sip::Event& event) {
  if (const auto* invite = std::get_if<sip::IncomingInvite>(&event)) return begin_mt(*invite);
  const auto abandoned = abandoned_.find(sip::dialog_of(event));
  if (abandoned != abandoned_.end()) return abandoned_dialog_event(abandoned->second, event);
  auto* call = calls_.find(sip::dialog_of(event));
  if (call == nullptr) return;  // the end of a dialog that never became a call
  note(*call, event);
  if (!call->sip.fsm.accepts(*sip_event_of(event))) return;
  dialog_event(*call, event);
  advance(*call);
}

void Core::Impl::dialog_event(Call& call, const sip::Event& event) {
  struct Visitor {
    Impl& core;
    Call& call;
    void operator()(const sip::IncomingInvite&) const {}
    void operator()(const sip::Provisional& provisional) const { core.peer_rings(call, provisional); }
    void operator()(const sip::Answered& answered) const { core.peer_answers(call, answered); }
    void operator()(const sip::Refused& refused) const { core.refused_by_peer(call, refused); }
    void operator()(const sip::Acked& acked) const { core.peer_acks(call, acked); }
    void operator()(const sip::Cancelled& cancelled) const {
      core.end_sip(call);
      core.release(call, {cause_from_release(cancelled.reason, true), 10, EndedBy::sip_peer, "CANCEL"});
    }
    void operator()(const sip::PeerBye& bye) const {
      core.end_sip(call);
      core.release(call, {.cause = cause_from_release(bye.reason, false),
                          .location = 10,
                          .by = EndedBy::sip_peer,
                          .why = "BYE",
                          .user_info = core.user_info_from_peer(call, bye.user_to_user)});
    }
    void operator()(const sip::PeerOffer& offer) const { core.peer_offers(call, offer); }
    void operator()(const sip::OfferResult& result) const { core.peer_answers_offer(call, result); }
    void operator()(const sip::InfoResult& result) const { core.peer_answers_info(call, result); }
    void operator()(const sip::PeerInfo&) const { core.peer_presses_key(call); }
    void operator()(const sip::Ended& ended) const {
      core.end_sip(call);
      core.release(call,
                   {102, 1, EndedBy::gateway, "SIP dialog lost: " + std::to_string(ended.status) + " " + ended.text});
    }
  };
  std::visit(Visitor{*this, call}, event);
}

// ---------------------------------------------------------------- operator, time

void Core::Impl::on(const ReleaseRequested& event) {
  auto* call = calls_.find(event.call);
  if (call == nullptr) return;
  release(*call, {event.cause, 1, EndedBy::vty_user, "call release"});
  advance(*call);
}

void Core::Impl::on(const TrunkHealth& event) {
  auto* state = trunks_.state(event.trunk);
  if (state == nullptr) return;
  if (event.up && !state->up) state->answered();
  state->up = event.up;
  state->registered = event.registered;
}

void Core::Impl::on(const Configured& event) {
  config_ = event.config;
  trunks_.configure(*config_);
}

void Core::Impl::on(const DrainRequested& event) { draining_ = event.on; }

void Core::Impl::on(const ShutdownRequested&) {
  shutting_down_ = true;
  abandoned_.clear();  // the SIP thread ends what it has
  for (const auto id : calls_.ids()) {
    if (auto* call = calls_.find(id)) {
      release(*call, {41, 1, EndedBy::gateway, "the gateway is stopping"});
      advance(*call);
    }
  }
}

void Core::Impl::on(const TimePassed&) {
  while (const auto entry = timers_.pop_due(now_)) {
    if (entry->kind == TimerKind::mgw_probe) {
      for (auto& [id, mgw] : mgws_) {
        if (!TimerQueue::expired(mgw.timers, *entry)) continue;
        ++counters_.timers_fired[static_cast<std::size_t>(entry->kind)];
        probe(id, mgw);
      }
      continue;
    }
    if (entry->call == CallId{}) {
      forget_abandoned(*entry);
      continue;
    }
    auto* call = calls_.find(entry->call);
    if (call == nullptr || !TimerQueue::expired(call->timers, *entry)) continue;
    expired(*call, entry->kind);
    advance(*call);
  }
}

/// Most timers are stopped in time; for those nobody wakes up.
std::optional<TimePoint> Core::Impl::next_deadline() {
  return timers_.next_deadline([this](const TimerQueue::Entry& entry) {
    if (entry.kind == TimerKind::mgw_probe)
      return std::any_of(mgws_.begin(), mgws_.end(),
                         [&](const auto& mgw) { return TimerQueue::awaited(mgw.second.timers, entry); });
    if (entry.call == CallId{})
      return std::any_of(abandoned_.begin(), abandoned_.end(),
                         [&](const auto& abandoned) { return TimerQueue::awaited(abandoned.second.timers, entry); });
    const auto* call = calls_.find(entry.call);
    return call != nullptr && TimerQueue::awaited(call->timers, entry);
  });
}

void Core::Impl::expired(Call& call, TimerKind kind) {
  const auto& spec = spec_of(kind);
  ++counters_.timers_fired[static_cast<std::size_t>(kind)];
  const auto text = std::string(spec.name) + ": " + std::string(spec.description);
  switch (kind) {
    case TimerKind::rtp_create:
      if (call.offers.waiting) return not_reassigned(call);
      return release(call, {47, 1, EndedBy::timer, text});
    case TimerKind::call_conf:
      return release(call, {18, 1, EndedBy::timer, text});
    case TimerKind::setup_compl:
      return release(call, {102, 1, EndedBy::timer, text});
    case TimerKind::no_answer:
      return release(call, {19, 1, EndedBy::timer, text});
    case TimerKind::max_duration:
      // An ordinary end that no other cause of its class tells; 102 is for timers of error handling (24.008 annex H).
      return release(call, {31, 1, EndedBy::timer, text});
    case TimerKind::rtp_placeholder:
      return send_placeholder(call);
    case TimerKind::release:
      log(Category::mncc, Level::notice, call, text);
      return end_gsm(call);
    case TimerKind::sip_release:
      log(Category::sip, Level::error, call, text);
      if (call.sip.fsm.state() == SipState::bye_pending) send_bye(call);  // no ACK can come any more (RFC 3261 §15)
      return end_sip(call);
    case TimerKind::guard_keepalive:
      return keep_guard_alive(call);
    case TimerKind::progress:
      return reassure_phone(call);
    case TimerKind::first_reply:
      return try_timed_out(call);
    case TimerKind::offer_retry:  // advance() does it
    case TimerKind::mgw_probe:
      return;
  }
}

void Core::Impl::on(const CallsAudited&) {
  for (const auto id : calls_.ids()) {
    auto* call = calls_.find(id);
    if (call == nullptr) continue;
    const auto fault = fault_of(*call);
    if (fault.empty()) continue;
    ++counters_.stale_calls;
    log(Category::call, Level::error, *call, "found stale and ended: " + fault);
    end_stale(*call, fault);
    advance(*call);
  }
}

void Core::Impl::advance(Call& call) {
  if (!call.release) {
    if (call.mobile_originated()) {
      advance_mo(call);
    } else {
      advance_mt(call);
    }
  }
  if (!call.release) {
    advance_offers(call);
    advance_dtmf(call);
  }
  pump(call);
  count_ringing(call);
  if (!call.over()) return;
  count_end(call);
  count_load_end(call);
  if (call.mgw) mgws_[*call.mgw].calls.erase(call.id);
  timers_.stop_all(call.timers);
  make_record(call);
  calls_.erase(call.id);
}

// ---------------------------------------------------------------- helpers

void Core::Impl::send(Call& call, mncc::Signalling message) {
  note(call, false, message);
  counters_.dtmf_accepted += message.type == mncc::Type::start_dtmf_rsp;
  counters_.dtmf_refused += message.type == mncc::Type::start_dtmf_rej;
  out_->push_back(SendMncc{call.gsm.msc, call.id, std::move(message)});
}
void Core::Impl::send(Call& call, mncc::Rtp message) {
  note(call, false, message);
  out_->push_back(SendMncc{call.gsm.msc, call.id, std::move(message)});
}
void Core::Impl::send(Call& call, sip::Command command) {
  if (auto* response = std::get_if<sip::Respond>(&command)) response->peer = call.sip.peer;
  note(call, command);
  out_->push_back(SendSip{call.id, std::move(command)});
}

void Core::Impl::start_timer(Call& call, TimerKind kind) { start_timer(call, kind, call.config->timers.of(kind)); }

void Core::Impl::start_timer(Call& call, TimerKind kind, std::chrono::seconds duration) {
  if (duration.count() > 0) timers_.start(call.timers, call.id, kind, now_ + duration);
}

void Core::Impl::log(Category category, Level level, const Call& call, std::string text) {
  out_->push_back(LogLine{category, level, call.id, std::move(text)});
}
void Core::Impl::log(Category category, Level level, std::string text) {
  out_->push_back(LogLine{category, level, CallId{}, std::move(text)});
}

void Core::Impl::log_limited(log::RateLimit& limit, std::string text) {
  const auto suppressed = limit.permit(now_);
  if (!suppressed) return;
  if (*suppressed > 0) text += " (" + std::to_string(*suppressed) + " more not shown)";
  log(Category::call, Level::notice, std::move(text));
}

std::vector<sip::NextHop> Core::Impl::hops(const TrunkConfig& trunk) {
  const auto random = [this](std::uint32_t most) {
    return std::uniform_int_distribution<std::uint32_t>{0, most}(random_);
  };
  return trunks_.hops(trunk, config_->sip, random);
}

std::string Core::Impl::local_host(const IpAddress& remote) const {
  if (auto external = config_->sip.external_host(remote.v6); !external.empty()) return external;
  const auto local = config_->sip.local_ip(remote.v6);
  if (local && !local->is_unspecified()) return local->to_string();
  return environment_.local_address_towards(remote).to_string();
}

// ---------------------------------------------------------------- the public face

Core::Core(ConfigPtr config, CoreEnvironment environment)
    : impl_(std::make_unique<Impl>(std::move(config), std::move(environment))) {}
Core::~Core() = default;

void Core::handle(const Event& event, TimePoint now, Actions& actions) { impl_->handle(event, now, actions); }
std::optional<TimePoint> Core::next_deadline() { return impl_->next_deadline(); }
std::vector<CallSnapshot> Core::calls(TimePoint now) const { return impl_->snapshots(now); }
std::optional<CallSnapshot> Core::call(CallId id, TimePoint now) const { return impl_->snapshot(id, now); }
std::optional<trace::CallTrace> Core::trace(CallId id) const { return impl_->trace(id); }
CountersSnapshot Core::counters() const { return impl_->counters(); }
CallTotals Core::totals() const { return impl_->totals(); }
std::optional<routing::TrunkState> Core::trunk_state(std::string_view name) const { return impl_->trunk_state(name); }
std::vector<routing::BanTable::Ban> Core::bans(TimePoint now) const { return impl_->bans(now); }
sip::SourceRules Core::source_rules() const { return impl_->source_rules(); }
std::uint64_t Core::refused_sources() const { return impl_->refused_sources(); }
std::optional<CallId> Core::call_of(const Event& event) { return impl_->call_of(event); }
bool Core::idle() const { return impl_->idle(); }
std::size_t Core::call_count() const { return impl_->call_count(); }

}  // namespace sipgw::cc
