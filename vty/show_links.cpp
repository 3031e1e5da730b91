// SPDX-License-Identifier: AGPL-3.0-or-later
// `show mncc-connection`, `show mgw`, `show sip`.
#include "vty/command.hpp"
#include "vty/nodes.hpp"
#include "vty/text.hpp"

namespace sipgw::vty {
namespace {

void print_hello(Terminal& out, const mncc::Hello& hello) {
  out.field("Hello", fmt::format("version {}, gsm_mncc {} bytes, data frame {} bytes", hello.version, hello.mncc_size,
                                 hello.data_frame_size));
  out.field("Hello offsets", fmt::format("called {}, signal {}, emergency {}, lchan_type {}", hello.called_offset,
                                         hello.signal_offset, hello.emergency_offset, hello.lchan_type_offset));
}

Outcome show_mncc(Terminal& out, Arguments) {
  for (const auto& link : admin().mncc()) {
    out.line("MNCC connection to {}", link.path);
    out.field("State", fmt::format("{} for {}", name(link.state), age(link.in_state)));
    out.field("Last error", link.last_error);
    if (link.hello) print_hello(out, *link.hello);
    out.field("Hello differs", link.hello_differs);
    out.field("Connected", fmt::format("{} times", link.connects));
    out.field("Messages", fmt::format("{} sent, {} received, {} malformed, {} dropped on write", link.sent,
                                      link.received, link.malformed, link.dropped_on_write));
    out.field("Write queue", fmt::format("{} messages", link.write_queue));
  }
  return Outcome::done;
}

Outcome show_mgw(Terminal& out, Arguments) {
  const auto mgws = admin().mgws();
  if (mgws.empty()) out.line("No media gateway configured.");
  for (const auto& mgw : mgws) {
    out.line("MGW {} at {} port {}", mgw.mgw.value, mgw.config.remote_ip, mgw.config.remote_port);
    out.field("State", fmt::format("{} for {}", mgw.up ? "UP" : "DOWN", age(mgw.in_state)));
    out.field("Last error", mgw.last_error);
    out.field("Endpoint domain", mgw.config.endpoint_domain);
    out.field("Endpoints in use", std::to_string(mgw.endpoints_in_use));
    out.field("Journal", mgw.journal);
    out.field("Commands",
              fmt::format("{} sent, {} retransmitted, {} timed out", mgw.sent, mgw.retransmitted, mgw.timed_out));
    out.field("Replies", fmt::format("{} malformed, {} unexpected, {} late", mgw.malformed, mgw.unexpected, mgw.late));
  }
  return Outcome::done;
}

Outcome show_sip(Terminal& out, Arguments) {
  const auto sip = admin().sip();
  out.line("SIP");
  out.field("State", sip.up ? "UP" : "DOWN");
  for (const auto& listener : sip.listeners) out.field("Local", sip::to_string(listener));
  out.field("Last error", sip.last_error);
  for (const auto& trunk : admin().trunks()) {
    if (!trunk.config.is_default()) continue;
    if (sip.last_error.empty()) out.field("Last error", trunk.last_error);
    out.field("Remote", fmt::format("{} port {}", trunk.config.remote_host, trunk.config.remote_port));
    const auto addresses = sip::addresses_of(trunk.destinations);
    if (addresses.empty()) out.field("Remote addresses", "none, the name does not resolve");
    for (const auto& address : addresses) out.field("Remote address", address.to_string());
    out.field("Media", name(trunk.config.media));
  }
  out.field("Malformed", fmt::format("{} messages", sip.malformed));
  out.field("Repeated", fmt::format("{} messages that had come before", sip.repeated));
  out.field("Refused (403)", fmt::format("{} INVITEs from other sources", sip.refused_sources));
  out.field("Refused (503)", fmt::format("{} INVITEs, too many waited", sip.overloaded));
  return Outcome::done;
}

cmd_element commands[] = {
    command<show_mncc>("show mncc-connection", SHOW_STR "The link to the MSC: state, hello, counters\n"),
    command<show_mgw>("show mgw", SHOW_STR "The media gateway: state, endpoints in use, counters\n"),
    command<show_sip>("show sip", SHOW_STR "The SIP side: state, local and remote addresses\n"),
};

}  // namespace

void install_show_links() { install_show(commands); }

}  // namespace sipgw::vty
