// SPDX-License-Identifier: AGPL-3.0-or-later
// Nodes `sip` and `tls`, as far as they are not about the trunk `default`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/net_address.hpp"
#include "routing/ban_table.hpp"
#include "sip/listener.hpp"
#include "sip/peer.hpp"
#include "sip/tls.hpp"

namespace sipgw::cc {

/// What becomes of an INVITE that no trunk's rules match; accept: it is the first trunk's.
enum class UnknownSource : std::uint8_t { reject, drop, accept };

/// `local ADDR PORT tls`: one transport on one address.
struct LocalTransport {
  NetAddress address;
  sip::Transport transport = sip::Transport::udp;
  bool operator==(const LocalTransport&) const = default;
};

struct SipConfig {
  std::string local_host = "127.0.0.1";  ///< literal address; `local ADDR PORT`: UDP and TCP
  std::uint16_t local_port = 5060;
  bool local_wanted = false;            ///< `local ADDR PORT` was configured
  std::vector<LocalTransport> further;  ///< as the operator gave them
  std::string external_address;         ///< told to peers instead of the bound one; empty: none
  sip::ConnectionTimes connections;
  sip::TlsSettings tls;
  int sofia_log_level = 0;                     ///< 0-9
  std::vector<std::string> emergency_numbers;  ///< calls to these are emergency calls, as are those the MSC marks
  UnknownSource unknown_source = UnknownSource::reject;
  routing::BanRule ban;  ///< of unknown sources

  /// `local ADDR PORT` is served if it was configured, or if there is nothing else.
  bool serves_plain_local() const { return local_wanted || further.empty(); }
  /// Where SIP is served, each address and port once.
  std::vector<sip::Listener> listeners() const;
  /// Our own address of that kind, perhaps a wildcard; nothing: it is not served.
  std::optional<IpAddress> local_ip(bool v6) const;
  /// What peers of that kind are told instead of the bound address; empty: nothing.
  std::string external_host(bool v6) const;
  /// All that acts only when it is bound.
  bool same_binding(const SipConfig& other) const;
  bool operator==(const SipConfig&) const = default;
};

}  // namespace sipgw::cc
