// SPDX-License-Identifier: AGPL-3.0-or-later
#include "vty/text.hpp"

#include <fmt/format.h>

namespace sipgw::vty {

std::string age(std::chrono::seconds time) {
  const auto seconds = time.count();
  return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

std::string or_dash(const std::optional<NetAddress>& address) { return address ? address->to_string() : "-"; }

std::string_view short_name(cc::Direction direction) {
  switch (direction) {
    case cc::Direction::mobile_originated:
      return "MO";
    case cc::Direction::mobile_terminated:
      return "MT";
  }
  return "?";
}

std::string_view name(cc::LinkState state) {
  switch (state) {
    case cc::LinkState::disconnected:
      return "DISCONNECTED";
    case cc::LinkState::wait_hello:
      return "WAIT-HELLO";
    case cc::LinkState::ready:
      return "READY";
  }
  return "?";
}

std::string_view name(cc::MediaMode mode) {
  switch (mode) {
    case cc::MediaMode::direct:
      return "direct";
    case cc::MediaMode::anchor:
      return "anchor";
  }
  return "?";
}

std::string in_words(const sip::TlsFailed& failure) {
  const auto since = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now() - failure.when);
  return fmt::format("{}, {} ago", failure.reason, age(since));
}

std::string in_words(const cc::TrunkSnapshot& trunk) {
  const auto seconds = [](std::chrono::milliseconds time) {
    return std::chrono::ceil<std::chrono::seconds>(time).count();
  };
  if (trunk.config.shutdown) return "SHUTDOWN";
  if (trunk.destinations.empty() || !trunk.up) return "DOWN";
  if (!trunk.registered) return "UNREGISTERED";
  if (trunk.waits_for) return fmt::format("UP, wants no calls for {} s", seconds(*trunk.waits_for));
  if (trunk.penalty) return fmt::format("UP, tried last for {} s after a failure", seconds(*trunk.penalty));
  return "UP";
}

}  // namespace sipgw::vty
