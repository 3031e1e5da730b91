// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sip/locate.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <tuple>

#include "base/strings.hpp"

namespace sipgw::sip {
namespace {

std::string_view naptr_service(Transport transport) {
  switch (transport) {
    case Transport::udp:
      return "SIP+D2U";
    case Transport::tcp:
      return "SIP+D2T";
    case Transport::tls:
      return "SIPS+D2T";
  }
  return "";
}

std::string_view srv_prefix(Transport transport) {
  switch (transport) {
    case Transport::udp:
      return "_sip._udp.";
    case Transport::tcp:
      return "_sip._tcp.";
    case Transport::tls:
      return "_sips._tcp.";
  }
  return "";
}

bool is_root(std::string_view name) { return name.empty() || name == "."; }

std::optional<Transport> usable_transport(const NaptrRecord& record, const std::vector<Transport>& transports) {
  if (!iequals(record.flags, "s") || !record.regexp.empty() || is_root(record.replacement)) return std::nullopt;
  const auto found = std::find_if(transports.begin(), transports.end(), [&](Transport transport) {
    return iequals(record.service, naptr_service(transport));
  });
  return found != transports.end() ? std::optional{*found} : std::nullopt;
}

}  // namespace

std::uint16_t default_port(Transport transport) { return transport == Transport::tls ? 5061 : 5060; }

std::vector<Service> offered_services(std::vector<NaptrRecord> records, const std::vector<Transport>& transports) {
  std::erase_if(records, [&](const NaptrRecord& record) { return !usable_transport(record, transports); });
  std::stable_sort(records.begin(), records.end(), [](const NaptrRecord& a, const NaptrRecord& b) {
    return std::tie(a.order, a.preference) < std::tie(b.order, b.preference);
  });
  std::vector<Service> services;
  for (const auto& record : records)
    if (record.order == records.front().order)
      services.push_back({record.replacement, *usable_transport(record, transports)});
  return services;
}

std::vector<Service> default_services(const std::string& domain, const std::vector<Transport>& transports) {
  std::vector<Service> services;
  services.reserve(transports.size());
  for (const auto transport : transports) services.push_back({std::string{srv_prefix(transport)} + domain, transport});
  return services;
}

std::vector<Server> servers_of(const std::vector<SrvRecord>& records, Transport transport, std::uint16_t rank) {
  std::vector<Server> servers;
  for (const auto& record : records) {
    if (is_root(record.target) || record.port == 0) continue;
    servers.push_back({record.target, record.port, transport, rank, record.priority, record.weight});
  }
  return servers;
}

}  // namespace sipgw::sip
