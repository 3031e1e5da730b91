// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sim/rtp_end.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/address.hpp>

namespace sipgw::sim {

using boost::asio::ip::udp;
using boost::system::error_code;

RtpEnd::RtpEnd(boost::asio::io_context& io, RtpSender self, RtpSender other)
    : socket_(io), pacer_(io), self_(self), other_(other) {}

Status RtpEnd::open(const IpAddress& ip) {
  error_code error;
  const udp::endpoint wanted{boost::asio::ip::make_address(ip.to_string(), error), 0};
  if (!error) socket_.open(wanted.protocol(), error);
  if (!error) socket_.bind(wanted, error);
  if (!error) socket_.non_blocking(true, error);
  if (error) return Error{"RTP socket on " + ip.to_string() + ": " + error.message()};
  local_ = {ip, socket_.local_endpoint().port()};
  receive();
  return ok();
}

void RtpEnd::close() {
  error_code ignored;
  socket_.close(ignored);
  pacer_.cancel();
}

void RtpEnd::aim(const NetAddress& address, std::uint8_t payload_type) {
  error_code error;
  const auto ip = boost::asio::ip::make_address(address.ip.to_string(), error);
  if (!error) target_ = {ip, address.port};
  payload_type_ = payload_type;
}

void RtpEnd::send(unsigned packets, Milliseconds pace) {
  packets_ = packets;
  pace_ = pace;
  pacer_.expires_after(Milliseconds{0});
  send_next();
}

void RtpEnd::send_next() {
  if (next_ == packets_ || !socket_.is_open()) return;
  error_code ignored;  // a lost packet is found by the far end's count
  socket_.send_to(boost::asio::buffer(make_rtp(self_, payload_type_, static_cast<std::uint16_t>(next_++))), target_, 0,
                  ignored);
  pacer_.expires_at(pacer_.expiry() + pace_);
  pacer_.async_wait([self = shared_from_this()](error_code error) {
    if (!error) self->send_next();
  });
}

void RtpEnd::receive() {
  socket_.async_receive_from(boost::asio::buffer(buffer_), source_,
                             [self = shared_from_this()](error_code error, std::size_t size) {
                               if (!self->socket_.is_open()) return;
                               // ECONNREFUSED tells of an earlier packet of ours: go on.
                               if (!error) self->count(std::span{self->buffer_}.first(size));
                               self->receive();
                             });
}

void RtpEnd::count(std::span<const std::byte> packet) {
  constexpr std::size_t kRtpHeader = 12;  // osmo-mgw sends shorter ones to open the way through NATs
  if (packet.size() < kRtpHeader) return;
  const auto index = recognise_rtp(other_, packet);
  if (!index) {
    ++wrong_;
    return;
  }
  if (*index >= seen_.size()) seen_.resize(*index + 1u);
  if (seen_[*index]) return;
  seen_[*index] = true;
  ++arrived_;
}

}  // namespace sipgw::sim
