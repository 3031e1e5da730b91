// SPDX-License-Identifier: AGPL-3.0-or-later
// `show trunk [NAME]` and `show registration`.
#include "vty/command.hpp"
#include "vty/nodes.hpp"
#include "vty/text.hpp"

namespace sipgw::vty {
namespace {

using HealthState = routing::Health::State;

std::string health_of(const cc::TrunkSnapshot& trunk) {
  const auto& health = trunk.health;
  const auto in_row = health.failures > 1 ? fmt::format(", {} failures in a row", health.failures) : std::string{};
  switch (health.state) {
    case HealthState::unknown:
      return health.last_result.empty() ? std::string{} : fmt::format("last answer {}", health.last_result);
    case HealthState::up:
      return fmt::format("up for {}, last answer {}{}", age(health.in_state), health.last_result, in_row);
    case HealthState::down:
      return fmt::format("down for {}, last answer {}{}", age(health.in_state), health.last_result, in_row);
  }
  return {};
}

std::string registration_of(const cc::RegistrationSnapshot& registration) {
  std::string text{to_string(registration.state)};
  if (registration.left) text += fmt::format(", {} left", age(*registration.left));
  if (registration.next_try) text += fmt::format(", next try in {}", age(*registration.next_try));
  return text;
}

/// The last one with this address.
void print_tls_failure(Terminal& out, const sip::NextHop& hop, const sip::TlsStatus& tls) {
  if (hop.transport != sip::Transport::tls) return;
  for (const auto& failure : tls.failures) {
    if (failure.peer.ip == hop.address.ip && (failure.incoming || failure.peer.port == hop.address.port)) {
      out.field(failure.incoming ? "TLS from there" : "TLS failure", in_words(failure));
    }
  }
}

void print_trunk(Terminal& out, const cc::TrunkSnapshot& trunk, const sip::TlsStatus& tls) {
  const auto& config = trunk.config;
  out.line("Trunk {}", config.name);
  out.field("State", in_words(trunk));
  out.field("Last error", trunk.last_error);
  out.field("Remote", fmt::format("{} port {}, {}", config.remote_host, config.next_hop_port(),
                                  sip::to_string(config.transport)));
  for (const auto& destination : trunk.destinations) {
    const auto hop = destination.next_hop();
    out.field("Address", fmt::format("{} {}", hop.address.to_string(), sip::to_string(hop.transport)));
    print_tls_failure(out, hop, tls);
  }
  out.field("Health", health_of(trunk));
  if (config.registration.wanted) {
    out.field("Registration", registration_of(trunk.registration));
    out.field("Registered as", trunk.registration.address_of_record);
    out.field("Registrar says", trunk.registration.last_error);
    out.field("Auth failures", std::to_string(trunk.registration.auth_failures));
  }
  out.field("Media", name(config.media));
  out.field("Calls", std::to_string(trunk.calls));
}

Outcome show_trunks(Terminal& out, Arguments) {
  const auto tls = admin().sip().tls;
  for (const auto& trunk : admin().trunks()) print_trunk(out, trunk, tls);
  return Outcome::done;
}

Outcome show_trunk(Terminal& out, Arguments arguments) {
  for (const auto& trunk : admin().trunks()) {
    if (trunk.config.name != arguments[0]) continue;
    print_trunk(out, trunk, admin().sip().tls);
    return Outcome::done;
  }
  out.remark(fmt::format("There is no trunk {}.", arguments[0]));
  return Outcome::refused;
}

Outcome show_registration(Terminal& out, Arguments) {
  bool any = false;
  for (const auto& trunk : admin().trunks()) {
    if (!trunk.config.registration.wanted) continue;
    if (!std::exchange(any, true)) out.line("{:<16} {:<13} {:>9} {:>9}  {}", "Trunk", "State", "Left", "Next", "As");
    const auto& registration = trunk.registration;
    const auto time = [](const auto& value) { return value ? age(*value) : std::string{"-"}; };
    out.line("{:<16} {:<13} {:>9} {:>9}  {}", trunk.config.name, to_string(registration.state), time(registration.left),
             time(registration.next_try), registration.address_of_record);
  }
  if (!any) out.remark("No trunk is configured to register.");
  return Outcome::done;
}

cmd_element commands[] = {
    command<show_trunks>("show trunk", SHOW_STR "The SIP trunks: state, addresses, registration\n"),
    command<show_trunk>("show trunk NAME",
                        SHOW_STR "The SIP trunks: state, addresses, registration\nName of a trunk\n"),
    command<show_registration>("show registration", SHOW_STR "Registrations with SIP trunks, and their time left\n"),
};

}  // namespace

void install_show_trunks() { install_show(commands); }

}  // namespace sipgw::vty
