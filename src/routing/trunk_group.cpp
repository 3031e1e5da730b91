// SPDX-License-Identifier: AGPL-3.0-or-later
#include "routing/trunk_group.hpp"

#include <algorithm>
#include <numeric>

namespace sipgw::routing {

namespace {

using Members = std::vector<Member>;
using Position = Members::iterator;

/// FNV-1a, and a last mix since the names differ in few bits. Not std::hash: two gateways have to agree.
std::uint64_t hash(std::string_view first, std::string_view second) {
  std::uint64_t value = 0xcbf29ce484222325;
  const auto add = [&](std::string_view text) {
    for (const char character : text) value = (value ^ static_cast<unsigned char>(character)) * 0x100000001b3;
  };
  add(first);
  add(std::string_view("\0", 1));
  add(second);
  value ^= value >> 32;
  value *= 0xd6e8feb86659fd93;
  return value ^ value >> 32;
}

/// Rendezvous hashing: when a member goes, only its own keys move.
void order_by_hash(Position first, Position last, std::string_view key) {
  std::stable_sort(first, last,
                   [&](const Member& a, const Member& b) { return hash(key, a.trunk) > hash(key, b.trunk); });
}

/// RFC 2782: one after the other is drawn from those that are left.
void order_by_weight(Position first, Position last, std::minstd_rand& random) {
  for (; first != last; ++first) {
    const auto total =
        std::accumulate(first, last, 0u, [](unsigned sum, const Member& member) { return sum + member.weight; });
    if (total == 0) return;
    auto drawn = std::uniform_int_distribution<unsigned>(0, total - 1)(random);
    const auto chosen = std::find_if(first, last, [&](const Member& member) {
      const bool hit = drawn < member.weight;
      drawn -= member.weight;
      return hit;
    });
    std::rotate(first, chosen, chosen + 1);
  }
}

void order_within_priority(Algorithm algorithm, Position first, Position last, const Occasion& occasion,
                           std::minstd_rand& random) {
  switch (algorithm) {
    case Algorithm::priority:
      return;
    case Algorithm::round_robin:
      std::rotate(first, first + static_cast<std::ptrdiff_t>(occasion.turn % static_cast<std::size_t>(last - first)),
                  last);
      return;
    case Algorithm::weight:
      return order_by_weight(first, last, random);
    case Algorithm::hash_caller:
      return order_by_hash(first, last, occasion.caller);
    case Algorithm::hash_callid:
      return order_by_hash(first, last, occasion.call_id);
    case Algorithm::least_calls:
      std::stable_sort(first, last, [&](const Member& a, const Member& b) {
        return occasion.calls(a.trunk) < occasion.calls(b.trunk);
      });
      return;
  }
}

}  // namespace

std::vector<std::string> order_of(const TrunkGroup& group, const Occasion& occasion, std::minstd_rand& random) {
  auto members = group.members;
  std::stable_sort(members.begin(), members.end(),
                   [](const Member& a, const Member& b) { return a.priority < b.priority; });
  for (auto first = members.begin(); first != members.end();) {
    const auto last =
        std::find_if(first, members.end(), [&](const Member& member) { return member.priority != first->priority; });
    order_within_priority(group.algorithm, first, last, occasion, random);
    first = last;
  }
  std::vector<std::string> trunks;
  trunks.reserve(members.size());
  for (auto& member : members) trunks.push_back(std::move(member.trunk));
  return trunks;
}

}  // namespace sipgw::routing
