// SPDX-License-Identifier: AGPL-3.0-or-later
// RFC 3263 §4: from the records of the DNS to the servers that requests may go to. Pure; the questions are asked by
// adapters/dns.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sip/destination.hpp"
#include "sip/peer.hpp"

namespace sipgw::sip {

/// RFC 3403 §4. A record with a regexp is of no use here.
struct NaptrRecord {
  std::uint16_t order = 0;
  std::uint16_t preference = 0;
  std::string flags;
  std::string service;
  std::string regexp;
  std::string replacement;
  bool operator==(const NaptrRecord&) const = default;
};

/// RFC 2782.
struct SrvRecord {
  std::uint16_t priority = 0;
  std::uint16_t weight = 0;
  std::uint16_t port = 0;
  std::string target;  ///< "." or empty: the service is decidedly not there
  bool operator==(const SrvRecord&) const = default;
};

/// A name that has SRV records.
struct Service {
  std::string name;  ///< "_sip._udp.example.com"
  Transport transport = Transport::udp;
  bool operator==(const Service&) const = default;
};

std::uint16_t default_port(Transport transport);

/// What NAPTR records offer over these transports, best first: only those of the lowest usable order (RFC 3403 §4.1),
/// so that one who asks for TLS first is not led to UDP by a second choice.
std::vector<Service> offered_services(std::vector<NaptrRecord> records, const std::vector<Transport>& transports);
/// Without NAPTR: the names that RFC 3263 §4.1 makes of the domain.
std::vector<Service> default_services(const std::string& domain, const std::vector<Transport>& transports);
/// The servers of one service; none if it is decidedly not there.
std::vector<Server> servers_of(const std::vector<SrvRecord>& records, Transport transport, std::uint16_t rank);

}  // namespace sipgw::sip
