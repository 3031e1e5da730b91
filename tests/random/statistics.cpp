// SPDX-License-Identifier: AGPL-3.0-or-later
#include "random/statistics.hpp"

#include <algorithm>
#include <cinttypes>
#include <cstdio>

#include "cc/gsm_leg.hpp"
#include "cc/sip_leg.hpp"
#include "mncc/codec.hpp"
#include "trace/describe.hpp"

namespace sipgw::test {

namespace {

std::string first_word(const std::string& text) { return text.substr(0, text.find(' ')); }

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

void Statistics::look_at_calls(const CoreHarness& core) {
  for (const auto& call : core.core().calls(core.now())) {
    ++states_["GSM " + call.gsm_state];
    ++states_["SIP " + call.sip_state];
  }
}

void Statistics::look_at_messages(const CoreHarness& core) {
  ++looked_at_;
  for (const auto& sent : core.mncc_sent()) {
    ++messages_[std::visit([](const auto& message) { return std::string(mncc::to_string(message.type)); },
                           sent.message)];
  }
  for (const auto& command : core.sip_sent()) ++messages_["SIP " + first_word(trace::head(command))];
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
  std::printf("\nsent in %" PRIu64 " of the sequences:", looked_at_);
  for (const auto& [name, count] : messages_) std::printf(" %s %" PRIu64, name.c_str(), count);
  std::printf("\n");
  print_never("GSM", cc::kGsmTable, states_);
  print_never("SIP", cc::kSipTable, states_);
}

}  // namespace sipgw::test
