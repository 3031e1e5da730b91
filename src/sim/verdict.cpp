// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sim/verdict.hpp"

#include <fmt/core.h>

namespace sipgw::sim {
namespace {

using Reason = std::optional<std::string>;

std::string release_text(const CallFacts& facts) {
  const auto describe = [](const char* end, const std::optional<ReleasedByGateway>& released) -> std::string {
    if (!released) return {};
    auto text = fmt::format(", {} released with cause {}", end, released->cause);
    if (released->status != 0) text += fmt::format(", status {}", released->status);
    return text;
  };
  return describe("caller", facts.caller.released) + describe("callee", facts.callee.released);
}

Reason check_course(const CallScript& script, const CallFacts& facts) {
  const bool gives_up = script.cancel_after.has_value();
  const bool should_answer = script.expect.answered.value_or(script.behaviour.answer == Answer::answers && !gives_up);
  if (should_answer && !facts.established()) {
    return (facts.callee.begun ? "not answered" : "the called end was never reached") + release_text(facts);
  }
  if (!should_answer && facts.established()) return "answered although it should not be";
  if (script.behaviour.answer == Answer::unreached && facts.callee.begun) return "the called end was reached";
  const bool ends_itself = script.hang_up_by == HangUpBy::gateway || !facts.established();
  if (!facts.scripted_release && !ends_itself) return "released by the gateway" + release_text(facts);
  return std::nullopt;
}

Reason check_cause(const char* end, int wanted, const EndFacts& facts) {
  if (!facts.released || facts.released->cause == wanted) return std::nullopt;
  if (facts.released->cause == 0) return fmt::format("the {} got no cause, expected {}", end, wanted);
  return fmt::format("the {} got cause {}, expected {}", end, facts.released->cause, wanted);
}

Reason check_causes(const CallScript& script, const CallFacts& facts) {
  const auto& expect = script.expect;
  if (expect.cause) {
    if (!facts.caller.released && !facts.callee.released) return "no end was released by the gateway";
    if (auto reason = check_cause("caller", *expect.cause, facts.caller)) return reason;
    if (auto reason = check_cause("callee", *expect.cause, facts.callee)) return reason;
  }
  const int status = facts.caller.released ? facts.caller.released->status : 0;
  if (expect.status && status != *expect.status) {
    return fmt::format("the caller got status {}, expected {}", status, *expect.status);
  }
  return std::nullopt;
}

Reason check_caller(const CallScript& script, const CallFacts& facts) {
  constexpr Milliseconds kClearlyRinging{500};
  const bool rang =
      facts.callee.established && !script.behaviour.fast && script.behaviour.answer_after >= kClearlyRinging;
  if ((rang || script.expect.ringing) && !facts.heard_ringing) return "the caller was not told of the ringing";
  if (script.expect.from && facts.callee.begun && facts.from_seen != *script.expect.from) {
    return fmt::format("the called end saw the caller as \"{}\", expected \"{}\"", facts.from_seen,
                       *script.expect.from);
  }
  return std::nullopt;
}

Reason check_packets(std::string_view end, unsigned sent, const EndFacts& facts) {
  if (facts.packets_wrong != 0) return fmt::format("{} RTP packets at the {} were altered", facts.packets_wrong, end);
  if (facts.packets_arrived == sent) return std::nullopt;
  return fmt::format("{} of {} RTP packets arrived at the {}", facts.packets_arrived, sent, end);
}

Reason check_media(const CallScript& script, const CallFacts& facts) {
  for (const auto& [party, end] : {std::pair{script.from, facts.caller}, std::pair{script.to, facts.callee}}) {
    const bool wanted = party.kind == EndKind::phone ? script.expect.media_at_phone : script.expect.media_at_sip;
    if (!wanted) continue;
    if (auto reason = check_packets(to_string(party.kind), script.packets, end)) return reason;
  }
  return std::nullopt;
}

}  // namespace

Reason verdict(const CallScript& script, const CallFacts& facts) {
  if (facts.broken_rule) return facts.broken_rule;
  if (facts.timed_out) return facts.timed_out;
  for (const auto check : {check_course, check_causes, check_caller, check_media}) {
    if (auto reason = check(script, facts)) return reason;
  }
  return std::nullopt;
}

}  // namespace sipgw::sim
