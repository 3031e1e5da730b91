// SPDX-License-Identifier: AGPL-3.0-or-later
#include "bench/results.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sipgw::bench {
namespace {

constexpr std::array<std::string_view, kHops> kNames{
    "SETUP_IND to RTP_CREATE", "RTP_CREATE to INVITE", "200 to SETUP_RSP", "INVITE to SETUP_REQ",
    "SETUP_CNF to 200",        "DISC_IND to BYE",      "BYE to DISC_REQ",  "INVITE to 180",
};

double microseconds(Nanoseconds time) { return static_cast<double>(time.count()) / 1000; }

/// The value that `share` of the sorted times do not exceed.
double quantile(const std::vector<Nanoseconds>& sorted, double share) {
  const auto last = static_cast<double>(sorted.size() - 1);
  return microseconds(sorted[static_cast<std::size_t>(share * last)]);
}

/// "name": value, for each entry of a map.
template <typename Map>
std::string members(const Map& map) {
  std::string text;
  for (const auto& [name, count] : map) fmt::format_to(std::back_inserter(text), ", \"{}\": {}", name, count);
  return text.empty() ? text : text.substr(2);
}

}  // namespace

std::string Results::to_json(std::string_view command, std::size_t calls, double seconds) {
  std::string hops;
  for (std::size_t hop = 0; hop < kHops; ++hop) {
    auto& times = hops_[hop];
    if (times.empty()) continue;
    std::sort(times.begin(), times.end());
    fmt::format_to(std::back_inserter(hops),
                   "{}\"{}\": {{\"count\": {}, \"p50\": {:.1f}, \"p99\": {:.1f}, \"max\": {:.1f}}}",
                   hops.empty() ? "" : ", ", kNames[hop], times.size(), quantile(times, 0.5), quantile(times, 0.99),
                   microseconds(times.back()));
  }
  return fmt::format(
      "{{\"command\": \"{}\", \"calls\": {}, \"seconds\": {:.3f}, \"resent\": {}, \"refused\": {{{}}}, "
      "\"failed\": {{{}}}, \"hops\": {{{}}}}}",
      command, calls, seconds, resent_, members(refused_), members(failed_), hops);
}

}  // namespace sipgw::bench
