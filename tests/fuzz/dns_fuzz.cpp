// SPDX-License-Identifier: AGPL-3.0-or-later
// Any bytes as a name server's answer.
#include <cstdint>
#include <cstdlib>

#include "adapters/dns/answer.hpp"

namespace {

using namespace sipgw;

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const dns::Message message(data, data + size);
  if (const auto srv = dns::parse_srv(message)) {
    require(srv->records.size() <= size);
    for (const auto& server : sip::servers_of(srv->records, sip::Transport::udp, 0))
      require(!server.name.empty() && server.port != 0);
  }
  if (const auto naptr = dns::parse_naptr(message)) {
    require(naptr->records.size() <= size);
    const auto services = sip::offered_services(naptr->records, {sip::Transport::tls, sip::Transport::udp});
    for (const auto& service : services) require(!service.name.empty() && service.transport != sip::Transport::tcp);
  }
  return 0;
}
