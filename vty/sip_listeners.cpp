// SPDX-License-Identifier: AGPL-3.0-or-later
// Node `sip`: `local`, `external-address`, `connection`.
#include "vty/sip_listeners.hpp"

#include <algorithm>

#include "base/net_address.hpp"
#include "vty/choice.hpp"
#include "vty/nodes.hpp"

namespace sipgw::vty {
namespace {

using sip::ConnectionTimes;

std::optional<NetAddress> address_argument(Terminal& terminal, Arguments arguments) {
  if (const auto ip = IpAddress::parse(arguments[0]))
    return NetAddress{.ip = *ip, .port = number_argument<std::uint16_t>(arguments[1])};
  terminal.remark(fmt::format("'{}' is no IP address.", arguments[0]));
  return std::nullopt;
}

/// Unless TLS and another transport were to share a port.
Outcome change_locals(Terminal& terminal, const cc::SipConfig& changed) {
  for (const auto& listener : changed.listeners()) {
    if (!listener.tls || !(listener.udp || listener.tcp)) continue;
    terminal.remark(fmt::format("TLS needs a port of its own, not {}.", listener.address.to_string()));
    return Outcome::refused;
  }
  return change_config(terminal, [&](cc::Config& config) { config.sip = changed; });
}

/// UDP and TCP, as osmo-sip-connector has it.
Outcome local(Terminal& terminal, Arguments arguments) {
  const auto address = address_argument(terminal, arguments);
  if (!address) return Outcome::refused;
  auto sip = admin().config().sip;
  sip.local_host = address->ip.to_string();
  sip.local_port = address->port;
  sip.local_wanted = true;
  return change_locals(terminal, sip);
}

Outcome no_local(Terminal& terminal, Arguments) {
  auto sip = admin().config().sip;
  sip.local_host = cc::SipConfig{}.local_host;
  sip.local_port = cc::SipConfig{}.local_port;
  sip.local_wanted = false;
  return change_locals(terminal, sip);
}

std::optional<cc::LocalTransport> local_argument(Terminal& terminal, Arguments arguments) {
  const auto address = address_argument(terminal, arguments);
  if (!address) return std::nullopt;
  return cc::LocalTransport{*address, choice<sip::Transport>(kTransports, arguments[2])};
}

Outcome local_transport(Terminal& terminal, Arguments arguments) {
  const auto local = local_argument(terminal, arguments);
  if (!local) return Outcome::refused;
  auto sip = admin().config().sip;
  if (std::find(sip.further.begin(), sip.further.end(), *local) == sip.further.end()) sip.further.push_back(*local);
  return change_locals(terminal, sip);
}

Outcome no_local_transport(Terminal& terminal, Arguments arguments) {
  const auto local = local_argument(terminal, arguments);
  if (!local) return Outcome::refused;
  auto sip = admin().config().sip;
  if (std::erase(sip.further, *local) == 0) {
    terminal.remark("There is no such line.");
    return Outcome::refused;
  }
  return change_locals(terminal, sip);
}

Outcome external_address(Terminal& terminal, Arguments arguments) {
  const std::string_view host = arguments[0];
  constexpr std::string_view kInNames = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
  if (!IpAddress::parse(host) && host.find_first_not_of(kInNames) != std::string_view::npos) {
    terminal.remark(fmt::format("'{}' is neither a host name nor an IP address.", host));
    return Outcome::refused;
  }
  return change_config(terminal, [&](cc::Config& config) { config.sip.external_address = host; });
}

Outcome no_external_address(Terminal& terminal, Arguments) {
  return change_config(terminal, [](cc::Config& config) { config.sip.external_address.clear(); });
}

template <std::chrono::seconds ConnectionTimes::*member>
Outcome set_time(Terminal& terminal, Arguments arguments) {
  return change_config(terminal, [&](cc::Config& config) {
    config.sip.connections.*member = std::chrono::seconds{number_argument<unsigned>(arguments[0])};
  });
}

#define LOCAL_STR "Where SIP is served, on UDP and TCP\n"
#define ADDRESS_STR "IPv4 address\nIPv6 address\nPort\n"
#define TRANSPORTS_STR "Only UDP\nOnly TCP\nOnly TLS, by the settings of node 'tls'\n"
#define CONNECTION_STR "Connections over TCP and TLS\n"

cmd_element commands[] = {
    command<local>("local " VTY_IPV46_CMD " <1-65535>", LOCAL_STR ADDRESS_STR),
    command<no_local>("no local", NO_STR "Only the lines that name a transport count, if there are any\n"),
    command<local_transport>("local " VTY_IPV46_CMD " <1-65535> (udp|tcp|tls)", LOCAL_STR ADDRESS_STR TRANSPORTS_STR),
    command<no_local_transport>("no local " VTY_IPV46_CMD " <1-65535> (udp|tcp|tls)",
                                NO_STR LOCAL_STR ADDRESS_STR TRANSPORTS_STR),
    command<external_address>("external-address HOST",
                              "What Via and Contact name in place of the bound address, as where NAT is between\n"
                              "Host name, or IP address; that stands for bound ones of its kind\n"),
    command<no_external_address>("no external-address", NO_STR "Via and Contact name the bound address (default)\n"),
    command<set_time<&ConnectionTimes::idle>>(
        "connection idle <0-86400>",
        CONNECTION_STR "Closed when so long without a message\nSeconds (default: 600); 0 never\n"),
    command<set_time<&ConnectionTimes::handshake>>(
        "connection handshake <1-30>",
        CONNECTION_STR "How long connecting and the handshake of TLS may take\nSeconds (default: 5)\n"),
    command<set_time<&ConnectionTimes::keepalive>>(
        "connection keepalive <0-3600>",
        CONNECTION_STR "Empty lines keep connections over TCP open\nSeconds between them; 0 none (default)\n"),
};

}  // namespace

void write_listeners(Terminal& out, const cc::SipConfig& sip) {
  const ConnectionTimes defaults;
  const auto& times = sip.connections;
  if (sip.serves_plain_local()) out.line(" local {} {}", sip.local_host, sip.local_port);
  for (const auto& local : sip.further) {
    out.line(" local {} {} {}", local.address.ip.to_string(), local.address.port, sip::to_string(local.transport));
  }
  if (!sip.external_address.empty()) out.line(" external-address {}", sip.external_address);
  if (times.idle != defaults.idle) out.line(" connection idle {}", times.idle.count());
  if (times.handshake != defaults.handshake) out.line(" connection handshake {}", times.handshake.count());
  if (times.keepalive != defaults.keepalive) out.line(" connection keepalive {}", times.keepalive.count());
}

void install_listeners() { install(kSipNode, commands); }

}  // namespace sipgw::vty
