// SPDX-License-Identifier: AGPL-3.0-or-later
#include "vty/command.hpp"

#include "base/strings.hpp"

namespace sipgw::vty {
namespace {
cc::Admin* the_admin = nullptr;

/// Cuts off and returns as many words as `room` columns hold.
std::string_view take_row(std::string_view& text, std::size_t room) {
  std::size_t cut = text.size();
  if (cut > room) cut = text.rfind(' ', room);
  if (cut == std::string_view::npos) cut = room;  // one long word
  const auto row = text.substr(0, cut);
  text = trim(text.substr(cut));
  return row;
}

}  // namespace

void Terminal::put(const std::string& text) { vty_out(vty_, "%s%s", text.c_str(), vty_newline(vty_)); }

void Terminal::field(std::string_view label, std::string_view value) {
  constexpr std::size_t kRoom = 60;  // of 80 columns
  for (std::string start = fmt::format("{}:", label); !value.empty(); start.clear())
    line("  {:<18}{}", start, take_row(value, kRoom));
}

void Terminal::remark(std::string_view text) {
  constexpr std::size_t kRoom = 77;
  while (!text.empty())
    for (auto rest = take_line(text); !rest.empty();) line("% {}", take_row(rest, kRoom));
}

void Terminal::enter(int node, std::uint32_t index) {
  vty_->node = node;
  // libosmovty's place for whatever a node wants to remember.
  vty_->index = reinterpret_cast<void*>(static_cast<std::uintptr_t>(index));  // NOLINT(performance-no-int-to-ptr)
}

std::uint32_t Terminal::index() const {
  return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(vty_->index));
}

cc::Admin& admin() {
  if (the_admin == nullptr) std::abort();
  return *the_admin;
}
void set_admin(cc::Admin& admin) { the_admin = &admin; }

Outcome apply(Terminal& terminal, cc::Config config) {
  terminal.remark(admin().apply(std::move(config)));
  return Outcome::done;
}

}  // namespace sipgw::vty
