// SPDX-License-Identifier: AGPL-3.0-or-later
// LD_PRELOAD for osmo-msc on a kernel without SCTP: its SCTP sockets become TCP sockets, so that it starts. Nobody talks
// to them in this test, which is about the MNCC socket.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netinet/in.h>
#include <sys/socket.h>

int socket(int domain, int type, int protocol) {
  int (*real)(int, int, int) = dlsym(RTLD_NEXT, "socket");
  return real(domain, type, protocol == IPPROTO_SCTP ? 0 : protocol);
}

int setsockopt(int fd, int level, int name, const void* value, socklen_t length) {
  int (*real)(int, int, int, const void*, socklen_t) = dlsym(RTLD_NEXT, "setsockopt");
  return level == IPPROTO_SCTP ? 0 : real(fd, level, name, value, length);
}
