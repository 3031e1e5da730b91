// SPDX-License-Identifier: AGPL-3.0-or-later
// Which scripted call an incoming SETUP_REQ or INVITE belongs to: calls wait here until the gateway reaches their
// called end. Pure.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "sim/script.hpp"

namespace sipgw::sim {

class WaitingCalls {
 public:
  void add(std::uint32_t call, const Party& from, const Party& to);
  void remove(std::uint32_t call, const Party& to);

  /// The oldest call to this end by this caller, else the oldest one to it, else one by this caller to another number
  /// (the gateway may translate it); taken out. Numbers with or without '+'.
  std::optional<std::uint32_t> take(EndKind kind, std::string_view called, std::string_view caller);

 private:
  struct Waiting {
    std::uint32_t call;
    std::string caller;
  };
  using Queues = std::unordered_map<std::string, std::deque<Waiting>>;
  Queues::iterator queue_of_caller(EndKind kind, std::string_view caller);

  Queues by_called_;  ///< no queue is empty
};

}  // namespace sipgw::sim
