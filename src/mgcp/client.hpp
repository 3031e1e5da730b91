// SPDX-License-Identifier: AGPL-3.0-or-later
// MGCP transactions towards one MGW, without I/O: commands in, datagrams out; datagrams and time in, results out.
// Thread: the owner's. Time is whatever steady clock the owner passes in.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "base/ids.hpp"
#include "mgcp/message.hpp"

namespace sipgw::mgcp {

using TimePoint = std::chrono::steady_clock::time_point;

/// What became of a command: the MGW's response, or none after all tries.
struct Completion {
  MgcpToken token;
  std::optional<Response> response;  ///< nothing: timed out
};

/// A wildcard CRCX was answered after it had been given up: its endpoint must be deleted by name.
struct Orphan {
  std::string endpoint;
  std::string connection_id;
  std::string call_id;
};

struct Counters {
  std::uint64_t sent = 0, retransmitted = 0, timed_out = 0, malformed = 0, unexpected = 0, late = 0;
};

class Client {
 public:
  struct Timing {
    std::chrono::milliseconds first{500};      ///< until the first retransmission; doubles each time
    unsigned tries = 3;                        ///< sendings in all
    std::chrono::milliseconds wildcard{3500};  ///< how long a wildcard CRCX, sent once, may take
    std::chrono::seconds remember_late{60};    ///< how long a given-up wildcard CRCX's late reply is recognised
  };

  /// `first_transaction` should be random: OsmoMGW answers a repeated id from its cache.
  Client(std::uint32_t first_transaction, Timing timing);

  /// Starts a transaction; returns the datagram to send.
  std::string submit(MgcpToken token, Command command, TimePoint now);

  using Received = std::variant<std::monostate, Completion, Orphan>;
  /// Takes one datagram. monostate: a provisional, a repeated, an unknown or a malformed reply (counted).
  Received receive(std::string_view datagram, TimePoint now);

  struct Due {
    std::vector<std::string> datagrams;   ///< to send again
    std::vector<Completion> completions;  ///< given up
  };
  Due on_time(TimePoint now);
  std::optional<TimePoint> next_deadline() const;

  /// Gives up everything under way (the MGW's socket is gone); no datagrams result.
  std::vector<Completion> abandon_all();

  std::size_t pending() const { return pending_.size(); }
  const Counters& counters() const { return counters_; }

 private:
  struct Transaction;
  // (the implementer fills this in; lookups by transaction id are hashed, deadlines are a heap or ordered map)
  std::unordered_map<std::uint32_t, Transaction> pending_;
  Counters counters_;
};

}  // namespace sipgw::mgcp
