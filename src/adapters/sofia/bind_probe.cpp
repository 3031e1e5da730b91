// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/sofia/bind_probe.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace sipgw::sofia {
namespace {

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

/// 0 or an errno value.
int try_bind(const NetAddress& address, int type) {
  sockaddr_storage storage{};
  const socklen_t size = fill(address, storage);
  const int socket = ::socket(storage.ss_family, type | SOCK_CLOEXEC, 0);
  if (socket < 0) return errno;
  const int on = 1;  // as Sofia does: connections of a previous run may linger
  if (type == SOCK_STREAM) setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  int error = bind(socket, reinterpret_cast<const sockaddr*>(&storage), size) == 0 ? 0 : errno;
  if (error == 0 && type == SOCK_STREAM && listen(socket, 1) != 0) error = errno;
  close(socket);
  return error;
}

}  // namespace

Status probe_bind(const NetAddress& address) {
  for (const int type : {SOCK_DGRAM, SOCK_STREAM}) {
    if (const int error = try_bind(address, type); error != 0) return Error{std::generic_category().message(error)};
  }
  return ok();
}

}  // namespace sipgw::sofia
