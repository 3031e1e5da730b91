// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sim/waiting_calls.hpp"

#include <algorithm>

#include "sim/leg.hpp"

namespace sipgw::sim {
namespace {

std::string key(EndKind kind, std::string_view called) {
  return std::string{to_string(kind)} + ' ' + std::string{bare(called)};
}

}  // namespace

void WaitingCalls::add(std::uint32_t call, const Party& from, const Party& to) {
  by_called_[key(to.kind, to.number)].push_back({call, std::string{bare(from.number)}});
}

void WaitingCalls::remove(std::uint32_t call, const Party& to) {
  const auto queue = by_called_.find(key(to.kind, to.number));
  if (queue == by_called_.end()) return;
  std::erase_if(queue->second, [call](const Waiting& waiting) { return waiting.call == call; });
  if (queue->second.empty()) by_called_.erase(queue);
}

std::optional<std::uint32_t> WaitingCalls::take(EndKind kind, std::string_view called, std::string_view caller) {
  auto queue = by_called_.find(key(kind, called));
  if (queue == by_called_.end()) queue = queue_of_caller(kind, caller);
  if (queue == by_called_.end()) return std::nullopt;
  auto found = std::ranges::find(queue->second, bare(caller), &Waiting::caller);
  if (found == queue->second.end()) found = queue->second.begin();
  const auto call = found->call;
  queue->second.erase(found);
  if (queue->second.empty()) by_called_.erase(queue);
  return call;
}

WaitingCalls::Queues::iterator WaitingCalls::queue_of_caller(EndKind kind, std::string_view caller) {
  return std::ranges::find_if(by_called_, [&](const auto& queue) {
    return queue.first.starts_with(to_string(kind)) &&
           std::ranges::find(queue.second, bare(caller), &Waiting::caller) != queue.second.end();
  });
}

}  // namespace sipgw::sim
