// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cc/sip_config.hpp"

#include <algorithm>

namespace sipgw::cc {
namespace {

sip::Listener& listener_at(std::vector<sip::Listener>& listeners, const NetAddress& address) {
  const auto found = std::find_if(listeners.begin(), listeners.end(),
                                  [&](const sip::Listener& listener) { return listener.address == address; });
  if (found != listeners.end()) return *found;
  return listeners.emplace_back(sip::Listener{.address = address, .udp = false, .tcp = false, .tls = false});
}

void add(sip::Listener& listener, sip::Transport transport) {
  switch (transport) {
    case sip::Transport::udp:
      listener.udp = true;
      return;
    case sip::Transport::tcp:
      listener.tcp = true;
      return;
    case sip::Transport::tls:
      listener.tls = true;
      return;
  }
}

}  // namespace

std::vector<sip::Listener> SipConfig::listeners() const {
  std::vector<sip::Listener> listeners;
  if (const auto ip = IpAddress::parse(local_host); ip && serves_plain_local()) {
    listeners.push_back({.address = {.ip = *ip, .port = local_port}, .udp = true, .tcp = true, .tls = false});
  }
  for (const auto& [address, transport] : further) add(listener_at(listeners, address), transport);
  return listeners;
}

std::optional<IpAddress> SipConfig::local_ip(bool v6) const {
  if (serves_plain_local()) {
    if (const auto ip = IpAddress::parse(local_host); ip && ip->v6 == v6) return ip;
  }
  const auto found = std::find_if(further.begin(), further.end(),
                                  [&](const LocalTransport& local) { return local.address.ip.v6 == v6; });
  return found == further.end() ? std::nullopt : std::optional(found->address.ip);
}

std::string SipConfig::external_host(bool v6) const {
  const auto literal = IpAddress::parse(external_address);
  return literal && literal->v6 != v6 ? std::string() : external_address;
}

bool SipConfig::same_binding(const SipConfig& other) const {
  return listeners() == other.listeners() && external_address == other.external_address &&
         connections == other.connections;
}

}  // namespace sipgw::cc
