// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sip/listener.hpp"

namespace sipgw::sip {

std::string to_string(const Listener& listener) {
  std::string transports;
  const auto add = [&](bool served, const char* name) {
    if (served) transports += (transports.empty() ? "" : " and ") + std::string(name);
  };
  add(listener.udp, "udp");
  add(listener.tcp, "tcp");
  add(listener.tls, "tls");
  return transports + " " + listener.address.to_string();
}

}  // namespace sipgw::sip
