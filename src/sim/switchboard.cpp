// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sim/switchboard.hpp"

#include <fmt/core.h>

#include <boost/asio/post.hpp>

#include "base/strings.hpp"
#include "mncc/codec.hpp"
#include "sim/msc_leg.hpp"
#include "sim/sip_leg.hpp"

namespace sipgw::sim {
namespace {

constexpr Callref kFirstOfMsc = 0x80000000;
constexpr int kInvalidTransaction = 81;

}  // namespace

Switchboard::Switchboard(boost::asio::io_context& io, Settings settings, Handlers handlers)
    : settings_(std::move(settings)),
      handlers_(std::move(handlers)),
      scheduler_(io),
      io_(io),
      msc_(io, settings_.dialect,
           {.connected = [this] { handlers_.gateway_ready(); },
            .lost = [this] { on_mncc_lost(); },
            .received = [this](const mncc::Message& message) { on_mncc(message); },
            .malformed = [this](Callref callref, std::string text) { on_malformed(callref, std::move(text)); }}),
      sip_({.local = settings_.sip, .user_agent = "osmo-sipgw-sim"},
           [this](sip::Event event) { boost::asio::post(io_, [this, event = std::move(event)] { on_sip(event); }); }) {}

Switchboard::~Switchboard() = default;

Status Switchboard::start() {
  if (auto listening = msc_.listen(settings_.mncc_path); !listening) return listening;
  auto started = sip_.start();
  settings_.sip = sip_.local();
  return started;
}

void Switchboard::stop() {
  constexpr unsigned kGraceMs = 1000;
  sip_.stop(kGraceMs);
}

// ---------------------------------------------------------------- what the scenario wants

std::optional<std::uint32_t> Switchboard::start_call(const CallScript& script) {
  auto rtp = open_rtp(script);
  if (!rtp) {
    problems_.push_back(rtp.error().text);
    return std::nullopt;
  }
  auto& entry = add_call(true, script, std::move(*rtp));
  auto& call = *entry.call;
  const auto id = call.id();
  waiting_.add(id, script.from, script.to);
  auto leg = script.from.kind == EndKind::phone ? make_phone(entry, End::caller, next_callref_++)
                                                : make_sip_user(entry, End::caller, DialogId{next_dialog_});
  if (script.from.kind == EndKind::sip) next_dialog_ += 2;
  call.begin(std::move(leg));
  return id;
}

void Switchboard::set_default(const DefaultStep& step) { defaults_.push_back(step); }

void Switchboard::drop_mncc() {
  for (auto& [id, entry] : calls_) entry.call->expect_release();
  msc_.drop_client();
}

void Switchboard::hang_up_all() {
  const auto calls = calls_;
  for (const auto& [id, entry] : calls) entry.call->hang_up();
}

void Switchboard::finished(Call& call) {
  handlers_.finished(call);
  waiting_.remove(call.id(), call.script().to);
  scheduler_.after(Milliseconds{0}, [this, id = call.id()] {
    const auto entry = calls_.extract(id);
    for (const auto callref : entry.mapped().callrefs) {
      const auto key = by_callref_.extract(callref);
      ended_callrefs_[callref] = entry.mapped().call->ended_by_gateway(key.mapped().end);
    }
    for (const auto dialog : entry.mapped().dialogs) by_dialog_.erase(dialog);
  });
}

std::string Switchboard::table() const {
  auto text = fmt::format("{:>6} {:<20} {:<14} {:<20} {:<14} {:>8}\n", "call", "from", "state", "to", "state", "age s");
  for (const auto& [id, entry] : calls_) {
    const auto& call = *entry.call;
    const auto name = [](const Party& party) { return fmt::format("{} {}", to_string(party.kind), party.number); };
    text += fmt::format("{:>6} {:<20} {:<14} {:<20} {:<14} {:>8.1f}\n", id, name(call.script().from),
                        call.state(End::caller), name(call.script().to), call.state(End::callee),
                        static_cast<double>(call.age().count()) / 1000);
  }
  return text;
}

// ---------------------------------------------------------------- MNCC

void Switchboard::on_mncc(const mncc::Message& message) {
  if (const auto* rtp = std::get_if<mncc::Rtp>(&message)) {
    if (!deliver(by_callref_, rtp->callref, *rtp)) on_late(rtp->type, rtp->callref);
  } else if (const auto* signalling = std::get_if<mncc::Signalling>(&message)) {
    if (deliver(by_callref_, signalling->callref, *signalling)) return;
    const bool begins = signalling->type == mncc::Type::setup_req && !by_callref_.contains(signalling->callref);
    begins ? on_setup_req(*signalling) : on_late(signalling->type, signalling->callref);
  } else {
    problems_.push_back("the gateway sent a hello");
  }
}

void Switchboard::on_late(mncc::Type type, Callref callref) {
  const auto text = fmt::format("{} for callref {:#010x} after its end", mncc::to_string(type), callref);
  if (const auto key = by_callref_.find(callref); key != by_callref_.end()) {
    auto& call = *calls_.at(key->second.call).call;
    if (call.ended_by_gateway(key->second.end)) call.break_rule(text);
  } else if (const auto ended = ended_callrefs_.find(callref); ended == ended_callrefs_.end()) {
    problems_.push_back(fmt::format("{} for callref {:#010x}, which never was", mncc::to_string(type), callref));
  } else if (ended->second) {
    problems_.push_back(text);
  }
  const bool is_rtp = type == mncc::Type::rtp_create || type == mncc::Type::rtp_connect;
  if (is_rtp) {
    msc_.send(mncc::Rtp{.type = type, .callref = callref});
  } else {
    msc_.send(make_with_cause(mncc::Type::rel_ind, callref, kInvalidTransaction, 1));
  }
}

void Switchboard::on_malformed(Callref callref, std::string text) {
  if (const auto key = by_callref_.find(callref); key != by_callref_.end()) {
    calls_.at(key->second.call).call->break_rule(std::move(text));
  } else {
    problems_.push_back(std::move(text));
  }
}

void Switchboard::on_mncc_lost() {
  const auto legs = by_callref_;
  for (const auto& [callref, key] : legs) deliver(legs, callref, MnccLost{});
}

void Switchboard::on_setup_req(const mncc::Signalling& message) {
  if (message.callref == 0 || message.callref >= kFirstOfMsc) {
    problems_.push_back(fmt::format("SETUP_REQ with callref {:#010x}", message.callref));
  }
  const std::string caller = message.calling ? message.calling->digits : "";
  const std::string called = message.called ? message.called->digits : "";
  auto& entry = called.empty() ? entry_for(EndKind::phone, message.imsi, caller, {})
                               : entry_for(EndKind::phone, called, caller, {});
  auto& call = *entry.call;
  auto leg = make_phone(entry, End::callee, message.callref);
  call.reach(std::move(leg), message, caller);
}

// ---------------------------------------------------------------- SIP

void Switchboard::on_sip(const sip::Event& event) {
  if (const auto* invite = std::get_if<sip::IncomingInvite>(&event)) {
    on_invite(*invite);
  } else {
    deliver(by_dialog_, sip::dialog_of(event), event);
  }
}

void Switchboard::on_invite(const sip::IncomingInvite& invite) {
  auto& entry =
      entry_for(EndKind::sip, invite.request_uri.user, invite.from.user, caller_by_gcr(invite.global_call_ref));
  auto& call = *entry.call;
  auto leg = make_sip_user(entry, End::callee, invite.dialog);
  call.reach(std::move(leg), sip::Event{invite}, invite.from.user);
}

/// Our MSC's global call references end in the caller's callref.
std::optional<Switchboard::LegKey> Switchboard::caller_by_gcr(std::string_view global_call_ref) const {
  constexpr std::size_t kCallrefDigits = 8;
  std::string hex;
  for (const char c : global_call_ref) {
    if (c != ' ') hex += c;
  }
  if (hex.size() < kCallrefDigits) return std::nullopt;
  const auto callref = parse_number<Callref>(std::string_view{hex}.substr(hex.size() - kCallrefDigits), 16);
  const auto key = by_callref_.find(callref.value_or(0));
  return key != by_callref_.end() ? std::optional{key->second} : std::nullopt;
}

// ---------------------------------------------------------------- calls and their legs

template <typename Key>
bool Switchboard::deliver(const std::unordered_map<Key, LegKey>& legs, const Key& key, const Input& input) {
  const auto found = legs.find(key);
  if (found == legs.end()) return false;
  const auto [id, end] = found->second;
  const auto entry = calls_.find(id);
  if (entry == calls_.end()) return false;
  const auto& facts = entry->second.call->facts();
  if ((end == End::caller ? facts.caller : facts.callee).ended) return false;
  const auto call = entry->second.call;
  call->receive(end, input);
  return true;
}

Switchboard::Entry& Switchboard::add_call(bool scripted, const CallScript& script, Call::RtpEnds rtp) {
  const auto id = next_call_++;
  const Call::Settings settings{.id = id, .scripted = scripted, .draws_ladder = settings_.draws_ladder};
  auto& entry = calls_[id];
  entry.call = std::make_shared<Call>(settings, script, *this, std::move(rtp));
  return entry;
}

/// The call whose called end has now been reached: the one that the reference names, else one that waits for it, else a
/// new one that no script knows.
Switchboard::Entry& Switchboard::entry_for(EndKind kind, std::string_view called, std::string_view caller,
                                           std::optional<LegKey> known) {
  if (known) {
    auto& entry = calls_.at(known->call);
    const bool free = !entry.call->facts().callee.begun && entry.call->script().to.kind == kind;
    if (free) {
      waiting_.remove(known->call, entry.call->script().to);
      return entry;
    }
  }
  if (const auto id = waiting_.take(kind, called, caller)) return calls_.at(*id);
  CallScript script;
  script.from = {kind == EndKind::phone ? EndKind::sip : EndKind::phone, printable(caller), false};
  script.to = {kind, printable(called), false};
  script.behaviour = default_behaviour(kind, called);
  return add_call(false, script, {});
}

Behaviour Switchboard::default_behaviour(EndKind kind, std::string_view number) const {
  Behaviour behaviour;
  for (const auto& step : defaults_) {
    const bool matches = step.kind == kind && (step.number.empty() || bare(step.number) == bare(number));
    if (matches) behaviour = step.behaviour;
  }
  return behaviour;
}

std::unique_ptr<Leg> Switchboard::make_phone(Entry& entry, End end, Callref callref) {
  by_callref_[callref] = {entry.call->id(), end};
  entry.callrefs.push_back(callref);
  return std::make_unique<MscLeg>(settings_.dialect, callref, make_setup(*entry.call, end));
}

std::unique_ptr<Leg> Switchboard::make_sip_user(Entry& entry, End end, DialogId dialog) {
  by_dialog_[dialog] = {entry.call->id(), end};
  entry.dialogs.push_back(dialog);
  return std::make_unique<SipLeg>(dialog, make_setup(*entry.call, end), settings_.sip, settings_.gateway);
}

LegSetup Switchboard::make_setup(const Call& call, End end) {
  const auto& script = call.script();
  const auto& own = end == End::caller ? script.from : script.to;
  const auto& other = end == End::caller ? script.to : script.from;
  auto rtp = call.rtp_address(end);
  if (!rtp) {
    rtp = NetAddress{settings_.rtp_ip, next_unused_port_};
    constexpr std::uint16_t kFirst = 16384, kLast = 65534;
    next_unused_port_ = next_unused_port_ == kLast ? kFirst : static_cast<std::uint16_t>(next_unused_port_ + 2);
  }
  return {.own = own.number,
          .other = other.number,
          .behaviour = script.behaviour,
          .paging = script.paging,
          .assignment = script.assignment,
          .codec = script.codec,
          .rtp = *rtp,
          .clir = script.clir,
          .emergency = script.emergency};
}

Result<Call::RtpEnds> Switchboard::open_rtp(const CallScript& script) {
  Call::RtpEnds ends;
  if (!script.media) return ends;
  const RtpSender caller{next_call_, 0, script.codec}, callee{next_call_, 1, script.codec};
  ends[0] = std::make_shared<RtpEnd>(io_, caller, callee);
  ends[1] = std::make_shared<RtpEnd>(io_, callee, caller);
  for (const auto& end : ends) {
    if (auto opened = end->open(settings_.rtp_ip); !opened) return opened.error();
  }
  return ends;
}

}  // namespace sipgw::sim
