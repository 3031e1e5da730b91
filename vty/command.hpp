// SPDX-License-Identifier: AGPL-3.0-or-later
// How a VTY command is written in C++: a handler that gets a Terminal and its arguments, made into libosmovty's
// cmd_element by command(). Thread: core thread, like all of vty.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "adapters/osmo/osmo.hpp"
#include "cc/admin.hpp"
#include "cc/config.hpp"

namespace sipgw::vty {

/// The telnet session, or the configuration file while one is read or written.
class Terminal {
 public:
  explicit Terminal(struct ::vty* vty) : vty_(vty) {}

  /// One line; its end is added as the session wants it.
  template <typename... Args>
  void line(fmt::format_string<Args...> format, Args&&... args) {
    put(fmt::format(format, std::forward<Args>(args)...));
  }
  /// "Label:            value", labels in one column, a long value on several lines; nothing if it is empty.
  void field(std::string_view label, std::string_view value);
  /// Each line of `text` as libosmovty's own remarks look: with "% " in front.
  void remark(std::string_view text);

  /// False: what is written is read by people, or by a program that stands for one.
  bool is_file() const { return vty_->type == decltype(vty_->type)::VTY_FILE; }

  /// Enters a configuration node; `index` tells later commands which of several (the number of an mgw).
  void enter(int node, std::uint32_t index = 0);
  std::uint32_t index() const;
  int node() const { return vty_->node; }

  /// For what libosmovty prints by itself.
  struct ::vty* osmocom() const {
    return vty_;
  }

 private:
  void put(const std::string& text);
  struct ::vty* vty_;
};

using Arguments = std::span<const char* const>;

/// `refused`: an error in a configuration file, which stops the start.
enum class Outcome : std::uint8_t { done, refused };
inline constexpr int to_osmocom(Outcome outcome) { return outcome == Outcome::done ? CMD_SUCCESS : CMD_WARNING; }

using Handler = Outcome (*)(Terminal&, Arguments);
using ConfigWriter = void (*)(Terminal&);

/// A command by its syntax; `help` has one line for each word of it. The result needs static storage and must not be
/// const: libosmovty keeps and fills it.
template <Handler handler>
cmd_element command(const char* syntax, const char* help, unsigned char attributes = 0) {
  return {.string = syntax,
          .func =
              [](cmd_element*, struct ::vty* vty, int argc, const char** argv) {
                Terminal terminal{vty};
                return to_osmocom(handler(terminal, Arguments{argv, static_cast<std::size_t>(argc)}));
              },
          .doc = help,
          .daemon = 0,
          .strvec = nullptr,
          .cmdsize = 0,
          .config = nullptr,
          .subconfig = nullptr,
          .attr = attributes,
          .usrattr = 0};
}

/// A configuration node; its writer prints the node as `write` and `show running-config` want it. Static storage too.
template <ConfigWriter writer>
void install_config_node(cmd_node& node) {
  install_node(&node, [](struct ::vty* vty) -> int {
    Terminal terminal{vty};
    writer(terminal);
    return CMD_SUCCESS;
  });
}

template <std::size_t N>
void install(int node, cmd_element (&commands)[N]) {
  for (auto& element : commands) install_element(node, &element);
}
/// For view and enable node: commands that only show.
template <std::size_t N>
void install_show(cmd_element (&commands)[N]) {
  for (auto& element : commands) install_element_ve(&element);
}

/// The running gateway; set once, before any command can run.
cc::Admin& admin();
void set_admin(cc::Admin& admin);

/// Hands a changed copy of the configuration to the gateway and prints what it says to that.
Outcome apply(Terminal& terminal, cc::Config config);
template <typename Change>
Outcome change_config(Terminal& terminal, Change change) {
  cc::Config config = admin().config();
  change(config);
  return apply(terminal, std::move(config));
}

/// An argument whose range libosmovty has checked already (`<1-60>`).
template <typename Number>
Number number_argument(const char* text) {
  return static_cast<Number>(std::strtoul(text, nullptr, 10));
}

}  // namespace sipgw::vty
