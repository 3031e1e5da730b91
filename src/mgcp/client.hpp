// SPDX-License-Identifier: AGPL-3.0-or-later
// MGCP transactions towards one MGW, without I/O: commands in, datagrams out; datagrams and time in, results out.
// Thread: the owner's. Time is whatever steady clock the owner passes in.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "base/ids.hpp"
#include "mgcp/message.hpp"

namespace sipgw::mgcp {

using TimePoint = std::chrono::steady_clock::time_point;

/// What became of a command: the MGW's final response, or none after all tries.
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
  /// Takes one datagram. monostate: a provisional, a repeated, an unknown or a malformed reply (counted). The first
  /// provisional ends the retransmissions and gives the MGW `wildcard` more time; further ones change nothing.
  Received receive(std::string_view datagram, TimePoint now);

  struct Due {
    std::vector<std::string> datagrams;   ///< to send again
    std::vector<Completion> completions;  ///< given up
  };
  Due on_time(TimePoint now);
  std::optional<TimePoint> next_deadline() const;

  /// Gives up everything under way (the MGW is gone); no datagrams result.
  std::vector<Completion> abandon_all(TimePoint now);

  std::size_t pending() const { return pending_.size(); }
  const Counters& counters() const { return counters_; }

 private:
  struct Transaction {
    MgcpToken token;
    std::string datagram;  ///< empty: never sent again
    std::string call_id;   ///< of a wildcard CRCX, else empty
    unsigned sent = 1;
    std::chrono::milliseconds interval{};
    TimePoint deadline;
    bool provisional = false;  ///< a 1xx has extended it; only the first one does
    bool wildcard() const { return datagram.empty(); }
  };
  using Pending = std::unordered_map<std::uint32_t, Transaction>;

  std::uint32_t allocate_id();
  void set_deadline(Pending::iterator transaction, TimePoint deadline);
  Completion give_up(Pending::iterator transaction, TimePoint now);
  void extend(Pending::iterator transaction, TimePoint now);
  Received receive_late(const Response& response);
  void forget_old(TimePoint now);

  const Timing timing_;
  std::uint32_t next_id_;
  Pending pending_;
  std::set<std::pair<TimePoint, std::uint32_t>> deadlines_;      ///< one per pending transaction
  std::unordered_map<std::uint32_t, std::string> late_;          ///< given-up wildcard CRCXs: their call ids
  std::deque<std::pair<TimePoint, std::uint32_t>> late_expiry_;  ///< in order of time
  Counters counters_;
};

}  // namespace sipgw::mgcp
