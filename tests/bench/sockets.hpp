// SPDX-License-Identifier: AGPL-3.0-or-later
// The generator's sockets: never blocking, many packets per system call where Linux lets us.
#pragma once

#include <sys/socket.h>

#include <cstddef>
#include <deque>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/net_address.hpp"

namespace sipgw::bench {

/// A file descriptor of one's own.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  ~Descriptor() { reset(); }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    reset(std::exchange(other.number_, -1));
    return *this;
  }
  void reset(int number = -1);
  int get() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }

 private:
  int number_;
};

/// Ends the program with `what` and the reason: nothing can be measured without it.
[[noreturn]] void give_up(const std::string& what);

/// IPv4 only: enough for loopback.
sockaddr_storage to_storage(const NetAddress& address);

class UdpSocket {
 public:
  using Receiver = std::function<void(std::string_view packet, const sockaddr_storage& from)>;

  UdpSocket(const NetAddress& local, Receiver receiver);
  int fd() const { return socket_.get(); }
  void send_to(std::string_view packet, const sockaddr_storage& to) const;
  /// Hands on whatever has come.
  void receive();

 private:
  Descriptor socket_;
  Receiver receiver_;
};

/// A listening SOCK_SEQPACKET socket and its one client, as an MSC has them.
class PacketServer {
 public:
  struct Handlers {
    std::function<void()> connected;
    std::function<void()> lost;
    std::function<void(std::span<const std::byte>)> received;
  };

  /// `watch` is told of a new descriptor, and whether it is waited for to become writable.
  PacketServer(const std::string& path, Handlers handlers, std::function<void(int fd, bool writable)> watch);

  int listening_fd() const { return listener_.get(); }
  int client_fd() const { return client_.get(); }
  bool connected() const { return static_cast<bool>(client_); }
  void accept();
  void receive();
  void send(std::span<const std::byte> packet);
  /// The client reads again.
  void write_queue();
  void drop_client();

 private:
  bool write(std::span<const std::byte> packet);

  Descriptor listener_, client_;
  Handlers handlers_;
  std::function<void(int, bool)> watch_;
  std::deque<std::vector<std::byte>> queue_;
};

}  // namespace sipgw::bench
