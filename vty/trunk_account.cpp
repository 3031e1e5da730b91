// SPDX-License-Identifier: AGPL-3.0-or-later
// Nodes `sip` and `trunk`: our account at the peer, and registration with it.
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>

#include "base/secret_file.hpp"
#include "vty/nodes.hpp"
#include "vty/trunk_parts.hpp"

namespace sipgw::vty {
namespace {

/// A keyword of `auth ha1`, the name of RFC 7616 and the digits of a hash.
struct Algorithm {
  std::string_view word, name;
  std::size_t digits;
};
constexpr Algorithm kAlgorithms[] = {
    {"md5", "MD5", 32}, {"sha-256", "SHA-256", 64}, {"sha-512-256", "SHA-512-256", 64}};

bool is_hexadecimal(std::string_view text) {
  return text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

Outcome username(Terminal& terminal, Arguments arguments) {
  return change_trunk(terminal, [&](cc::TrunkConfig& trunk) { trunk.credentials.username = arguments[0]; });
}

Outcome no_username(Terminal& terminal, Arguments) {
  return change_trunk(terminal, [](cc::TrunkConfig& trunk) { trunk.credentials.username.clear(); });
}

/// There is one secret: the last one that was configured.
void set_secret(cc::TrunkConfig& trunk, std::string password, std::string file = {}, std::string ha1 = {}) {
  trunk.credentials.password = std::move(password);
  trunk.credentials.ha1 = std::move(ha1);
  trunk.password_file = std::move(file);
}

Outcome password(Terminal& terminal, Arguments arguments) {
  return change_trunk(terminal, [&](cc::TrunkConfig& trunk) { set_secret(trunk, arguments[0]); });
}

/// One that cannot be read now may be there later.
Outcome password_file(Terminal& terminal, Arguments arguments) {
  const auto read = read_secret(arguments[0]);
  if (!read) terminal.remark(fmt::format("No password: {}; tried again every minute.", read.error().text));
  return change_trunk(terminal,
                      [&](cc::TrunkConfig& trunk) { set_secret(trunk, read ? *read : std::string{}, arguments[0]); });
}

Outcome ha1(Terminal& terminal, Arguments arguments) {
  const std::string_view word = arguments[0], digits = arguments[1];
  // libosmovty has let only one of the words through, perhaps abbreviated.
  const auto* algorithm = std::find_if(std::begin(kAlgorithms), std::end(kAlgorithms),
                                       [&](const Algorithm& known) { return known.word.starts_with(word); });
  if (digits.size() != algorithm->digits || !is_hexadecimal(digits)) {
    terminal.remark(fmt::format("A hash by {} has {} hexadecimal digits.", algorithm->name, algorithm->digits));
    return Outcome::refused;
  }
  return change_trunk(terminal, [&](cc::TrunkConfig& trunk) {
    set_secret(trunk, {}, {}, std::string{digits});
    trunk.credentials.ha1_algorithm = algorithm->name;
  });
}

Outcome no_secret(Terminal& terminal, Arguments) {
  return change_trunk(terminal, [](cc::TrunkConfig& trunk) { set_secret(trunk, {}); });
}

Outcome realm(Terminal& terminal, Arguments arguments) {
  return change_trunk(terminal, [&](cc::TrunkConfig& trunk) {
    trunk.credentials.realm = fmt::format("{}", fmt::join(arguments, " "));
  });
}

Outcome no_realm(Terminal& terminal, Arguments) {
  return change_trunk(terminal, [](cc::TrunkConfig& trunk) { trunk.credentials.realm.clear(); });
}

template <bool wanted>
Outcome set_register(Terminal& terminal, Arguments) {
  return change_trunk(terminal, [](cc::TrunkConfig& trunk) { trunk.registration.wanted = wanted; });
}

template <std::chrono::seconds routing::RegistrationSettings::*member>
Outcome register_time(Terminal& terminal, Arguments arguments) {
  return change_trunk(terminal, [&](cc::TrunkConfig& trunk) {
    trunk.registration.*member = std::chrono::seconds{number_argument<unsigned>(arguments[0])};
  });
}

#define AUTH_STR "Our account at the peer, for its challenges (digest authentication)\n"
#define REGISTER_STR "Register with the peer, so that it sends us calls\n"

cmd_element commands[] = {
    command<username>("auth username NAME", AUTH_STR "User name\nUser name\n", CMD_ATTR_IMMEDIATE),
    command<no_username>("no auth username", NO_STR AUTH_STR "Challenges are left unanswered (default)\n",
                         CMD_ATTR_IMMEDIATE),
    command<password>("auth password PASSWORD", AUTH_STR "Password\nPassword without blanks\n", CMD_ATTR_IMMEDIATE),
    command<password_file>("auth password file PATH",
                           AUTH_STR
                           "Password\nIt is the first line of a file, which is read again when it has changed\n"
                           "Path of the file\n",
                           CMD_ATTR_IMMEDIATE),
    command<no_secret>("no auth password", NO_STR AUTH_STR "Without a password\n", CMD_ATTR_IMMEDIATE),
    command<ha1>("auth ha1 (md5|sha-256|sha-512-256) HEX",
                 AUTH_STR "In place of the password: the hash of USERNAME:REALM:PASSWORD\n"
                          "By MD5\nBy SHA-256\nBy SHA-512/256\nHexadecimal digits\n",
                 CMD_ATTR_IMMEDIATE),
    command<no_secret>("no auth ha1", NO_STR AUTH_STR "Without a hash\n", CMD_ATTR_IMMEDIATE),
    command<realm>("auth realm .REALM",
                   AUTH_STR "The only realm whose challenges are answered\nRealm; it may have blanks\n",
                   CMD_ATTR_IMMEDIATE),
    command<no_realm>("no auth realm", NO_STR AUTH_STR "Challenges of any realm are answered (default)\n",
                      CMD_ATTR_IMMEDIATE),
    command<set_register<true>>("register", REGISTER_STR, CMD_ATTR_IMMEDIATE),
    command<set_register<false>>("no register", NO_STR "Do not register with the peer (default)\n", CMD_ATTR_IMMEDIATE),
    command<register_time<&routing::RegistrationSettings::expires>>(
        "register expires <60-86400>",
        REGISTER_STR "How long a registration is to last; the peer may grant less\nSeconds (default: 3600)\n",
        CMD_ATTR_IMMEDIATE),
    command<register_time<&routing::RegistrationSettings::retry>>(
        "register retry <1-3600>",
        REGISTER_STR "When it is tried again after a failure; doubled with each further one\nSeconds (default: 30)\n",
        CMD_ATTR_IMMEDIATE),
};

/// A terminal does not get to see a secret, in a line that loads all the same.
void write_secret(Terminal& out, const cc::TrunkConfig& trunk) {
  const auto& credentials = trunk.credentials;
  const auto word = [&] {
    return std::find_if(std::begin(kAlgorithms), std::end(kAlgorithms),
                        [&](const Algorithm& known) { return known.name == credentials.ha1_algorithm; })
        ->word;
  };
  if (!trunk.password_file.empty()) return out.line(" auth password file {}", trunk.password_file);
  if (!credentials.password.empty() && !out.is_file()) return out.line(" ! auth password <hidden>");
  if (!credentials.password.empty()) return out.line(" auth password {}", credentials.password);
  if (credentials.ha1.empty()) return;
  if (!out.is_file()) return out.line(" ! auth ha1 {} <hidden>", word());
  out.line(" auth ha1 {} {}", word(), credentials.ha1);
}

}  // namespace

void write_trunk_account(Terminal& out, const cc::TrunkConfig& trunk) {
  const routing::RegistrationSettings defaults;
  const auto& registration = trunk.registration;
  if (!trunk.credentials.username.empty()) out.line(" auth username {}", trunk.credentials.username);
  write_secret(out, trunk);
  if (!trunk.credentials.realm.empty()) out.line(" auth realm {}", trunk.credentials.realm);
  if (registration.expires != defaults.expires) out.line(" register expires {}", registration.expires.count());
  if (registration.retry != defaults.retry) out.line(" register retry {}", registration.retry.count());
  if (registration.wanted) out.line(" register");
}

void install_trunk_account(int node) { install(node, commands); }

}  // namespace sipgw::vty
