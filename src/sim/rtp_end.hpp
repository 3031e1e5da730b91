// SPDX-License-Identifier: AGPL-3.0-or-later
// The RTP socket of one end of a call: sends its numbered packets, counts those of the other end.
// Thread: the io_context's.
#pragma once

#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <vector>

#include "base/net_address.hpp"
#include "base/result.hpp"
#include "sim/rtp_packet.hpp"
#include "sim/script.hpp"

namespace sipgw::sim {

class RtpEnd : public std::enable_shared_from_this<RtpEnd> {
 public:
  RtpEnd(boost::asio::io_context& io, RtpSender self, RtpSender other);

  /// Binds a free port of `ip` and begins to receive.
  Status open(const IpAddress& ip);
  void close();
  NetAddress local() const { return local_; }

  /// Where to send from now on; may change while packets flow.
  void aim(const NetAddress& address, std::uint8_t payload_type);
  /// Sends `packets`, one each `pace`, beginning at once.
  void send(unsigned packets, Milliseconds pace);

  unsigned arrived() const { return arrived_; }  ///< different packets of the other end, unaltered
  unsigned wrong() const { return wrong_; }      ///< anything else

 private:
  void receive();
  void count(std::span<const std::byte> packet);
  void send_next();

  boost::asio::ip::udp::socket socket_;
  boost::asio::steady_timer pacer_;
  RtpSender self_, other_;
  NetAddress local_;
  boost::asio::ip::udp::endpoint target_, source_;
  std::uint8_t payload_type_ = 0;
  unsigned next_ = 0, packets_ = 0;
  Milliseconds pace_{20};
  std::array<std::byte, 2048> buffer_{};
  std::vector<bool> seen_;
  unsigned arrived_ = 0, wrong_ = 0;
};

}  // namespace sipgw::sim
