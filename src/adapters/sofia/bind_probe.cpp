// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/sofia/bind_probe.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "adapters/sofia/sockaddr.hpp"

namespace sipgw::sofia {
namespace {

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

Status probe_bind(const sip::Listener& listener) {
  const auto probe = [&](int type) { return try_bind(listener.address, type); };
  int error = listener.udp ? probe(SOCK_DGRAM) : 0;
  if (error == 0 && (listener.tcp || listener.tls)) error = probe(SOCK_STREAM);
  if (error != 0) return Error{std::generic_category().message(error)};
  return ok();
}

}  // namespace sipgw::sofia
