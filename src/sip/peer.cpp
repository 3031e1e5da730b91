// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sip/peer.hpp"

namespace sipgw::sip {

std::string_view to_string(Transport transport) {
  switch (transport) {
    case Transport::udp:
      return "udp";
    case Transport::tcp:
      return "tcp";
    case Transport::tls:
      return "tls";
  }
  return "";
}

}  // namespace sipgw::sip
