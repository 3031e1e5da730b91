// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/process.hpp"

#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>

#include "base/strings.hpp"
#include "log/log.hpp"

namespace sipgw::app {

void raise_file_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  if (::setrlimit(RLIMIT_NOFILE, &limit) == 0) return;
  log::notice(log::Category::app, "cannot raise the limit of open files: {}", std::strerror(errno));
}

void notify_service_manager(std::string_view state) {
  const char* path = std::getenv("NOTIFY_SOCKET");
  if (path == nullptr) return;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::size_t length = std::strlen(path);
  if (length == 0 || length >= sizeof address.sun_path) return;
  std::memcpy(address.sun_path, path, length);
  if (path[0] == '@') address.sun_path[0] = '\0';  // an abstract socket
  const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return;
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length);
  const auto* target = reinterpret_cast<const sockaddr*>(&address);
  if (::sendto(fd, state.data(), state.size(), MSG_NOSIGNAL, target, size) < 0)
    log::notice(log::Category::app, "cannot notify the service manager: {}", std::strerror(errno));
  ::close(fd);
}

std::string runtime_directory() {
  if (const char* given = std::getenv("RUNTIME_DIRECTORY")) {
    std::string_view list = given;  // systemd separates several by colons
    return std::string{take_until(list, ':')};
  }
  const std::string path = "/run/osmo-sipgw";
  constexpr mode_t kOwnerOnly = 0750;
  if (::mkdir(path.c_str(), kOwnerOnly) != 0 && errno != EEXIST) return {};
  return ::access(path.c_str(), W_OK | X_OK) == 0 ? path : std::string{};
}

}  // namespace sipgw::app
