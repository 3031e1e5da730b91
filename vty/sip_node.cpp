// SPDX-License-Identifier: AGPL-3.0-or-later
#include <string_view>

#include "base/net_address.hpp"
#include "vty/command.hpp"
#include "vty/nodes.hpp"

namespace sipgw::vty {
namespace {

constexpr std::size_t kLongestHostName = 253;

cmd_node sip_node{.node = kSipNode,
                  .prompt = "%s(config-sip)# ",
                  .vtysh = 1,
                  .func = nullptr,
                  .cmd_vector = nullptr,
                  .name = "config-sip"};

void write_sip(Terminal& out) {
  const auto& sip = admin().config().sip;
  out.line("sip");
  out.line(" local {} {}", sip.local_host, sip.local_port);
  out.line(" remote {} {}", sip.remote_host, sip.remote_port);
  out.line(" sofia-sip log-level {}", sip.sofia_log_level);
  if (sip.media == cc::MediaMode::anchor) out.line(" media anchor");
  if (sip.pt_mismatch == cc::PtMismatch::allow) out.line(" pt-mismatch allow");
}

Outcome enter_sip(Terminal& terminal, Arguments) {
  terminal.enter(kSipNode);
  return Outcome::done;
}

Outcome local(Terminal& terminal, Arguments arguments) {
  const auto address = IpAddress::parse(arguments[0]);
  if (!address) {
    terminal.remark(fmt::format("'{}' is no IP address.", arguments[0]));
    return Outcome::refused;
  }
  return change_config(terminal, [&](cc::Config& config) {
    config.sip.local_host = address->to_string();
    config.sip.local_port = number_argument<std::uint16_t>(arguments[1]);
  });
}

Outcome remote(Terminal& terminal, Arguments arguments) {
  const std::string host = arguments[0];
  if (host.size() > kLongestHostName) {
    terminal.remark(fmt::format("A host name has at most {} characters.", kLongestHostName));
    return Outcome::refused;
  }
  return change_config(terminal, [&](cc::Config& config) {
    config.sip.remote_host = host;
    config.sip.remote_port = number_argument<std::uint16_t>(arguments[1]);
  });
}

Outcome sofia_log_level(Terminal& terminal, Arguments arguments) {
  return change_config(terminal,
                       [&](cc::Config& config) { config.sip.sofia_log_level = number_argument<int>(arguments[0]); });
}

Outcome media(Terminal& terminal, Arguments arguments) {
  return change_config(terminal, [&](cc::Config& config) {
    config.sip.media = std::string_view{arguments[0]} == "anchor" ? cc::MediaMode::anchor : cc::MediaMode::direct;
  });
}

Outcome pt_mismatch(Terminal& terminal, Arguments arguments) {
  return change_config(terminal, [&](cc::Config& config) {
    config.sip.pt_mismatch = std::string_view{arguments[0]} == "allow" ? cc::PtMismatch::allow : cc::PtMismatch::reject;
  });
}

cmd_element config_commands[] = {command<enter_sip>("sip", "Configure the SIP side\n")};
cmd_element commands[] = {
    command<local>("local " VTY_IPV46_CMD " <1-65535>",
                   "Where SIP is served, on UDP and TCP\nIPv4 address\nIPv6 address\nPort\n"),
    command<remote>("remote ADDR <1-65535>",
                    "The SIP peer: calls go there, and only its addresses may call\nHost name or IP address\nPort\n",
                    CMD_ATTR_IMMEDIATE),
    command<sofia_log_level>("sofia-sip log-level <0-9>",
                             "The SIP library Sofia-SIP\nHow much it logs (category sip)\n0 nothing, 9 everything\n",
                             CMD_ATTR_IMMEDIATE),
    command<media>("media (direct|anchor)",
                   "Where the speech goes\n"
                   "Straight between the MSC's media gateway and the SIP peer (default)\n"
                   "Through the gateway's own media gateway, node mgw\n",
                   CMD_ATTR_IMMEDIATE),
    command<pt_mismatch>("pt-mismatch (reject|allow)",
                         "Direct media with an MSC up to 1.10 when the peer gives its codec another RTP payload type\n"
                         "Anchor the call if an mgw is configured, else refuse it (default)\n"
                         "Let the call through as osmo-sip-connector does\n",
                         CMD_ATTR_IMMEDIATE),
};

}  // namespace

void install_sip_node() {
  install_config_node<write_sip>(sip_node);
  install(CONFIG_NODE, config_commands);
  install(kSipNode, commands);
}

}  // namespace sipgw::vty
