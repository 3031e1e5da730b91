// SPDX-License-Identifier: AGPL-3.0-or-later
// LD_PRELOAD for programs that speak SIGTRAN, on a kernel without SCTP: their one-to-one SCTP sockets are TCP sockets,
// and each message goes behind a small header of ours that keeps its bounds, payload protocol and stream. Both ends
// must have it. Only the first of several addresses is used; there are no notifications. Uses nothing of the C++
// library.
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/sctp.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

namespace {

struct FrameHeader {
  uint32_t length;    // network order, as the others
  uint32_t protocol;  // as the caller gave it, who keeps it in network order
  uint32_t stream;
};

template <typename Function>
Function* real(Function*, const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

bool wait_for(int fd, short events) {
  pollfd one{fd, events, 0};
  int ready;
  do ready = poll(&one, 1, -1);
  while (ready < 0 && errno == EINTR);
  return ready > 0;
}

/// Moves all of `size` bytes by `step`, which is recv() or send(), whether the socket blocks or not.
template <typename Step>
ssize_t move_all(int fd, short events, size_t size, Step step) {
  size_t moved = 0;
  while (moved < size) {
    const ssize_t count = step(moved, size - moved);
    if (count > 0) {
      moved += static_cast<size_t>(count);
    } else if (count == 0) {
      return 0;
    } else if (errno == EAGAIN) {
      if (!wait_for(fd, events)) return -1;
    } else if (errno != EINTR) {
      return -1;
    }
  }
  return static_cast<ssize_t>(moved);
}

ssize_t receive_all(int fd, void* buffer, size_t size) {
  return move_all(fd, POLLIN, size,
                  [&](size_t at, size_t rest) { return recv(fd, static_cast<char*>(buffer) + at, rest, 0); });
}

ssize_t send_all(int fd, const void* buffer, size_t size, int flags) {
  return move_all(fd, POLLOUT, size, [&](size_t at, size_t rest) {
    return send(fd, static_cast<const char*>(buffer) + at, rest, MSG_NOSIGNAL | flags);
  });
}

socklen_t size_of(const sockaddr* address) {
  return address->sa_family == AF_INET6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
}

}  // namespace

extern "C" {

int socket(int domain, int type, int protocol) noexcept {
  static auto* const next = real(&socket, "socket");
  if (protocol != IPPROTO_SCTP) return next(domain, type, protocol);
  const int fd = next(domain, type, IPPROTO_TCP);
  const int on = 1;
  if (fd >= 0) setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

int setsockopt(int fd, int level, int name, const void* value, socklen_t size) noexcept {
  static auto* const next = real(&setsockopt, "setsockopt");
  return level == IPPROTO_SCTP ? 0 : next(fd, level, name, value, size);
}

int getsockopt(int fd, int level, int name, void* value, socklen_t* size) noexcept {
  static auto* const next = real(&getsockopt, "getsockopt");
  if (level != IPPROTO_SCTP) return next(fd, level, name, value, size);
  memset(value, 0, *size);
  return 0;
}

int sctp_bindx(int fd, sockaddr* addresses, int, int) { return bind(fd, addresses, size_of(addresses)); }

int sctp_connectx(int fd, sockaddr* addresses, int, sctp_assoc_t* id) {
  if (id != nullptr) *id = 0;
  return connect(fd, addresses, size_of(addresses));
}

int sctp_send(int fd, const void* message, size_t size, const sctp_sndrcvinfo* info, int) {
  FrameHeader header{htonl(static_cast<uint32_t>(size)), 0, 0};
  if (info != nullptr) {
    header.protocol = info->sinfo_ppid;
    header.stream = htonl(info->sinfo_stream);
  }
  if (send_all(fd, &header, sizeof header, MSG_MORE) <= 0) return -1;
  return static_cast<int>(send_all(fd, message, size, 0));
}

int sctp_recvmsg(int fd, void* message, size_t room, sockaddr*, socklen_t* from_size, sctp_sndrcvinfo* info,
                 int* flags) {
  if (from_size != nullptr) *from_size = 0;
  FrameHeader header;
  if (const ssize_t got = receive_all(fd, &header, sizeof header); got <= 0) return static_cast<int>(got);
  const size_t size = ntohl(header.length);
  if (size > room) {
    errno = EMSGSIZE;
    return -1;
  }
  if (info != nullptr) {
    memset(info, 0, sizeof *info);
    info->sinfo_ppid = header.protocol;
    info->sinfo_stream = static_cast<uint16_t>(ntohl(header.stream));
  }
  if (flags != nullptr) *flags = MSG_EOR;
  return static_cast<int>(receive_all(fd, message, size));
}

}  // extern "C"
