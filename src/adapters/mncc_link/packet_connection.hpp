// SPDX-License-Identifier: AGPL-3.0-or-later
// One connection to an AF_UNIX SOCK_SEQPACKET socket: whole packets in and out, never blocking.
// Thread: core thread only.
#pragma once

#include <sys/socket.h>

#include <array>
#include <utility>

#include <boost/asio/basic_seq_packet_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/basic_endpoint.hpp>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace sipgw {

/// Asio's protocol class for these sockets; Asio itself has none.
class UnixSeqPacket {
 public:
  using endpoint = boost::asio::local::basic_endpoint<UnixSeqPacket>;
  using socket = boost::asio::basic_seq_packet_socket<UnixSeqPacket>;
  int family() const noexcept { return AF_UNIX; }
  int type() const noexcept { return SOCK_SEQPACKET; }
  int protocol() const noexcept { return 0; }
};

class PacketConnection : public std::enable_shared_from_this<PacketConnection> {
 public:
  /// Called from the io_context only; none of them after close().
  struct Handlers {
    /// `truncated`: the packet was longer than the read buffer; what is here is its beginning.
    std::function<void(std::span<const std::byte> packet, bool truncated)> packet;
    /// The connection is of no more use. No error: the peer has closed it.
    std::function<void(boost::system::error_code)> closed;
  };

  static constexpr std::size_t kReadBuffer = 4096;  ///< bytes; the longest known message has 1896
  static constexpr std::size_t kWriteQueue = 4096;  ///< packets, about 8 MB

  PacketConnection(boost::asio::io_context& io, Handlers handlers);

  /// Connects and starts to read. Returns 0 or the errno value; a local socket never makes one wait.
  [[nodiscard]] int connect(const std::string& path);

  /// Writes the packet or queues it. False if the queue is full.
  [[nodiscard]] bool send(std::vector<std::byte> packet);
  std::size_t queued() const { return queue_.size(); }

  /// Writes what the kernel still takes of the queue, then closes.
  void close();

 private:
  /// One packet at a time: after each of them others on this thread have their turn.
  void read_next();
  void wait_writable();
  void write_queue();
  void report_closed_later(boost::system::error_code error);

  UnixSeqPacket::socket socket_;
  Handlers handlers_;
  std::array<std::byte, kReadBuffer> buffer_;
  boost::asio::socket_base::message_flags flags_ = 0;  ///< of the packet in buffer_
  std::deque<std::vector<std::byte>> queue_;
};

}  // namespace sipgw
