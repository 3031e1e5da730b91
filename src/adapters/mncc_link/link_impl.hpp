// SPDX-License-Identifier: AGPL-3.0-or-later
// The state machine of one MNCC link: disconnected (waiting to connect again) -> wait_hello -> ready.
#pragma once

#include <chrono>
#include <utility>

#include <boost/asio/steady_timer.hpp>

#include "adapters/mncc_link/backoff.hpp"
#include "adapters/mncc_link/malformed_log.hpp"
#include "adapters/mncc_link/mncc_link.hpp"
#include "adapters/mncc_link/packet_connection.hpp"

namespace sipgw {

class MnccLink::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(boost::asio::io_context& io, MscId msc, cc::MnccConfig config, Handlers handlers);

  void start();
  void stop();
  void reconfigure(cc::MnccConfig config);
  void send(const CallMessage& message);
  cc::MnccSnapshot snapshot() const;

 private:
  void connect();
  void on_closed(boost::system::error_code error);
  void on_hello_timeout();
  void on_packet(std::span<const std::byte> packet, bool truncated);
  void on_message(const mncc::Hello& hello, std::size_t size);
  template <typename T>
  void on_message(const T& message, std::size_t size);

  /// Closes the link for this reason and arms the next attempt.
  void fail(std::string reason);
  /// Closes the link, if there is one; `down` follows from the io_context.
  void disconnect();
  void enter(cc::LinkState state);
  /// One timer serves the states; arming it again makes an expiry that is already under way void.
  void arm(std::chrono::seconds delay, void (Impl::*expired)());
  void disarm();

  boost::asio::io_context& io_;
  const MscId msc_;
  cc::MnccConfig config_;
  const Handlers handlers_;
  boost::asio::steady_timer timer_;
  std::uint64_t timer_ticket_ = 0;
  Backoff backoff_;
  std::shared_ptr<PacketConnection> connection_;

  enum class Run : std::uint8_t { not_started, running, stopped };
  Run run_ = Run::not_started;
  cc::LinkState state_ = cc::LinkState::disconnected;
  std::chrono::steady_clock::time_point state_since_ = std::chrono::steady_clock::now();
  std::string last_error_;
  std::optional<mncc::Hello> hello_;
  MalformedLog malformed_;
  std::uint64_t connects_ = 0, sent_ = 0, received_ = 0, dropped_on_write_ = 0;
};

}  // namespace sipgw
