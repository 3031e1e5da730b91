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
  read_next();
  return 0;
}

void PacketConnection::read_next() {
  socket_.async_receive(asio::buffer(buffer_), flags_, [self = shared_from_this()](error_code error, std::size_t size) {
    if (!self->socket_.is_open()) return;
    if (error || size == 0) return self->handlers_.closed(error);
    self->handlers_.packet({self->buffer_.data(), size}, (self->flags_ & MSG_TRUNC) != 0);
    if (self->socket_.is_open()) self->read_next();
  });
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
