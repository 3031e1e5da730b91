// SPDX-License-Identifier: AGPL-3.0-or-later
#include "bench/sockets.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace sipgw::bench {
namespace {

constexpr int kBuffer = 4 * 1024 * 1024;
constexpr std::size_t kPackets = 32, kLongestPacket = 4096;

void check(int result, const char* what) {
  if (result < 0) give_up(what);
}

}  // namespace

void give_up(const std::string& what) {
  std::fprintf(stderr, "sipgw_bench_load: %s: %s\n", what.c_str(), std::strerror(errno));
  std::exit(1);
}

sockaddr_storage to_storage(const NetAddress& address) {
  sockaddr_in result{};
  result.sin_family = AF_INET;
  result.sin_port = htons(address.port);
  std::memcpy(&result.sin_addr, address.ip.bytes.data(), sizeof result.sin_addr);
  sockaddr_storage storage{};
  std::memcpy(&storage, &result, sizeof result);
  return storage;
}

void Descriptor::reset(int number) {
  if (number_ >= 0) ::close(number_);
  number_ = number;
}

// ---------------------------------------------------------------- UDP

UdpSocket::UdpSocket(const NetAddress& local, Receiver receiver)
    : socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)), receiver_(std::move(receiver)) {
  const auto address = to_storage(local);
  check(::bind(fd(), reinterpret_cast<const sockaddr*>(&address), sizeof(sockaddr_in)), local.to_string().c_str());
  check(::setsockopt(fd(), SOL_SOCKET, SO_RCVBUF, &kBuffer, sizeof kBuffer), "SO_RCVBUF");
  check(::setsockopt(fd(), SOL_SOCKET, SO_SNDBUF, &kBuffer, sizeof kBuffer), "SO_SNDBUF");
}

// What the kernel does not take is lost as on any network; it is sent again like any other lost packet.
void UdpSocket::send_to(std::string_view packet, const sockaddr_storage& to) const {
  static_cast<void>(::sendto(fd(), packet.data(), packet.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&to),
                             sizeof(sockaddr_in)));
}

void UdpSocket::receive() {
  std::array<std::array<char, kLongestPacket>, kPackets> buffers;
  std::array<sockaddr_storage, kPackets> sources;
  std::array<iovec, kPackets> pieces;
  std::array<mmsghdr, kPackets> messages{};
  for (std::size_t i = 0; i < kPackets; ++i) {
    pieces[i] = {buffers[i].data(), buffers[i].size()};
    messages[i].msg_hdr = {&sources[i], sizeof sources[i], &pieces[i], 1, nullptr, 0, 0};
  }
  const int count = ::recvmmsg(fd(), messages.data(), kPackets, MSG_DONTWAIT, nullptr);
  for (std::size_t i = 0; count > 0 && i < static_cast<std::size_t>(count); ++i)
    receiver_({buffers[i].data(), messages[i].msg_len}, sources[i]);
}

// ---------------------------------------------------------------- MNCC

PacketServer::PacketServer(const std::string& path, Handlers handlers, std::function<void(int, bool)> watch)
    : listener_(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)),
      handlers_(std::move(handlers)),
      watch_(std::move(watch)) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) give_up(path);
  path.copy(address.sun_path, path.size());
  ::unlink(path.c_str());
  check(::bind(listener_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), path.c_str());
  check(::listen(listener_.get(), 10), path.c_str());
}

void PacketServer::accept() {
  Descriptor client{::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)};
  if (!client || client_) return;
  client_ = std::move(client);
  queue_.clear();
  watch_(client_.get(), false);
  handlers_.connected();
}

void PacketServer::receive() {
  std::array<std::byte, kLongestPacket> buffer;
  for (std::size_t i = 0; i < kPackets && client_; ++i) {
    const auto size = ::recv(client_.get(), buffer.data(), buffer.size(), 0);
    if (size < 0 && errno == EAGAIN) return;
    if (size <= 0) return drop_client();
    handlers_.received(std::span{buffer}.first(static_cast<std::size_t>(size)));
  }
}

void PacketServer::send(std::span<const std::byte> packet) {
  if (!client_ || (queue_.empty() && write(packet))) return;
  if (queue_.empty()) watch_(client_.get(), true);
  queue_.emplace_back(packet.begin(), packet.end());
}

void PacketServer::write_queue() {
  while (!queue_.empty() && write(queue_.front())) queue_.pop_front();
  if (queue_.empty()) watch_(client_.get(), false);
}

/// False: the client has to read first.
bool PacketServer::write(std::span<const std::byte> packet) {
  return ::send(client_.get(), packet.data(), packet.size(), MSG_NOSIGNAL) >= 0 || errno != EAGAIN;
}

void PacketServer::drop_client() {
  if (!client_) return;
  client_.reset();
  handlers_.lost();
}

}  // namespace sipgw::bench
