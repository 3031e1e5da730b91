// SPDX-License-Identifier: AGPL-3.0-or-later
#include "random/statistics.hpp"

#include <algorithm>
#include <cctype>
#include <cinttypes>
#include <cstdio>

#include "cc/gsm_leg.hpp"
#include "cc/sip_leg.hpp"
#include "mncc/codec.hpp"
#include "trace/describe.hpp"

namespace sipgw::test {

namespace {

/// A method, or a class of responses: "INVITE", "4xx".
template <typename Message>
std::string sip_kind(const Message& message) {
  const auto head = trace::head(message);
  auto word = head.substr(0, head.find(' '));
  std::erase(word, '(');  // Ended is no message
  std::erase(word, ')');
  const bool is_status = word.size() == 3 && std::isdigit(static_cast<unsigned char>(word.front())) != 0;
  return "SIP " + (is_status ? word.substr(0, 1) + "xx" : word);
}

void print_counts(const char* what, const std::map<std::string, std::uint64_t>& counts) {
  std::printf("%s:", what);
  for (const auto& [name, count] : counts) std::printf(" %s %" PRIu64, name.c_str(), count);
  std::printf("\n");
}

template <typename Table>
void print_never(const char* leg, const Table& table, const std::map<std::string, std::uint64_t>& states) {
  std::string missing;
  for (const auto& row : table) {
    const auto name = std::string(leg) + ' ' + std::string(row.name);
    if (!states.contains(name)) missing += ' ' + std::string(row.name);
  }
  std::printf("%s states never seen:%s\n", leg, missing.empty() ? " none" : missing.c_str());
}

}  // namespace

void Statistics::add(const CoreHarness& core, std::size_t acts) {
  ++sequences_;
  acts_ += acts;
  const auto counters = core.core().counters();
  mo_calls_ += counters.mo_calls;
  mt_calls_ += counters.mt_calls;
  mo_answered_ += counters.mo_answered;
  mt_answered_ += counters.mt_answered;
  refused_ += counters.mo_refused + counters.mt_refused;
  for (std::size_t kind = 0; kind < timers_.size(); ++kind) timers_[kind] += counters.timers_fired[kind];
  for (std::size_t cause = 0; cause < causes_.size(); ++cause) causes_[cause] |= counters.causes[cause] > 0;
}

void Statistics::look_at_act(const Act& act) {
  const auto* event = std::get_if<cc::Event>(&act);
  if (event == nullptr) return;
  if (const auto* received = std::get_if<cc::MnccReceived>(event)) {
    ++heard_[std::visit([](const auto& message) { return std::string(mncc::to_string(message.type)); },
                        received->message)];
  } else if (const auto* sip_event = std::get_if<sip::Event>(event)) {
    ++heard_[sip_kind(*sip_event)];
    const auto* ringing = std::get_if<sip::Provisional>(sip_event);
    heard_["(of a second branch)"] += ringing != nullptr && ringing->branch == "b";
  }
}

void Statistics::look_at_calls(const CoreHarness& core) {
  for (const auto& call : core.core().calls(core.now())) {
    ++states_["GSM " + call.gsm_state];
    ++states_["SIP " + call.sip_state];
  }
}

void Statistics::look_at_messages(const CoreHarness& core) {
  ++looked_at_;
  for (const auto& sent : core.mncc_sent()) {
    ++said_[std::visit([](const auto& message) { return std::string(mncc::to_string(message.type)); }, sent.message)];
  }
  for (const auto& command : core.sip_sent()) ++said_[sip_kind(command)];
}

void Statistics::print() const {
  std::printf("%" PRIu64 " sequences, %" PRIu64 " acts\n", sequences_, acts_);
  std::printf("calls: MO %" PRIu64 " (%" PRIu64 " answered), MT %" PRIu64 " (%" PRIu64 " answered), %" PRIu64
              " refused at once; %td different causes\n",
              mo_calls_, mo_answered_, mt_calls_, mt_answered_, refused_,
              std::count(causes_.begin(), causes_.end(), true));
  std::printf("timers fired:");
  for (std::size_t kind = 0; kind < timers_.size(); ++kind) {
    std::printf(" %s %" PRIu64, cc::spec_of(static_cast<cc::TimerKind>(kind)).name.data(), timers_[kind]);
  }
  std::printf("\nlooked at closely: %" PRIu64 " sequences\n", looked_at_);
  print_counts("heard", heard_);
  print_counts("said", said_);
  print_never("GSM", cc::kGsmTable, states_);
  print_never("SIP", cc::kSipTable, states_);
}

}  // namespace sipgw::test
