// SPDX-License-Identifier: AGPL-3.0-or-later
// A connected UDP socket on Asio: datagrams out, datagrams and ICMP refusals in.
// Thread: core thread only; handlers are called from the io_context, never from within a call into this class.
#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace sipgw {

class UdpChannel {
 public:
  struct Handlers {
    std::function<void(std::string_view)> received;
    std::function<void(const std::string&)> refused;  ///< nobody listens there; the text says so
  };
  struct Addresses {
    std::string local_ip;  ///< empty: any
    std::uint16_t local_port = 0;
    std::string remote_ip;
    std::uint16_t remote_port = 0;
  };

  UdpChannel(boost::asio::io_context& io, Handlers handlers) : io_(io), handlers_(std::move(handlers)) {}
  ~UdpChannel() { close(); }
  UdpChannel(const UdpChannel&) = delete;
  UdpChannel& operator=(const UdpChannel&) = delete;

  /// Closes what was open and connects anew. Errors: unreadable or foreign address, port in use, no route.
  Status open(const Addresses& addresses);
  void close();  ///< no handler is called after it
  bool is_open() const { return session_ != nullptr; }

  /// Sends at once or not at all: a datagram that the kernel does not take is lost, as on the network.
  void send(std::string_view datagram);

 private:
  /// What a pending read refers to; it outlives close() until Asio has dropped the read.
  struct Session {
    explicit Session(boost::asio::io_context& io) : socket(io) {}
    boost::asio::ip::udp::socket socket;
    std::array<char, 8192> buffer{};
  };
  void read(const std::shared_ptr<Session>& session);
  void on_read(const std::shared_ptr<Session>& session, const boost::system::error_code& error, std::size_t size);

  boost::asio::io_context& io_;
  const Handlers handlers_;
  std::shared_ptr<Session> session_;
};

}  // namespace sipgw
