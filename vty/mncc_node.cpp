// SPDX-License-Identifier: AGPL-3.0-or-later
#include <sys/un.h>

#include "vty/command.hpp"
#include "vty/limits.hpp"
#include "vty/nodes.hpp"

namespace sipgw::vty {
namespace {

constexpr std::size_t kLongestSocketPath = sizeof(sockaddr_un::sun_path) - 1;

cmd_node mncc_node{.node = kMnccNode,
                   .prompt = "%s(config-mncc)# ",
                   .vtysh = 1,
                   .func = nullptr,
                   .cmd_vector = nullptr,
                   .name = "config-mncc"};

void write_mncc(Terminal& out) {
  const auto& mncc = admin().config().mncc;
  const cc::MnccConfig defaults;
  out.line("mncc");
  out.line(" socket-path {}", mncc.socket_path);
  if (mncc.reconnect_interval != defaults.reconnect_interval)
    out.line(" reconnect-interval {}", mncc.reconnect_interval.count());
  if (mncc.hello_timeout != defaults.hello_timeout) out.line(" hello-timeout {}", mncc.hello_timeout.count());
  if (mncc.dialect != defaults.dialect) out.line(" dialect {}", mncc.dialect == cc::Dialect::sdp ? "sdp" : "legacy");
  if (mncc.gcr != defaults.gcr) out.line(" gcr {}", mncc.gcr == cc::GcrMode::on ? "on" : "off");
  if (mncc.guard_keepalive != defaults.guard_keepalive) out.line(" guard-keepalive {}", mncc.guard_keepalive.count());
  write_limits(out, mncc.limits);
}

Outcome enter_mncc(Terminal& terminal, Arguments) {
  terminal.enter(kMnccNode);
  return Outcome::done;
}

Outcome socket_path(Terminal& terminal, Arguments arguments) {
  const std::string path = arguments[0];
  if (path.size() > kLongestSocketPath) {
    terminal.remark(
        fmt::format("A socket path has at most {} characters, this one {}.", kLongestSocketPath, path.size()));
    return Outcome::refused;
  }
  return change_config(terminal, [&](cc::Config& config) { config.mncc.socket_path = path; });
}

template <std::chrono::seconds cc::MnccConfig::*member>
Outcome seconds(Terminal& terminal, Arguments arguments) {
  return change_config(terminal, [&](cc::Config& config) {
    config.mncc.*member = std::chrono::seconds{number_argument<int>(arguments[0])};
  });
}

Outcome gcr(Terminal& terminal, Arguments arguments) {
  const std::string_view word = arguments[0];
  return change_config(terminal, [&](cc::Config& config) {
    config.mncc.gcr = word == "auto" ? cc::GcrMode::automatic : word == "on" ? cc::GcrMode::on : cc::GcrMode::off;
  });
}

Outcome dialect(Terminal& terminal, Arguments arguments) {
  const std::string_view word = arguments[0];
  return change_config(terminal, [&](cc::Config& config) {
    config.mncc.dialect = word == "auto"     ? cc::Dialect::automatic
                          : word == "legacy" ? cc::Dialect::legacy
                                             : cc::Dialect::sdp;
  });
}

cmd_element config_commands[] = {command<enter_mncc>("mncc", "Configure the MNCC link to the MSC\n")};
cmd_element commands[] = {
    command<socket_path>("socket-path NAME", "The MSC's MNCC socket\nPath of the socket in the file system\n",
                         CMD_ATTR_IMMEDIATE),
    command<seconds<&cc::MnccConfig::reconnect_interval>>(
        "reconnect-interval <1-60>",
        "Time until a lost or refused connection is tried again (default: 1)\n"
        "Seconds for the first try; later ones back off to five times that\n",
        CMD_ATTR_IMMEDIATE),
    command<seconds<&cc::MnccConfig::hello_timeout>>(
        "hello-timeout <1-60>", "Time that the MSC has for its hello after the connection (default: 5)\nSeconds\n",
        CMD_ATTR_IMMEDIATE),
    command<dialect>("dialect (auto|legacy|sdp)",
                     "Whether the MSC follows the SDP that it is sent\n"
                     "As its hello and its own first SDP show it (default)\n"
                     "It does not, and uses payload types of its own: an MSC up to 1.10\n"
                     "It does: an MSC 1.11 or later\n",
                     CMD_ATTR_IMMEDIATE),
    command<gcr>("gcr (auto|on|off)",
                 "Global call references in calls to the MSC, from the SIP header X-Global-Call-Ref\n"
                 "To an MSC 1.12 or later; one up to 1.9 would drop the call (default)\n"
                 "Always: for an MSC 1.10 or 1.11\n"
                 "Never\n",
                 CMD_ATTR_IMMEDIATE),
    command<seconds<&cc::MnccConfig::guard_keepalive>>("guard-keepalive <0-255>",
                                                       "Interval of PROGRESS_REQ after keys or a hold, lest an MSC "
                                                       "before 1.11.1 end the call after 180 s (default: 60)\n"
                                                       "Seconds, below the MSC's mncc guard-timeout; 0 sends none\n",
                                                       CMD_ATTR_IMMEDIATE),
};

}  // namespace

void install_mncc_node() {
  install_config_node<write_mncc>(mncc_node);
  install(CONFIG_NODE, config_commands);
  install(kMnccNode, commands);
  install_limits(kMnccNode);
}

}  // namespace sipgw::vty
