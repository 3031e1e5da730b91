// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/dns/addresses.hpp"

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

namespace sipgw::dns {
namespace {

using AddressList = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

AddressList get_addresses(const std::string& host, int flags, int& error) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_DGRAM;
  hints.ai_flags = flags;
  addrinfo* list = nullptr;
  error = ::getaddrinfo(host.c_str(), "9", &hints, &list);
  return {error == 0 ? list : nullptr, &::freeaddrinfo};
}

std::optional<IpAddress> to_ip_address(const sockaddr* address, socklen_t length) {
  char text[NI_MAXHOST];
  if (::getnameinfo(address, length, text, sizeof text, nullptr, 0, NI_NUMERICHOST) != 0) return std::nullopt;
  return IpAddress::parse(text);
}

class Socket {
 public:
  explicit Socket(int family) : fd_(::socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {}
  ~Socket() {
    if (fd_ >= 0) ::close(fd_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  int fd() const { return fd_; }

 private:
  int fd_;
};

/// More of them could only delay a call that none of them takes.
constexpr std::size_t kMostAddresses = 16;

}  // namespace

Result<std::vector<IpAddress>> addresses_of_host(const std::string& host) {
  int error = 0;
  const auto list = get_addresses(host, 0, error);
  if (!list) return Error{::gai_strerror(error)};
  std::vector<IpAddress> found;
  for (const auto* entry = list.get(); entry != nullptr && found.size() < kMostAddresses; entry = entry->ai_next) {
    const auto address = to_ip_address(entry->ai_addr, entry->ai_addrlen);
    if (address && std::find(found.begin(), found.end(), *address) == found.end()) found.push_back(*address);
  }
  if (found.empty()) return Error{"the name has no IP address"};
  return found;
}

IpAddress local_address_towards(const IpAddress& remote) {
  const IpAddress none{.v6 = remote.v6, .bytes = {}};
  int error = 0;
  const auto list = get_addresses(remote.to_string(), AI_NUMERICHOST, error);
  if (!list) return none;
  const Socket socket{list->ai_family};
  sockaddr_storage local{};
  socklen_t length = sizeof local;
  auto* address = reinterpret_cast<sockaddr*>(&local);
  if (socket.fd() < 0 || ::connect(socket.fd(), list->ai_addr, list->ai_addrlen) != 0) return none;
  if (::getsockname(socket.fd(), address, &length) != 0) return none;
  return to_ip_address(address, length).value_or(none);
}

}  // namespace sipgw::dns
