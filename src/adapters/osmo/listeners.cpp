// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/osmo/listeners.hpp"

#include <string>

#include "adapters/osmo/osmo.hpp"

namespace sipgw::osmo {

Status open_vty(void* talloc_context) {
  const char* address = vty_get_bind_addr();
  const int port = vty_get_bind_port(kVtyPort);
  if (telnet_init_dynif(talloc_context, nullptr, address, port) >= 0) return ok();
  return Error{std::string{"cannot bind the VTY to "} + address + " port " + std::to_string(port)};
}

}  // namespace sipgw::osmo
