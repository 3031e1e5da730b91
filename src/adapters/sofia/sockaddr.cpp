// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/sofia/sockaddr.hpp"

#include <netinet/in.h>
#include <unistd.h>

#include <cstring>

namespace sipgw::sofia {

socklen_t fill(const NetAddress& address, sockaddr_storage& storage) {
  if (address.ip.v6) {
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(address.port);
    std::memcpy(&v6.sin6_addr, address.ip.bytes.data(), 16);
    std::memcpy(&storage, &v6, sizeof v6);
    return sizeof v6;
  }
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  v4.sin_port = htons(address.port);
  std::memcpy(&v4.sin_addr, address.ip.bytes.data(), 4);
  std::memcpy(&storage, &v4, sizeof v4);
  return sizeof v4;
}

NetAddress net_address(const sockaddr_storage& storage) {
  NetAddress result;
  if (storage.ss_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &storage, sizeof v6);
    result.ip.v6 = true;
    std::memcpy(result.ip.bytes.data(), &v6.sin6_addr, 16);
    result.port = ntohs(v6.sin6_port);
  } else if (storage.ss_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &storage, sizeof v4);
    std::memcpy(result.ip.bytes.data(), &v4.sin_addr, 4);
    result.port = ntohs(v4.sin_port);
  }
  return result;
}

IpAddress address_towards(const IpAddress& peer) {
  constexpr std::uint16_t kDiscard = 9;  // nothing is sent there: connecting UDP only asks for the route
  sockaddr_storage storage{};
  const socklen_t peer_size = fill({peer, kDiscard}, storage);
  socklen_t size = sizeof storage;
  IpAddress result;
  result.v6 = peer.v6;
  const int socket = ::socket(storage.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return result;
  auto* address = reinterpret_cast<sockaddr*>(&storage);
  if (connect(socket, address, peer_size) == 0 && getsockname(socket, address, &size) == 0) {
    result = net_address(storage).ip;
  }
  close(socket);
  return result;
}

}  // namespace sipgw::sofia
