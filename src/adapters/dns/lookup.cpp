// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/dns/lookup.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace sipgw::dns {
namespace {

using std::chrono::seconds;
using Servers = Records<sip::Server>;

constexpr seconds kShortestTtl{60};
constexpr seconds kLongestTtl{3600};
/// Each costs a question or two.
constexpr std::size_t kMostServers = 32;

/// Error: what the system said, with the name that it was asked for unless that is the query's own.
Error about(const std::string& name, const Query& query, const Error& error) {
  return name == query.host ? error : Error{name + ": " + error.text};
}

sip::Server server_without_srv(const Query& query, sip::Transport transport) {
  return {
      .name = query.host, .port = query.port != 0 ? query.port : sip::default_port(transport), .transport = transport};
}

Result<Records<sip::Service>> find_services(const Query& query, const System& system) {
  if (query.naptr) {
    const auto naptr = system.naptr(query.host);
    if (!naptr) return naptr.error();
    auto services = sip::offered_services(naptr->records, query.transports);
    if (!services.empty()) return Records<sip::Service>{std::move(services), naptr->ttl};
  }
  return Records<sip::Service>{sip::default_services(query.host, query.transports), kLongestTtl};
}

void keep_the_first(std::vector<sip::Server>& servers) {
  std::stable_sort(servers.begin(), servers.end(), [](const sip::Server& a, const sip::Server& b) {
    return std::tie(a.rank, a.priority) < std::tie(b.rank, b.priority);
  });
  if (servers.size() > kMostServers) servers.resize(kMostServers);
}

Result<Servers> find_servers_by_srv(const Query& query, const System& system) {
  const auto services = find_services(query, system);
  if (!services) return services.error();
  Servers servers{{}, services->ttl};
  bool any_records = false;
  for (std::size_t number = 0; number < services->records.size(); ++number) {
    const auto& service = services->records[number];
    const auto srv = system.srv(service.name);
    if (!srv) return about(service.name, query, srv.error());
    if (srv->records.empty()) continue;
    any_records = true;
    servers.ttl = std::min(servers.ttl, srv->ttl);
    const auto found = sip::servers_of(srv->records, service.transport, static_cast<std::uint16_t>(number));
    servers.records.insert(servers.records.end(), found.begin(), found.end());
  }
  if (!any_records) return Servers{{server_without_srv(query, services->records.front().transport)}, kShortestTtl};
  if (servers.records.empty()) return Error{"its SRV records name no server"};
  keep_the_first(servers.records);
  return servers;
}

Result<Servers> find_servers(const Query& query, const System& system) {
  const bool by_srv = query.srv && query.port == 0 && !IpAddress::parse(query.host);
  if (by_srv) return find_servers_by_srv(query, system);
  return Servers{{server_without_srv(query, query.transports.front())}, kLongestTtl};
}

Result<std::vector<IpAddress>> find_addresses(const std::string& name, const System& system) {
  if (const auto literal = IpAddress::parse(name)) return std::vector{*literal};
  return system.addresses(name);
}

bool same_server(const sip::Server& a, const sip::Server& b) {
  return std::tie(a.name, a.port, a.transport) == std::tie(b.name, b.port, b.transport);
}

std::vector<IpAddress> addresses_in(const sip::Destinations& destinations, const sip::Server& server) {
  std::vector<IpAddress> addresses;
  for (const auto& destination : destinations)
    if (same_server(destination.server, server)) addresses.push_back(destination.address);
  return addresses;
}

/// The servers' addresses, each name asked for once; for a name that does not resolve, those it had.
void find_destinations(Answer& answer, const Query& query, const System& system, const sip::Destinations& old) {
  std::map<std::string, Result<std::vector<IpAddress>>> asked;
  for (const auto& server : answer.servers) {
    auto known = asked.find(server.name);
    if (known == asked.end()) known = asked.emplace(server.name, find_addresses(server.name, system)).first;
    const auto& found = known->second;
    if (!found && answer.trouble.empty()) answer.trouble = about(server.name, query, found.error()).text;
    for (const auto& address : found ? *found : addresses_in(old, server))
      answer.destinations.push_back({address, server});
  }
}

}  // namespace

Answer look_up(const Query& query, const System& system, Answer old, Answer::Time now) {
  Answer answer{{}, old.servers, old.servers_expire, {}};
  if (answer.servers.empty() || answer.servers_expire <= now) {
    auto servers = find_servers(query, system);
    if (!servers) {
      old.trouble = servers.error().text;
      return old;
    }
    answer.servers = std::move(servers->records);
    answer.servers_expire = now + std::clamp(servers->ttl, kShortestTtl, kLongestTtl);
  }
  find_destinations(answer, query, system, old.destinations);
  return answer;
}

}  // namespace sipgw::dns
