// SPDX-License-Identifier: AGPL-3.0-or-later
// `show calls`, `show calls summary`, `show call ID [trace [full]]`, `call ID release [CAUSE]`.
#include <algorithm>
#include <string_view>
#include <vector>

#include "base/strings.hpp"
#include "trace/print.hpp"
#include "vty/command.hpp"
#include "vty/ended_call.hpp"
#include "vty/nodes.hpp"
#include "vty/text.hpp"

namespace sipgw::vty {
namespace {

#define CALL_ID "<1-4294967295>"
constexpr int kNormalClearing = 16;

std::chrono::seconds in_seconds(std::chrono::milliseconds time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time);
}

void print_table(Terminal& out, const std::vector<cc::CallSnapshot>& calls) {
  constexpr auto kRow = "{:>6} {:<3} {:<15.15} {:<15.15} {:<14.14} {:<13.13} {:>8}";
  out.line(kRow, "Call", "Dir", "Calling", "Called", "GSM state", "SIP state", "Age");
  for (const auto& call : calls) {
    out.line(kRow, call.id.value, short_name(call.direction), call.calling, call.called, call.gsm_state, call.sip_state,
             age(in_seconds(call.age)));
  }
}

Outcome show_calls(Terminal& out, Arguments) {
  const auto calls = admin().calls();
  if (calls.empty()) {
    out.line("No calls.");
  } else {
    print_table(out, calls);
  }
  return Outcome::done;
}

Outcome show_stale(Terminal& out, Arguments) {
  auto calls = admin().calls();
  std::erase_if(calls, [](const cc::CallSnapshot& call) { return call.stale.empty(); });
  if (calls.empty()) {
    out.line("No stale calls.");
  } else {
    print_table(out, calls);
  }
  for (const auto& call : calls) out.line("Call {}: {}", call.id.value, call.stale);
  out.line("Found and ended since the start: {}", admin().counters().stale_calls);
  return Outcome::done;
}

std::string_view remark_on(cc::Drain drain) {
  switch (drain) {
    case cc::Drain::off:
      return {};
    case cc::Drain::stay:
      return "New calls are refused (drain stay).";
    case cc::Drain::exit:
      return "New calls are refused; the program exits when the last call has ended\n(drain exit).";
  }
  return {};
}

Outcome show_summary(Terminal& out, Arguments) {
  const auto calls = admin().calls();
  const auto count = [&](auto predicate) { return std::count_if(calls.begin(), calls.end(), predicate); };
  const auto totals = admin().counters();
  out.line("Calls now: {}", calls.size());
  out.line("  from GSM (MO):    {}",
           count([](const auto& call) { return call.direction == cc::Direction::mobile_originated; }));
  out.line("  to GSM (MT):      {}",
           count([](const auto& call) { return call.direction == cc::Direction::mobile_terminated; }));
  out.line("  answered:         {}", count([](const auto& call) { return call.answered_for.count() > 0; }));
  out.line("  being released:   {}", count([](const auto& call) { return call.releasing; }));
  out.line("Calls since the start:");
  out.line("  from GSM (MO):    {}, answered {}", totals.mo_calls, totals.mo_answered);
  out.line("  to GSM (MT):      {}, answered {}", totals.mt_calls, totals.mt_answered);
  out.remark(remark_on(admin().drain()));
  return Outcome::done;
}

void print_call(Terminal& out, const cc::CallSnapshot& call) {
  out.line("Call {} ({}){}", call.id.value, short_name(call.direction), call.releasing ? ", being released" : "");
  out.field("Age", age(in_seconds(call.age)));
  if (call.answered_for.count() > 0) out.field("Answered for", age(in_seconds(call.answered_for)));
  out.field("Calling", call.calling);
  out.field("Called", call.called);
  out.field("IMSI", call.imsi);
  if (call.emergency) out.field("Emergency", "yes");
  out.field("Global call ref", call.global_call_reference);
  out.field("GSM state", call.gsm_state);
  out.field("MNCC callref", fmt::format("0x{:08x}", call.callref));
  if (call.held_by_phone || call.held_by_peer)
    out.field("On hold by", !call.held_by_peer ? "phone" : !call.held_by_phone ? "SIP peer" : "phone and SIP peer");
  out.field("SIP state", call.sip_state);
  out.field("Trunk", call.trunk);
  out.field("SIP peer", call.sip_remote);
  print_tries(out, call.tries);
  out.field("SIP Call-ID", call.sip_call_id);
  out.field("Media", name(call.media));
  out.field("Codec", call.codec);
  if (call.msc_payload_type) out.field("PT of the MSC", std::to_string(*call.msc_payload_type));
  if (call.sip_payload_type) out.field("PT of the peer", std::to_string(*call.sip_payload_type));
  out.field("RTP of the MSC", or_dash(call.msc_rtp));
  out.field("RTP of the peer", or_dash(call.sip_rtp));
  if (call.media == cc::MediaMode::anchor) {
    out.field("MGW endpoint", call.mgw_endpoint);
    out.field("MGW to the MSC", or_dash(call.mgw_msc_rtp));
    out.field("MGW to the peer", or_dash(call.mgw_sip_rtp));
  }
  if (call.cause != 0) out.field("Cause", std::to_string(call.cause));
  out.field("Ended by", call.ended_by);
  for (const auto& timer : call.timers)
    out.field("Timer", fmt::format("{}, {:.1f} s left", timer.name, static_cast<double>(timer.left.count()) / 1000));
}

Outcome no_such_call(Terminal& out, const char* id) {
  out.remark(fmt::format("There is no call {}.", id));
  return Outcome::refused;
}

Outcome show_call(Terminal& out, Arguments arguments) {
  const CallId id{number_argument<std::uint64_t>(arguments[0])};
  if (const auto call = admin().call(id)) {
    print_call(out, *call);
  } else if (const auto kept = admin().call_log().find(id); kept.record) {
    print_record(out, kept);
  } else {
    return no_such_call(out, arguments[0]);
  }
  return Outcome::done;
}

template <auto print>
Outcome show_trace(Terminal& out, Arguments arguments) {
  const CallId id{number_argument<std::uint64_t>(arguments[0])};
  auto trace = admin().trace(id);
  if (const auto kept = admin().call_log().find(id); !trace && kept.record) trace = kept.record->trace;
  if (!trace) return no_such_call(out, arguments[0]);
  if (trace->messages().empty()) out.remark("Its messages are not kept any more: the memory for traces was needed.");
  const auto text = print(*trace);
  for (std::string_view rest = text; !rest.empty();) out.line("{}", take_line(rest));
  return Outcome::done;
}

Outcome release(Terminal& out, Arguments arguments) {
  const int cause = arguments.size() > 1 ? number_argument<int>(arguments[1]) : kNormalClearing;
  if (!admin().release(CallId{number_argument<std::uint64_t>(arguments[0])}, cause))
    return no_such_call(out, arguments[0]);
  return Outcome::done;
}

cmd_element show_commands[] = {
    command<show_calls>("show calls", SHOW_STR "All calls, one line each\n"),
    command<show_summary>("show calls summary",
                          SHOW_STR "All calls, one line each\nOnly how many there are and were\n"),
    command<show_stale>("show calls stale",
                        SHOW_STR "All calls, one line each\nOnly those that no timer and no peer would ever end\n"),
    command<show_call>("show call " CALL_ID, SHOW_STR "One call with both its legs\nCall number, as in 'show calls'\n"),
    command<show_trace<trace::as_ladder>>("show call " CALL_ID " trace",
                                          SHOW_STR "One call with both its legs\nCall number, as in 'show calls'\n"
                                                   "Its messages in MNCC, SIP and MGCP as a ladder\n"),
    command<show_trace<trace::as_messages>>("show call " CALL_ID " trace full",
                                            SHOW_STR "One call with both its legs\nCall number, as in 'show calls'\n"
                                                     "Its messages in MNCC, SIP and MGCP as a ladder\n"
                                                     "Each with all its members\n"),
};
cmd_element enable_commands[] = {
    command<release>("call " CALL_ID " release [<1-127>]",
                     "Act on a call\nCall number, as in 'show calls'\nEnd it on both sides\n"
                     "Cause (3GPP TS 24.008), 16 if left out\n"),
};

}  // namespace

void install_show_calls() {
  install_show(show_commands);
  install(ENABLE_NODE, enable_commands);
}

}  // namespace sipgw::vty
