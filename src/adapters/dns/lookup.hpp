// SPDX-License-Identifier: AGPL-3.0-or-later
// From the name of a trunk's far end to its destinations: RFC 3263 §4, one question after the other.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "adapters/dns/addresses.hpp"
#include "adapters/dns/query.hpp"
#include "sip/destination.hpp"

namespace sipgw::dns {

struct Query {
  std::string host;        ///< name or literal address
  std::uint16_t port = 0;  ///< 0: not given, the only case in which SRV and NAPTR are asked for
  /// Never empty. The first is used where the DNS does not say otherwise.
  std::vector<sip::Transport> transports = {sip::Transport::udp};
  bool srv = false;
  bool naptr = false;  ///< only with `srv`
  bool operator==(const Query&) const = default;
};

/// Who is asked; tests put others here. All of them block, any thread.
struct System {
  std::function<Result<Records<sip::NaptrRecord>>(const std::string&)> naptr = query_naptr;
  std::function<Result<Records<sip::SrvRecord>>(const std::string&)> srv = query_srv;
  std::function<Result<std::vector<IpAddress>>(const std::string&)> addresses = addresses_of_host;
};

struct Answer {
  using Time = std::chrono::steady_clock::time_point;

  sip::Destinations destinations;
  std::vector<sip::Server> servers;  ///< that the destinations are the addresses of
  Time servers_expire;               ///< until then SRV and NAPTR are not asked for again: 60 s to 1 h
  std::string trouble;               ///< in words, if anything was not answered; the old destinations stand in for it
};

/// Blocks. `old` is the answer to the same query before, or empty.
Answer look_up(const Query& query, const System& system, Answer old, Answer::Time now);

}  // namespace sipgw::dns
