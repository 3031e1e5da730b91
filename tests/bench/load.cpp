// SPDX-License-Identifier: AGPL-3.0-or-later
#include "bench/load.hpp"

#include <sys/socket.h>

#include <algorithm>

#include "base/strings.hpp"

namespace sipgw::bench {
namespace {

constexpr NetAddress kRtp{.ip = {.bytes = {127, 0, 0, 1}}, .port = 4000};
constexpr std::chrono::milliseconds kT1{500};

std::optional<Kind> kind_named(std::string_view name, std::size_t number) {
  if (name == "mo" || (name == "mixed" && number % 2 == 0)) return Kind::mo;
  if (name == "mt" || name == "mixed") return Kind::mt;
  if (name == "bare-mo" || (name == "bare" && number % 2 == 0)) return Kind::bare_mo;
  if (name == "bare-mt" || name == "bare") return Kind::bare_mt;
  if (name == "alone") return Kind::alone;
  return std::nullopt;
}

std::string_view name_of(Stage stage) {
  switch (stage) {
    case Stage::setup:
      return "stuck in set-up";
    case Stage::active:
      return "stuck though told to end";
    case Stage::clearing:
      return "stuck in clearing";
    case Stage::ringing:
      return "stuck ringing";
    case Stage::ended:
      break;
  }
  return "";
}

}  // namespace

Load::Load(const Settings& settings, Outlet outlet)
    : settings_(settings),
      outlet_(std::move(outlet)),
      packets_(kRtp),
      writer_(settings.sip.to_string(), settings.sip.ip.to_string()),
      ring_(settings.ring),
      talk_(settings.talk),
      guard_(settings.guard),
      resend_(kT1) {}

bool Load::command(const std::string& line, TimePoint now) {
  line_ = line;
  std::string_view rest = line_;
  const auto verb = take_until(rest, ' ');
  kind_ = verb == "hold" || verb == "run" ? take_until(rest, ' ') : std::string_view{};
  wanted_ = parse_number<std::size_t>(take_until(rest, ' ')).value_or(0);
  rate_ = parse_number<unsigned>(rest).value_or(0);
  task_ = verb == "wait"      ? Task::wait
          : verb == "hold"    ? Task::hold
          : verb == "run"     ? Task::run
          : verb == "release" ? Task::release
          : verb == "drop"    ? Task::drop
                              : Task::none;
  const bool paced = task_ == Task::hold || task_ == Task::run || task_ == Task::release;
  if (task_ == Task::none || (paced && rate_ == 0)) return false;
  if (!kind_.empty() && !kind_named(kind_, 0)) return false;
  begin(now);
  return true;
}

void Load::begin(TimePoint now) {
  started_ = at_goal_ = 0;
  results_ = {};
  begun_ = now;
  if (task_ == Task::release) wanted_ = std::min(wanted_, held_.size());
  if (task_ == Task::drop) {
    held_.clear();
    wanted_ = 0;
    for (Serial serial = 1; serial <= calls_.size(); ++serial) {
      auto* call = find(serial);
      if (call == nullptr) continue;
      ++wanted_;
      call->held = false;
      guard(serial, *call, now);
    }
    started_ = wanted_;
    outlet_.drop_msc_link();
  }
  report_if_done();
}

std::optional<TimePoint> Load::next_start() const {
  if (task_ == Task::none || started_ == wanted_) return std::nullopt;
  return begun_ + std::chrono::duration_cast<Clock::duration>(
                      std::chrono::duration<double>(static_cast<double>(started_) / rate_));
}

std::optional<TimePoint> Load::pass_time(TimePoint now) {
  for (auto due = next_start(); due && *due <= now; due = next_start())
    task_ == Task::release ? end_next_held(now) : begin_next(now);
  while (const auto serial = ring_.take(now)) {
    auto* call = find(*serial);
    if (call == nullptr || call->stage != Stage::ringing) continue;
    call->asked = now;
    call->kind == Kind::mt ? say(mncc::Type::setup_cnf, *call) : answer_sip(*serial, *call, now);
  }
  while (const auto serial = talk_.take(now)) {
    if (auto* call = find(*serial); call != nullptr && call->stage == Stage::active) end(*serial, *call, now);
  }
  while (const auto which = resend_.take(now)) send_again(*which, now);
  while (const auto guarded = guard_.take(now)) {
    auto* call = find(guarded->serial);
    if (call == nullptr || call->guarded != guarded->since || (call->held && call->stage == Stage::active)) continue;
    fail(*call, name_of(call->stage));
  }
  std::optional<TimePoint> next = next_start();
  for (const auto& other : {ring_.next(), talk_.next(), resend_.next(), guard_.next()})
    if (other && (!next || *other < *next)) next = other;
  return next;
}

void Load::begin_next(TimePoint now) {
  const auto serial = add(*kind_named(kind_, started_++));
  auto& call = calls_[serial - 1];
  call.held = task_ == Task::hold;
  guard(serial, call, now);
  call.kind == Kind::mo ? start_phone(serial, call, now) : start_sip(serial, call, now);
}

void Load::end_next_held(TimePoint now) {
  const auto serial = held_.front();
  held_.pop_front();
  ++started_;
  auto* call = find(serial);
  if (call == nullptr) {  // it has ended by itself, which was counted when it did
    ++at_goal_;
    return report_if_done();
  }
  call->held = false;
  guard(serial, *call, now);
  end(serial, *call, now);
}

void Load::guard(Serial serial, Call& call, TimePoint now) {
  call.guarded = now;
  guard_.add(now, {serial, now});
}

void Load::end(Serial serial, Call& call, TimePoint now) {
  call.stage = Stage::clearing;
  call.asked = now;
  if (call.kind == Kind::mo) return say(mncc::Type::disc_ind, call);
  if (call.kind == Kind::bare_mo) return outlet_.trigger("D" + number_of(serial));
  bye(serial, call, now);
}

void Load::is_active(Serial serial, Call& call, TimePoint now) {
  if (call.stage == Stage::active) return;
  call.stage = Stage::active;
  if (call.kind == Kind::alone_far) return;
  if (!call.held) return talk_.add(now, serial);
  held_.push_back(serial);
  at_goal(call);
}

void Load::refuse(Call& call, int status_or_cause) {
  if (call.stage == Stage::setup || call.stage == Stage::ringing) results_.refused(status_or_cause);
  call.stage = Stage::clearing;
}

void Load::finish_if_over(Call& call) {
  if (call.stage == Stage::ended || !call.over()) return;
  if (call.stage == Stage::active && task_ != Task::drop && call.kind != Kind::alone_far)
    results_.failed("ended without our doing");
  call.stage = Stage::ended;
  if (call.kind == Kind::mt) gateway_refs_.erase(call.callref);
  at_goal(call);
  for (auto* text : {&call.pending, &call.invite, &call.dialog}) std::string{}.swap(*text);
}

void Load::fail(Call& call, std::string_view how) {
  results_.failed(how);
  call.stage = Stage::clearing;
  call.gsm_over = call.sip_over = true;
  finish_if_over(call);
}

/// A held call gets there twice: when it is active, and when it is released by another command.
void Load::at_goal(const Call& call) {
  if (call.kind == Kind::alone_far) return;
  if (call.held && call.stage == Stage::ended && task_ != Task::hold && task_ != Task::drop) return;
  ++at_goal_;
  report_if_done();
}

void Load::report_if_done() {
  const bool done = task_ == Task::wait ? msc_up_ : task_ != Task::none && at_goal_ >= wanted_ && started_ == wanted_;
  if (!done) return;
  const std::chrono::duration<double> took = Clock::now() - begun_;
  task_ = Task::none;
  outlet_.report(results_.to_json(line_, wanted_, took.count()));
}

void Load::on_msc_link(bool up, TimePoint) {
  msc_up_ = up;
  if (up) {
    outlet_.to_gateway(packets_.hello());
    return report_if_done();
  }
  for (auto& call : calls_) {
    if (!call.has_phone() || call.stage == Stage::ended) continue;
    call.gsm_over = true;
    call.sip_over = call.sip_over || (call.calls_sip() && call.invite.empty());
    finish_if_over(call);
  }
}

Call* Load::find(Serial serial) {
  if (serial == 0 || serial > calls_.size()) return nullptr;
  auto& call = calls_[serial - 1];
  return call.stage == Stage::ended ? nullptr : &call;
}

Serial Load::add(Kind kind) {
  calls_.emplace_back().kind = kind;
  return static_cast<Serial>(calls_.size());
}

}  // namespace sipgw::bench
