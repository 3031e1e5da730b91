// SPDX-License-Identifier: AGPL-3.0-or-later
#include <utility>

#include "adapters/mgcp_link/udp_channel.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>

namespace sipgw {

namespace asio = boost::asio;
using asio::ip::udp;
using boost::system::error_code;

namespace {

Result<udp::endpoint> to_endpoint(const std::string& ip, std::uint16_t port) {
  error_code error;
  const auto address = asio::ip::make_address(ip, error);
  if (error) return Error{"\"" + ip + "\" is not an IP address"};
  return udp::endpoint{address, port};
}

}  // namespace

Status UdpChannel::open(const Addresses& addresses) {
  close();
  const auto remote = to_endpoint(addresses.remote_ip, addresses.remote_port);
  if (!remote) return remote.error();
  auto local = udp::endpoint{remote->protocol(), addresses.local_port};
  if (!addresses.local_ip.empty()) {
    const auto given = to_endpoint(addresses.local_ip, addresses.local_port);
    if (!given) return given.error();
    local = *given;
  }

  auto session = std::make_shared<Session>(io_);
  error_code error;
  if (session->socket.open(local.protocol(), error)) return Error{"socket: " + error.message()};
  if (session->socket.bind(local, error)) return Error{"bind to " + addresses.local_ip + ": " + error.message()};
  if (session->socket.connect(*remote, error)) return Error{"connect: " + error.message()};
  session->socket.non_blocking(true, error);
  session_ = std::move(session);
  read(session_);
  return ok();
}

void UdpChannel::close() {
  if (session_ == nullptr) return;
  error_code ignored;
  session_->socket.close(ignored);
  session_.reset();
}

void UdpChannel::send(std::string_view datagram) {
  if (session_ == nullptr) return;
  error_code error;
  session_->socket.send(asio::buffer(datagram), 0, error);
  if (error != asio::error::connection_refused) return;
  // The kernel reports here what became of an earlier datagram; this one has not been sent.
  session_->socket.send(asio::buffer(datagram), 0, error);
  asio::post(io_, [this, session = session_] {
    if (session->socket.is_open()) handlers_.refused(error_code(asio::error::connection_refused).message());
  });
}

void UdpChannel::read(const std::shared_ptr<Session>& session) {
  session->socket.async_receive(
      asio::buffer(session->buffer),
      [this, session](const error_code& error, std::size_t size) { on_read(session, error, size); });
}

void UdpChannel::on_read(const std::shared_ptr<Session>& session, const error_code& error, std::size_t size) {
  // Closed meanwhile: this object may be gone, only the session is known to live.
  if (!session->socket.is_open()) return;
  if (error) {
    handlers_.refused(error.message());
  } else {
    handlers_.received({session->buffer.data(), size});
  }
  if (session->socket.is_open()) read(session);
}

}  // namespace sipgw
