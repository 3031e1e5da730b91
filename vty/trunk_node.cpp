// SPDX-License-Identifier: AGPL-3.0-or-later
// Node `trunk NAME`: where a SIP peer is, and how it knows us.
#include <string_view>

#include "vty/choice.hpp"
#include "vty/names.hpp"
#include "vty/nodes.hpp"
#include "vty/trunk_parts.hpp"

namespace sipgw::vty {
namespace {

constexpr std::size_t kLongestHostName = 253;

cmd_node trunk_node{.node = kTrunkNode,
                    .prompt = "%s(config-trunk)# ",
                    .vtysh = 1,
                    .func = nullptr,
                    .cmd_vector = nullptr,
                    .name = "config-trunk"};

constexpr std::string_view kDnsLookups[] = {"a", "srv", "naptr"};

bool is_host(Terminal& terminal, std::string_view host) {
  if (host.size() <= kLongestHostName) return true;
  terminal.remark(fmt::format("A host name has at most {} characters.", kLongestHostName));
  return false;
}

void write_text(Terminal& out, std::string_view command, const std::string& value) {
  if (!value.empty()) out.line(" {} {}", command, value);
}

void write_place(Terminal& out, std::string_view command, const std::string& host, std::uint16_t port) {
  if (host.empty()) return;
  out.line(" {} {}{}", command, host, port == 0 ? std::string{} : fmt::format(" {}", port));
}

void write_trunk(Terminal& out, const cc::TrunkConfig& trunk) {
  out.line("trunk {}", trunk.name);
  write_place(out, "remote", trunk.remote_host, trunk.remote_port);
  write_choice(out, "transport", kTransports, trunk, &cc::TrunkConfig::transport);
  write_place(out, "outbound-proxy", trunk.outbound_proxy_host, trunk.outbound_proxy_port);
  write_choice(out, "dns", kDnsLookups, trunk, &cc::TrunkConfig::dns);
  write_text(out, "domain", trunk.domain);
  write_text(out, "from-domain", trunk.from_domain);
  write_text(out, "from-user", trunk.from_user);
  write_text(out, "contact-user", trunk.contact_user);
  write_trunk_account(out, trunk);
  write_trunk_health(out, trunk);
  write_trunk_media(out, trunk);
  write_trunk_policy(out, trunk);
  write_trunk_identity(out, trunk);
  write_trunk_emergency(out, trunk);
  write_trunk_routing(out, trunk);
  out.line("{}shutdown", trunk.shutdown ? " " : " no ");
}

void write_trunks(Terminal& out) {
  for (const auto& trunk : admin().config().trunks) {
    if (!trunk.is_default()) write_trunk(out, trunk);
  }
}

bool is_named(Terminal& terminal, std::string_view name) {
  if (name == cc::kDefaultTrunk) {
    terminal.remark("The trunk 'default' is configured in node 'sip'.");
    return false;
  }
  return is_fit_for_name(terminal, name, "A trunk's name");
}

Outcome enter_trunk(Terminal& terminal, Arguments arguments) {
  const std::string name = arguments[0];
  if (!is_named(terminal, name)) return Outcome::refused;
  terminal.enter(kTrunkNode, number_of_name(name));
  if (admin().config().trunk(name) != nullptr) return Outcome::done;
  return change_config(terminal, [&](cc::Config& config) { config.trunks.push_back(cc::TrunkConfig::named(name)); });
}

Outcome remove_trunk(Terminal& terminal, Arguments arguments) {
  const std::string_view name = arguments[0];
  if (!is_named(terminal, name)) return Outcome::refused;
  return change_config(terminal, [&](cc::Config& config) {
    std::erase_if(config.trunks, [&](const auto& trunk) { return trunk.name == name; });
  });
}

Outcome outbound_proxy(Terminal& terminal, Arguments arguments) {
  if (!is_host(terminal, arguments[0])) return Outcome::refused;
  return change_trunk(terminal, [&](cc::TrunkConfig& trunk) {
    trunk.outbound_proxy_host = arguments[0];
    trunk.outbound_proxy_port = arguments.size() > 1 ? number_argument<std::uint16_t>(arguments[1]) : 0;
  });
}

Outcome no_outbound_proxy(Terminal& terminal, Arguments) {
  return change_trunk(terminal, [](cc::TrunkConfig& trunk) { trunk.outbound_proxy_host.clear(); });
}

template <std::string cc::TrunkConfig::*member>
Outcome set_text(Terminal& terminal, Arguments arguments) {
  return change_trunk(terminal, [&](cc::TrunkConfig& trunk) { trunk.*member = arguments[0]; });
}

template <std::string cc::TrunkConfig::*member>
Outcome clear_text(Terminal& terminal, Arguments) {
  return change_trunk(terminal, [](cc::TrunkConfig& trunk) { (trunk.*member).clear(); });
}

template <bool value>
Outcome set_shutdown(Terminal& terminal, Arguments) {
  return change_trunk(terminal, [](cc::TrunkConfig& trunk) { trunk.shutdown = value; });
}

cmd_element config_commands[] = {
    command<enter_trunk>("trunk NAME", "Configure a SIP trunk\nName of the trunk\n", CMD_ATTR_IMMEDIATE),
    command<remove_trunk>("no trunk NAME", NO_STR "Remove a SIP trunk; its calls go on\nName of the trunk\n",
                          CMD_ATTR_IMMEDIATE),
};
cmd_element commands[] = {
    command<set_remote>("remote HOST [<1-65535>]",
                        "The SIP peer: calls go there, and its addresses may call\nHost name or IP address\n"
                        "Port (default: 5060, of TLS 5061)\n",
                        CMD_ATTR_IMMEDIATE),
    command<choose<kTransports, &cc::TrunkConfig::transport>>("transport (udp|tcp|tls)",
                                                              "How requests to the peer are carried\n"
                                                              "UDP; TCP if they are long (default)\nTCP\nTLS\n",
                                                              CMD_ATTR_IMMEDIATE),
    command<outbound_proxy>("outbound-proxy HOST [<1-65535>]",
                            "A proxy that all requests go to, in place of the remote\nHost name or IP address\n"
                            "Port (default: 5060, of TLS 5061)\n",
                            CMD_ATTR_IMMEDIATE),
    command<no_outbound_proxy>("no outbound-proxy", NO_STR "Requests go to the remote (default)\n", CMD_ATTR_IMMEDIATE),
    command<choose<kDnsLookups, &cc::TrunkConfig::dns>>(
        "dns (a|srv|naptr)",
        "How the host name of the remote or the outbound proxy is looked up\n"
        "Its addresses, as the system resolves names (default)\n"
        "Its SRV records, if no port is given\n"
        "Its NAPTR records, which choose the transport, and then SRV\n",
        CMD_ATTR_IMMEDIATE),
    command<set_text<&cc::TrunkConfig::domain>>("domain NAME", "The peer's domain, for Request-URI and To\nDomain\n",
                                                CMD_ATTR_IMMEDIATE),
    command<clear_text<&cc::TrunkConfig::domain>>(
        "no domain", NO_STR "Request-URI and To have the remote's address (default)\n", CMD_ATTR_IMMEDIATE),
    command<set_text<&cc::TrunkConfig::from_domain>>(
        "from-domain NAME", "Our domain, for From and P-Asserted-Identity\nDomain\n", CMD_ATTR_IMMEDIATE),
    command<clear_text<&cc::TrunkConfig::from_domain>>(
        "no from-domain", NO_STR "From and P-Asserted-Identity have our address (default)\n", CMD_ATTR_IMMEDIATE),
    command<set_text<&cc::TrunkConfig::from_user>>(
        "from-user NAME", "The user in From of all calls, for peers that want their account there\nUser\n",
        CMD_ATTR_IMMEDIATE),
    command<clear_text<&cc::TrunkConfig::from_user>>("no from-user", NO_STR "From has the calling number (default)\n",
                                                     CMD_ATTR_IMMEDIATE),
    command<set_text<&cc::TrunkConfig::contact_user>>("contact-user NAME", "The user in our Contact\nUser\n",
                                                      CMD_ATTR_IMMEDIATE),
    command<clear_text<&cc::TrunkConfig::contact_user>>("no contact-user", NO_STR "Contact has no user (default)\n",
                                                        CMD_ATTR_IMMEDIATE),
    command<set_shutdown<true>>("shutdown", "Take no new calls to or from this trunk; those that are up go on\n",
                                CMD_ATTR_IMMEDIATE),
    command<set_shutdown<false>>("no shutdown", NO_STR "Take calls (default)\n", CMD_ATTR_IMMEDIATE),
};

}  // namespace

const std::string& trunk_of(const Terminal& terminal) {
  static const std::string small_form{cc::kDefaultTrunk};
  return terminal.node() == kTrunkNode ? name_of_number(terminal.index()) : small_form;
}

Outcome set_remote(Terminal& terminal, Arguments arguments) {
  if (!is_host(terminal, arguments[0])) return Outcome::refused;
  return change_trunk(terminal, [&](cc::TrunkConfig& trunk) {
    trunk.remote_host = arguments[0];
    trunk.remote_port = arguments.size() > 1 ? number_argument<std::uint16_t>(arguments[1]) : 0;
  });
}

void install_trunk_node() {
  install_config_node<write_trunks>(trunk_node);
  install(CONFIG_NODE, config_commands);
  install(kTrunkNode, commands);
  install_trunk_account(kTrunkNode);
  install_trunk_health(kTrunkNode);
  install_trunk_media(kTrunkNode);
  install_trunk_policy(kTrunkNode);
  install_trunk_identity(kTrunkNode);
  install_trunk_emergency(kTrunkNode);
  install_trunk_routing(kTrunkNode);
}

}  // namespace sipgw::vty
