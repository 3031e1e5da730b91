// SPDX-License-Identifier: AGPL-3.0-or-later
// Node `tls`, and `tls reload`.
#include "vty/choice.hpp"
#include "vty/nodes.hpp"

namespace sipgw::vty {
namespace {

using sip::TlsSettings;
using sip::TlsVerify;

cmd_node tls_node{.node = kTlsNode,
                  .prompt = "%s(config-tls)# ",
                  .vtysh = 1,
                  .func = nullptr,
                  .cmd_vector = nullptr,
                  .name = "config-tls"};

constexpr std::string_view kVerify[] = {"none", "server", "mutual"};

void write_tls(Terminal& out) {
  const TlsSettings defaults;
  const auto& tls = admin().config().sip.tls;
  if (tls == defaults) return;
  out.line("tls");
  if (!tls.certificate.empty()) out.line(" certificate {}", tls.certificate);
  if (!tls.private_key.empty()) out.line(" private-key {}", tls.private_key);
  if (!tls.ca_file.empty()) out.line(" ca-file {}", tls.ca_file);
  if (tls.verify != defaults.verify) out.line(" verify {}", word_of(kVerify, tls.verify));
}

Outcome enter_tls(Terminal& terminal, Arguments) {
  terminal.enter(kTlsNode);
  return Outcome::done;
}

template <std::string TlsSettings::*member>
Outcome set_file(Terminal& terminal, Arguments arguments) {
  return change_config(terminal, [&](cc::Config& config) { config.sip.tls.*member = arguments[0]; });
}

template <std::string TlsSettings::*member>
Outcome clear_file(Terminal& terminal, Arguments) {
  return change_config(terminal, [](cc::Config& config) { (config.sip.tls.*member).clear(); });
}

Outcome verify(Terminal& terminal, Arguments arguments) {
  return change_config(terminal,
                       [&](cc::Config& config) { config.sip.tls.verify = choice<TlsVerify>(kVerify, arguments[0]); });
}

Outcome reload(Terminal& terminal, Arguments) {
  const auto status = admin().reload_tls();
  terminal.remark(status ? "The files are read again; 'show tls' tells whether they are in use." : status.error().text);
  return status ? Outcome::done : Outcome::refused;
}

cmd_element config_commands[] = {
    command<enter_tls>("tls", "Certificates for SIP over TLS; see 'local' in node 'sip'\n")};
cmd_element commands[] = {
    command<set_file<&TlsSettings::certificate>>(
        "certificate FILE", "Our certificate, for servers and for clients\nPEM file: our own first, then its chain\n",
        CMD_ATTR_IMMEDIATE),
    command<clear_file<&TlsSettings::certificate>>("no certificate", NO_STR "Without a certificate (default)\n",
                                                   CMD_ATTR_IMMEDIATE),
    command<set_file<&TlsSettings::private_key>>(
        "private-key FILE", "The certificate's private key\nPEM file without a passphrase\n", CMD_ATTR_IMMEDIATE),
    command<clear_file<&TlsSettings::private_key>>(
        "no private-key", NO_STR "It is in the certificate's file (default)\n", CMD_ATTR_IMMEDIATE),
    command<set_file<&TlsSettings::ca_file>>("ca-file FILE", "Who may sign peers' certificates\nPEM file\n",
                                             CMD_ATTR_IMMEDIATE),
    command<clear_file<&TlsSettings::ca_file>>("no ca-file", NO_STR "Those that the system trusts (default)\n",
                                               CMD_ATTR_IMMEDIATE),
    command<verify>("verify (none|server|mutual)",
                    "Whose certificates are checked\n"
                    "Nobody's\n"
                    "Those of servers that calls go to, and their names (default)\n"
                    "Those of servers and of clients; a client without one is refused\n",
                    CMD_ATTR_IMMEDIATE),
};
cmd_element enable_commands[] = {
    command<reload>("tls reload", "SIP over TLS\nRead the files of certificates again, for handshakes from now on\n")};

}  // namespace

void install_tls_node() {
  install_config_node<write_tls>(tls_node);
  install(CONFIG_NODE, config_commands);
  install(kTlsNode, commands);
  install(ENABLE_NODE, enable_commands);
}

}  // namespace sipgw::vty
