// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/mncc_link/packet_connection.hpp"

#include <sys/un.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <cerrno>

namespace sipgw {

namespace asio = boost::asio;
using boost::system::error_code;

PacketConnection::PacketConnection(asio::io_context& io, Handlers handlers)
    : socket_(io), handlers_(std::move(handlers)) {}

int PacketConnection::connect(const std::string& path) {
  if (path.size() >= sizeof(sockaddr_un::sun_path)) return ENAMETOOLONG;
  error_code error;
  socket_.open(UnixSeqPacket{}, error);
  if (!error) socket_.non_blocking(true, error);
  if (error) return error.value();

  // Not Asio's own connect: it takes EAGAIN, a full backlog, for a connection in progress and then for a success.
  UnixSeqPacket::endpoint endpoint(path);
  if (::connect(socket_.native_handle(), endpoint.data(), static_cast<socklen_t>(endpoint.size())) != 0) return errno;
  wait_readable();
  return 0;
}

void PacketConnection::wait_readable() {
  socket_.async_wait(UnixSeqPacket::socket::wait_read, [self = shared_from_this()](error_code error) {
    if (!self->socket_.is_open()) return;
    if (error) return self->handlers_.closed(error);
    self->read_batch();
  });
}

void PacketConnection::read_batch() {
  for (std::size_t reads = 0; reads < kReadsPerWakeup; ++reads) {
    error_code error;
    int flags = 0;
    const auto size = socket_.receive(asio::buffer(buffer_), 0, flags, error);
    if (error == asio::error::would_block) break;
    if (error || size == 0) return handlers_.closed(error);
    handlers_.packet({buffer_.data(), size}, (flags & MSG_TRUNC) != 0);
    if (!socket_.is_open()) return;  // closed by the handler
  }
  wait_readable();
}

bool PacketConnection::send(std::vector<std::byte> packet) {
  if (queue_.size() >= kWriteQueue) return false;
  queue_.push_back(std::move(packet));
  if (queue_.size() == 1) {
    write_queue();
    if (!queue_.empty()) wait_writable();
  }
  return true;
}

void PacketConnection::wait_writable() {
  socket_.async_wait(UnixSeqPacket::socket::wait_write, [self = shared_from_this()](error_code error) {
    if (!self->socket_.is_open()) return;
    if (error) return self->handlers_.closed(error);
    self->write_queue();
    if (!self->queue_.empty()) self->wait_writable();
  });
}

void PacketConnection::write_queue() {
  while (!queue_.empty()) {
    error_code error;
    socket_.send(asio::buffer(queue_.front()), 0, error);
    if (error == asio::error::would_block) return;
    if (error) {
      queue_.clear();
      return report_closed_later(error);
    }
    queue_.pop_front();
  }
}

void PacketConnection::report_closed_later(error_code error) {
  asio::post(socket_.get_executor(), [self = shared_from_this(), error] {
    if (self->socket_.is_open()) self->handlers_.closed(error);
  });
}

void PacketConnection::close() {
  if (!socket_.is_open()) return;
  if (!queue_.empty()) write_queue();
  error_code ignored;
  socket_.close(ignored);
}

}  // namespace sipgw
