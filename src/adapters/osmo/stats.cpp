// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/osmo/stats.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <numeric>
#include <string_view>
#include <utility>

#include "adapters/osmo/osmo.hpp"
#include "mncc/codec.hpp"
#include "sip/cause_text.hpp"

namespace sipgw::osmo {
namespace {

using Value = std::function<std::uint64_t(const StatsSample&)>;

struct Counter {
  std::string name, description;
  Value value;
};

constexpr std::array<std::string_view, cc::kOutcomes> kOutcomeNames{"answered", "busy", "no_answer", "abandoned",
                                                                    "failed"};

/// The same member of all links of a kind together.
template <typename Snapshot, typename Member>
Value sum(std::vector<Snapshot> StatsSample::*links, Member member) {
  return [links, member](const StatsSample& sample) {
    const auto add = [&](std::uint64_t total, const Snapshot& link) { return total + std::invoke(member, link); };
    return std::accumulate((sample.*links).begin(), (sample.*links).end(), std::uint64_t{0}, add);
  };
}
Value mgcp(std::uint64_t cc::MgwSnapshot::*member) { return sum(&StatsSample::mgws, member); }
Value mncc(std::uint64_t cc::MnccSnapshot::*member) { return sum(&StatsSample::mncc, member); }
Value calls(std::uint64_t cc::CountersSnapshot::*member) {
  return [member](const StatsSample& sample) { return sample.calls.*member; };
}
template <std::size_t N>
Value calls(std::array<std::uint64_t, N> cc::CountersSnapshot::*member, std::size_t index) {
  return [member, index](const StatsSample& sample) { return (sample.calls.*member)[index]; };
}

void add_calls(std::vector<Counter>& rows) {
  rows.push_back({"call:mo:begun", "Calls from phones", calls(&cc::CountersSnapshot::mo_calls)});
  rows.push_back({"call:mt:begun", "Calls to phones", calls(&cc::CountersSnapshot::mt_calls)});
  rows.push_back({"call:mo:refused", "Call set-ups of phones that were refused at once",
                  calls(&cc::CountersSnapshot::mo_refused)});
  rows.push_back({"call:mt:refused", "INVITEs that were refused at once", calls(&cc::CountersSnapshot::mt_refused)});
  for (std::size_t outcome = 0; outcome < cc::kOutcomes; ++outcome) {
    const std::string name{kOutcomeNames[outcome]};
    rows.push_back({"call:mo:" + name, "Calls from phones that are over: " + name,
                    calls(&cc::CountersSnapshot::mo_outcomes, outcome)});
    rows.push_back({"call:mt:" + name, "Calls to phones that are over: " + name,
                    calls(&cc::CountersSnapshot::mt_outcomes, outcome)});
  }
  rows.push_back({"call:mo:tries", "INVITEs of calls from phones", calls(&cc::CountersSnapshot::tries)});
  rows.push_back({"call:mo:fail_overs", "Calls from phones that went on to another address or trunk",
                  calls(&cc::CountersSnapshot::fail_overs)});
  rows.push_back({"call:limit_hits", "Times that a trunk, the MSC or the gateway had as many calls as it may have",
                  calls(&cc::CountersSnapshot::limit_hits)});
  rows.push_back({"sip:bans", "Sources that were banned", calls(&cc::CountersSnapshot::bans)});
  rows.push_back({"call:stale", "Calls that nothing would have ended", calls(&cc::CountersSnapshot::stale_calls)});
  rows.push_back({"dtmf:accepted", "Digits from phones", calls(&cc::CountersSnapshot::dtmf_accepted)});
  rows.push_back({"dtmf:refused", "Digits from phones that were refused", calls(&cc::CountersSnapshot::dtmf_refused)});
  rows.push_back(
      {"dtmf:lost", "Digits from SIP peers, which no phone can be told", calls(&cc::CountersSnapshot::dtmf_lost)});
  rows.push_back({"uui:lost", "User-to-user information that could not be passed on",
                  calls(&cc::CountersSnapshot::user_info_lost)});
  rows.push_back({"call:mo:early_media_after_ringing", "Calls from phones with early media only after ringing",
                  calls(&cc::CountersSnapshot::early_media_after_ringing)});
  for (std::size_t kind = 0; kind < cc::kTimerKinds; ++kind) {
    const auto& spec = cc::spec_of(static_cast<cc::TimerKind>(kind));
    rows.push_back({"timer:" + std::string(spec.name), std::string("Timer expired: ") + spec.description,
                    calls(&cc::CountersSnapshot::timers_fired, kind)});
  }
}

void add_links(std::vector<Counter>& rows) {
  for (std::size_t kind = 0; kind < mncc::kMalformedKinds; ++kind) {
    const std::string text{mncc::to_string(static_cast<mncc::Malformed>(kind))};
    auto name = "mncc:malformed:" + text;
    std::replace(name.begin(), name.end(), ' ', '_');
    const bool is_dropped = static_cast<mncc::Malformed>(kind) != mncc::Malformed::bad_optional;
    rows.push_back(
        {name, (is_dropped ? "MNCC messages dropped: " : "MNCC messages used: ") + text,
         sum(&StatsSample::mncc, [kind](const cc::MnccSnapshot& link) { return link.malformed_kinds.by_kind[kind]; })});
  }
  rows.push_back({"mncc:malformed:too_long", "MNCC messages dropped: longer than any",
                  sum(&StatsSample::mncc, [](const auto& link) { return link.malformed_kinds.too_long; })});
  rows.push_back({"mncc:malformed:out_of_order", "MNCC messages dropped: before or instead of the hello",
                  sum(&StatsSample::mncc, [](const auto& link) { return link.malformed_kinds.out_of_order; })});
  rows.push_back({"mncc:unexpected", "MNCC messages that the call's state does not accept",
                  calls(&cc::CountersSnapshot::unexpected_mncc)});
  rows.push_back({"mncc:dropped_on_write", "MNCC messages that the MSC did not take in time",
                  mncc(&cc::MnccSnapshot::dropped_on_write)});
  rows.push_back(
      {"sip:malformed:sdp", "SIP messages with unreadable SDP", calls(&cc::CountersSnapshot::malformed_sdp)});
  rows.push_back(
      {"sip:malformed:body", "INVITEs with a body that holds no SDP", calls(&cc::CountersSnapshot::unusable_bodies)});
  rows.push_back({"sip:malformed:header", "SIP messages with a header that cannot be used",
                  [](const StatsSample& sample) { return sample.sip.malformed; }});
  rows.push_back({"sip:repeated", "SIP requests and answers to INVITE that came once more",
                  [](const StatsSample& sample) { return sample.sip.repeated; }});
  rows.push_back({"sip:refused_source", "INVITEs from unknown sources",
                  [](const StatsSample& sample) { return sample.sip.refused_sources; }});
  rows.push_back({"sip:refused_overload", "INVITEs refused because too many waited",
                  [](const StatsSample& sample) { return sample.sip.overloaded; }});
  rows.push_back({"sip:tls_failures", "TLS handshakes that failed",
                  [](const StatsSample& sample) { return sample.sip.tls_failures; }});
  rows.push_back(
      {"sip:auth_failures", "REGISTERs and INVITEs refused because of our credentials", [](const StatsSample& sample) {
         auto count = sample.calls.auth_failures;
         for (const auto& trunk : sample.trunks) count += trunk.registration.auth_failures;
         return count;
       }});
  rows.push_back({"mgcp:sent", "MGCP commands", mgcp(&cc::MgwSnapshot::sent)});
  rows.push_back({"mgcp:retransmitted", "MGCP commands sent again", mgcp(&cc::MgwSnapshot::retransmitted)});
  rows.push_back({"mgcp:timed_out", "MGCP commands without a reply", mgcp(&cc::MgwSnapshot::timed_out)});
  rows.push_back({"mgcp:malformed", "Unreadable MGCP replies", mgcp(&cc::MgwSnapshot::malformed)});
  rows.push_back({"mgcp:refused:4xx", "MGCP replies 400-499", mgcp(&cc::MgwSnapshot::refused_4xx)});
  rows.push_back({"mgcp:refused:5xx", "MGCP replies 500-599", mgcp(&cc::MgwSnapshot::refused_5xx)});
  rows.push_back({"mgcp:refused:other", "MGCP replies of other error classes", mgcp(&cc::MgwSnapshot::refused_other)});
}

std::vector<Counter> all_counters() {
  std::vector<Counter> rows;
  add_calls(rows);
  add_links(rows);
  return rows;
}

/// The causes of 3GPP TS 24.008 by number; what else an operator may have ended a call with is in one row.
std::vector<Counter> all_causes(std::array<std::uint64_t, cc::kCauses> cc::CountersSnapshot::*causes) {
  std::vector<Counter> rows;
  std::vector<std::size_t> unnamed;
  for (std::size_t cause = 1; cause < cc::kCauses; ++cause) {
    if (sip::cause_text(static_cast<int>(cause)).empty()) {
      unnamed.push_back(cause);
    } else {
      rows.push_back({"cause:" + std::to_string(cause), "Cause " + sip::cause_in_words(static_cast<int>(cause)),
                      calls(causes, cause)});
    }
  }
  const auto others = [causes, unnamed](const StatsSample& sample) {
    const auto add = [&](std::uint64_t total, std::size_t cause) { return total + (sample.calls.*causes)[cause]; };
    return std::accumulate(unnamed.begin(), unnamed.end(), std::uint64_t{0}, add);
  };
  rows.push_back({"cause:other", "Causes that 3GPP TS 24.008 does not have", others});
  return rows;
}

}  // namespace

/// One group of rate counters. libosmocore keeps pointers to the descriptions.
class Stats::Group {
 public:
  Group(void* talloc_context, const char* name, const char* description, std::vector<Counter> rows)
      : rows_(std::move(rows)), published_(rows_.size()) {
    for (const auto& row : rows_) descriptions_.push_back({row.name.c_str(), row.description.c_str()});
    group_description_ = {.group_name_prefix = name,
                          .group_description = description,
                          .class_id = OSMO_STATS_CLASS_GLOBAL,
                          .num_ctr = static_cast<unsigned>(rows_.size()),
                          .ctr_desc = descriptions_.data()};
    group_ = rate_ctr_group_alloc(talloc_context, &group_description_, 0);
  }
  ~Group() { rate_ctr_group_free(group_); }
  Group(const Group&) = delete;
  Group& operator=(const Group&) = delete;

