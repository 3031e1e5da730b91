// SPDX-License-Identifier: AGPL-3.0-or-later
// `show tls`.
#include <fmt/chrono.h>

#include <algorithm>

#include "vty/command.hpp"
#include "vty/nodes.hpp"
#include "vty/text.hpp"

namespace sipgw::vty {
namespace {

using SystemClock = std::chrono::system_clock;

std::string expiry_in_words(SystemClock::time_point not_after) {
  const auto left = std::chrono::floor<std::chrono::days>(not_after - SystemClock::now()).count();
  const auto date = fmt::format("{:%Y-%m-%d %H:%M:%S} UTC", fmt::gmtime(not_after));
  return left < 0 ? date + ", it has expired" : fmt::format("{}, {} days left", date, left);
}

Outcome show_tls(Terminal& out, Arguments) {
  const auto sip = admin().sip();
  const auto& tls = sip.tls;
  const bool served =
      std::any_of(sip.listeners.begin(), sip.listeners.end(), [](const auto& listener) { return listener.tls; });
  if (!served) {
    out.line("TLS is not served: node 'sip' has no 'local ADDR PORT tls'.");
    return Outcome::done;
  }
  out.line("TLS");
  for (const auto& listener : sip.listeners) {
    if (listener.tls) out.field("Local", listener.address.to_string());
  }
  out.field("Certificate", tls.subject.empty() ? "none in use" : tls.subject);
  if (tls.not_after) out.field("Valid until", expiry_in_words(*tls.not_after));
  out.field("Last error", tls.error);
  out.field("Failures", fmt::format("{} handshakes", sip.tls_failures));
  for (const auto& failure : tls.failures) {
    out.field(failure.incoming ? "From" : "To",
              failure.incoming ? failure.peer.ip.to_string() : failure.peer.to_string());
    out.field("  failed", in_words(failure));
  }
  return Outcome::done;
}

cmd_element commands[] = {
    command<show_tls>("show tls", SHOW_STR "SIP over TLS: certificate, last failure with each peer\n")};

}  // namespace

void install_show_tls() { install_show(commands); }

}  // namespace sipgw::vty
