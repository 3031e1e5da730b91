// SPDX-License-Identifier: AGPL-3.0-or-later
// `show calls last [N]`, `show calls last failed`, and the record behind `show call ID`.
#include <fmt/chrono.h>

#include <limits>

#include "base/strings.hpp"
#include "sip/cause_text.hpp"
#include "vty/ended_call.hpp"
#include "vty/nodes.hpp"
#include "vty/text.hpp"

namespace sipgw::vty {
namespace {

using std::chrono::milliseconds;

std::string local_time(std::chrono::system_clock::time_point time, const char* format) {
  return fmt::format(fmt::runtime(format), fmt::localtime(std::chrono::system_clock::to_time_t(time)));
}

std::string talk_time(const cc::CallPhases& phases) {
  if (!phases.answered) return "-";
  return age(
      std::chrono::duration_cast<std::chrono::seconds>(phases.release_begun.value_or(phases.ended) - *phases.answered));
}

void print_table(Terminal& out, const std::vector<cc::KeptCall>& calls) {
  if (calls.empty()) {
    out.line("No such calls are kept.");
    return;
  }
  constexpr auto kRow = "{:>6} {:<3} {:<13.13} {:<13.13} {:<8} {:>8} {:>5} {:<.16}";
  out.line(kRow, "Call", "Dir", "Calling", "Called", "Ended", "Talked", "Cause", "Ended by");
  for (const auto& call : calls) {
    const auto& record = *call.record;
    out.line(kRow, record.id.value, short_name(record.direction), record.calling,
             record.called.empty() ? record.imsi : record.called, local_time(call.ended, "{:%H:%M:%S}"),
             talk_time(record.phases), record.cause, to_string(record.ended_by));
  }
}

Outcome show_last(Terminal& out, Arguments arguments) {
  const auto count =
      arguments.empty() ? std::numeric_limits<std::size_t>::max() : number_argument<std::size_t>(arguments[0]);
  print_table(out, admin().call_log().last(count, false));
  return Outcome::done;
}

Outcome show_last_failed(Terminal& out, Arguments) {
  print_table(out, admin().call_log().last(std::numeric_limits<std::size_t>::max(), true));
  return Outcome::done;
}

std::string in_words(const cc::SideEnd& end, std::optional<int> status = {}) {
  std::string text;
  if (status) text = fmt::format("INVITE {}", *status);
  if (!end.cause) return text;
  if (!text.empty()) text += ", ";
  text += fmt::format("cause {} {} by the gateway", sip::cause_in_words(*end.cause),
                      end.told_by_gateway ? "told" : "heard");
  if (end.location) text += fmt::format(", location {}", *end.location);
  return text;
}

std::string in_words(const std::optional<mgcp::Statistics>& packets) {
  if (!packets) return {};
  return fmt::format("{} packets sent, {} received, {} lost, jitter {} ms", packets->packets_sent,
                     packets->packets_received, packets->packets_lost, packets->jitter_ms);
}

void print_phases(Terminal& out, const cc::KeptCall& call) {
  const auto phase = [&](std::string_view label, std::optional<milliseconds> at) {
    if (at) out.field(label, fmt::format("after {:.3f} s", static_cast<double>(at->count()) / 1000));
  };
  const auto& phases = call.record->phases;
  out.field("Began", local_time(call.at(milliseconds{0}), "{:%Y-%m-%d %H:%M:%S}"));
  phase("Proceeding", phases.proceeding);
  phase("Alerting", phases.alerting);
  phase("Answered", phases.answered);
  phase("Release begun", phases.release_begun);
  phase("Ended", phases.ended);
}

void print_media(Terminal& out, const cc::CallRecord& record) {
  out.field("Media", name(record.media));
  out.field("Codec", record.codec);
  if (record.msc_payload_type) out.field("PT of the MSC", std::to_string(*record.msc_payload_type));
  if (record.sip_payload_type) out.field("PT of the peer", std::to_string(*record.sip_payload_type));
  if (record.mgw) out.field("MGW endpoint", fmt::format("{} of mgw {}", record.mgw_endpoint, record.mgw->value));
  out.field("MGW to the MSC", in_words(record.msc_packets));
  out.field("MGW to the peer", in_words(record.sip_packets));
}

cmd_element commands[] = {
    command<show_last>("show calls last [<1-10000>]",
                       SHOW_STR "All calls, one line each\nThose that have ended, newest last\nOnly so many\n"),
    command<show_last_failed>("show calls last failed",
                              SHOW_STR "All calls, one line each\nThose that have ended, newest last\n"
                                       "Only those that failed: not by hanging up, busy, no answer or rejection\n"),
};

}  // namespace

void print_tries(Terminal& out, const std::vector<cc::CallTry>& tries) {
  if (tries.size() < 2) return;
  for (const auto& attempt : tries) {
    out.field("Tried", fmt::format("{:.3f} s {} {}: {}", static_cast<double>(attempt.at.count()) / 1000, attempt.trunk,
                                   attempt.remote, attempt.outcome.empty() ? "under way" : printable(attempt.outcome)));
  }
}

void print_record(Terminal& out, const cc::KeptCall& call) {
  const auto& record = *call.record;
  out.line("Call {} ({}), ended{}", record.id.value, short_name(record.direction), record.failed() ? ", failed" : "");
  out.field("Cause", sip::cause_in_words(record.cause));
  out.field("Ended by", to_string(record.ended_by));
  out.field("Why", record.why);
  print_phases(out, call);
  out.field("Calling", record.calling);
  out.field("Called", record.called);
  out.field("IMSI", record.imsi);
  if (record.emergency) out.field("Emergency", "yes");
  out.field("MSC", fmt::format("{}, callref 0x{:08x}", record.msc.value, record.callref));
  out.field("GSM side", in_words(record.gsm_end));
  out.field("Trunk", record.trunk);
  out.field("SIP peer", record.sip_remote);
  print_tries(out, record.tries);
  for (const auto& call_id : record.sip_call_ids) out.field("SIP Call-ID", printable(call_id));
  out.field("SIP side", in_words(record.sip_end, record.sip_status));
  print_media(out, record);
}

void install_show_ended_calls() { install_show(commands); }

}  // namespace sipgw::vty
