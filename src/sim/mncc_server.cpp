// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sim/mncc_server.hpp"

#include <unistd.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <deque>
#include <vector>

#include "mncc/codec.hpp"

namespace sipgw::sim {

using boost::system::error_code;

/// The connection to one gateway. Lives as long as one of its operations is under way.
class MnccServer::Client : public std::enable_shared_from_this<Client> {
 public:
  Client(UnixSeqPacket::socket socket, MnccServer& server) : socket_(std::move(socket)), server_(&server) {}

  void read() {
    socket_.async_receive(boost::asio::buffer(buffer_), flags_,
                          [self = shared_from_this()](error_code error, std::size_t size) {
                            if (self->server_ == nullptr) return;
                            if (error || size == 0) return self->lose();
                            self->take(std::span{self->buffer_}.first(size));
                            if (self->server_ != nullptr) self->read();
                          });
  }

  void send(std::vector<std::byte> packet) {
    queue_.push_back(std::move(packet));
    if (queue_.size() == 1) write();
  }

  void lose() {
    auto* server = std::exchange(server_, nullptr);
    if (server == nullptr) return;
    error_code ignored;
    socket_.close(ignored);
    server->client_.reset();
    server->handlers_.lost();
  }

  void forget() {
    server_ = nullptr;
    error_code ignored;
    socket_.close(ignored);
  }

 private:
  void write() {
    socket_.async_send(boost::asio::buffer(queue_.front()), 0,
                       [self = shared_from_this()](error_code error, std::size_t) {
                         if (error) return self->lose();
                         self->queue_.pop_front();
                         if (!self->queue_.empty()) self->write();
                       });
  }

  void take(std::span<const std::byte> packet) {
    const auto decoded = mncc::decode(packet);
    if (const auto* message = std::get_if<mncc::Message>(&decoded.outcome)) {
      server_->handlers_.received(*message);
    } else {
      const auto kind = std::get<mncc::Malformed>(decoded.outcome);
      server_->handlers_.malformed(decoded.callref, "malformed message: " + std::string{mncc::to_string(kind)});
    }
  }

  UnixSeqPacket::socket socket_;
  MnccServer* server_;  ///< null once the connection is closed
  UnixSeqPacket::socket::message_flags flags_ = 0;
  std::array<std::byte, 4096> buffer_{};
  std::deque<std::vector<std::byte>> queue_;
};

MnccServer::MnccServer(boost::asio::io_context& io, Dialect dialect, Handlers handlers)
    : acceptor_(io), dialect_(dialect), handlers_(std::move(handlers)) {}

MnccServer::~MnccServer() {
  if (client_) client_->forget();
  if (!path_.empty()) ::unlink(path_.c_str());
}

Status MnccServer::listen(const std::string& path) {
  constexpr std::size_t kLongestPath = 107;
  if (path.empty() || path.size() > kLongestPath) return Error{"the socket path must have 1 to 107 characters"};
  ::unlink(path.c_str());
  error_code error;
  acceptor_.open(UnixSeqPacket{}, error);
  if (!error) acceptor_.bind(UnixSeqPacket::endpoint{path}, error);
  if (!error) acceptor_.listen(10, error);
  if (error) return Error{path + ": " + error.message()};
  path_ = path;
  accept();
  return ok();
}

void MnccServer::accept() {
  acceptor_.async_accept([this](error_code error, UnixSeqPacket::socket socket) {
    if (error == boost::asio::error::operation_aborted) return;
    if (!error && !client_) {
      client_ = std::make_shared<Client>(std::move(socket), *this);
      client_->send(mncc::encode(make_hello(dialect_)));
      client_->read();
      handlers_.connected();
    }
    accept();
  });
}

void MnccServer::send(const mncc::Message& message) {
  if (!client_) return;
  auto packet = mncc::encode(message);
  packet.resize(std::max(packet.size(), message_size(dialect_)));
  client_->send(std::move(packet));
}

void MnccServer::drop_client() {
  if (client_) client_->lose();
}

}  // namespace sipgw::sim
