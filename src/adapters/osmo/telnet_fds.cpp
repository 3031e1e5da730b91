// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/osmo/telnet_fds.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstddef>

#include "adapters/osmo/osmo.hpp"

namespace sipgw::osmo {
namespace {

/// The upper half of what the process may open: numbers are given out from below.
int lowest_high_fd() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 512;
  return static_cast<int>(limit.rlim_cur / 2);
}

/// libosmovty lets a session's osmo_fd point back at the session that holds it.
telnet_connection* session_of(osmo_fd& fd) {
  auto* session = reinterpret_cast<telnet_connection*>(reinterpret_cast<char*>(&fd) - offsetof(telnet_connection, fd));
  if (fd.data != session || session->vty == nullptr || session->vty->fd != fd.fd) return nullptr;
  return session;
}

}  // namespace

void keep_telnet_session_apart(osmo_fd& fd) {
  static const int high = lowest_high_fd();
  auto* session = fd.fd < high ? session_of(fd) : nullptr;
  if (session == nullptr) return;
  const int moved = ::fcntl(fd.fd, F_DUPFD_CLOEXEC, high);
  if (moved < 0) return;
  ::close(fd.fd);
  fd.fd = session->vty->fd = moved;
}

}  // namespace sipgw::osmo