  /// A link that was removed takes its counts with it: the sum begins anew.
  void publish(const StatsSample& sample) {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const auto value = rows_[i].value(sample);
      const auto added = value >= published_[i] ? value - published_[i] : value;
      published_[i] = value;
      if (added > 0) rate_ctr_add(rate_ctr_group_get_ctr(group_, static_cast<unsigned>(i)), static_cast<int>(added));
    }
  }

 private:
  std::vector<Counter> rows_;
  std::vector<std::uint64_t> published_;
  std::vector<rate_ctr_desc> descriptions_;
  rate_ctr_group_desc group_description_{};
  rate_ctr_group* group_ = nullptr;
};

struct Stats::Items {
  explicit Items(void* talloc_context) : group(osmo_stat_item_group_alloc(talloc_context, &kGroup, 0)) {}
  ~Items() { osmo_stat_item_group_free(group); }
  Items(const Items&) = delete;
  Items& operator=(const Items&) = delete;

  void set(unsigned index, std::size_t value) {
    osmo_stat_item_set(osmo_stat_item_group_get_item(group, index), static_cast<std::int32_t>(value));
  }

  static constexpr osmo_stat_item_desc kItems[] = {
      {.name = "calls:active", .description = "Calls now", .unit = "", .num_values = 0, .default_value = 0},
      {.name = "calls:ringing", .description = "Calls that ring now", .unit = "", .num_values = 0, .default_value = 0},
      {.name = "mgw:endpoints", .description = "MGW endpoints in use", .unit = "", .num_values = 0, .default_value = 0},
      {.name = "trunks:up", .description = "SIP trunks that are up", .unit = "", .num_values = 0, .default_value = 0},
      {.name = "trunks:registered",
       .description = "SIP trunks that we are registered with",
       .unit = "",
       .num_values = 0,
       .default_value = 0},
  };
  static constexpr osmo_stat_item_group_desc kGroup{.group_name_prefix = "sipgw",
                                                    .group_description = "osmo-sipgw now",
                                                    .class_id = OSMO_STATS_CLASS_GLOBAL,
                                                    .num_items = std::size(kItems),
                                                    .item_desc = kItems};
  osmo_stat_item_group* group;
};

Stats::Stats(void* talloc_context)
    : mt_causes_(std::make_unique<Group>(talloc_context, "sipgw_mt_cause",
                                         "osmo-sipgw: calls to phones that are over or were refused, by cause",
                                         all_causes(&cc::CountersSnapshot::mt_causes))),
      mo_causes_(std::make_unique<Group>(talloc_context, "sipgw_mo_cause",
                                         "osmo-sipgw: calls from phones that are over or were refused, by cause",
                                         all_causes(&cc::CountersSnapshot::mo_causes))),
      counters_(std::make_unique<Group>(talloc_context, "sipgw", "osmo-sipgw", all_counters())),
      items_(std::make_unique<Items>(talloc_context)) {}
Stats::~Stats() = default;

void Stats::publish(const StatsSample& sample) {
  counters_->publish(sample);
  mo_causes_->publish(sample);
  mt_causes_->publish(sample);
  items_->set(0, sample.totals.active);
  items_->set(1, sample.totals.ringing);
  items_->set(2, sum(&StatsSample::mgws, &cc::MgwSnapshot::endpoints_in_use)(sample));
  items_->set(3, sum(&StatsSample::trunks, &cc::TrunkSnapshot::is_up)(sample));
  items_->set(4,
              sum(&StatsSample::trunks, [](const auto& trunk) { return trunk.registration.left.has_value(); })(sample));
}

}  // namespace sipgw::osmo
