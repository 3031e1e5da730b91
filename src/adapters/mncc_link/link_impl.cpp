// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/mncc_link/link_impl.hpp"

#include <boost/asio/post.hpp>

#include "adapters/mncc_link/connect_error.hpp"
#include "log/log.hpp"
#include "mncc/codec.hpp"
#include "mncc/hello.hpp"

namespace sipgw {

using cc::LinkState;

namespace {
constexpr auto kLog = log::Category::mncc;
}

MnccLink::Impl::Impl(boost::asio::io_context& io, MscId msc, cc::MnccConfig config, Handlers handlers)
    : io_(io),
      msc_(msc),
      config_(std::move(config)),
      handlers_(std::move(handlers)),
      timer_(io),
      backoff_(config_.reconnect_interval) {}

void MnccLink::Impl::start() {
  if (run_ != Run::not_started) return;
  run_ = Run::running;
  connect();
}

void MnccLink::Impl::stop() {
  run_ = Run::stopped;
  disarm();
  disconnect();
}

void MnccLink::Impl::reconfigure(cc::MnccConfig config) {
  const bool new_path = config.socket_path != config_.socket_path;
  config_ = std::move(config);
  backoff_ = Backoff(config_.reconnect_interval);
  if (run_ != Run::running) return;

  if (new_path) {
    log::notice(kLog, "socket path is now {}", config_.socket_path);
    disconnect();
    last_error_.clear();
  }
  if (state_ == LinkState::disconnected) connect();
  if (state_ == LinkState::wait_hello) arm(config_.hello_timeout, &Impl::on_hello_timeout);
}

void MnccLink::Impl::send(const CallMessage& message) {
  if (state_ != LinkState::ready) {
    ++dropped_on_write_;
    return;
  }
  if (connection_->send(std::visit([](const auto& value) { return mncc::encode(value); }, message))) {
    ++sent_;
    return;
  }
  ++dropped_on_write_;
  fail("the MSC does not read what we send: write queue full");
}

cc::MnccSnapshot MnccLink::Impl::snapshot() const {
  const auto in_state = std::chrono::steady_clock::now() - state_since_;
  return {.msc = msc_,
          .path = config_.socket_path,
          .state = state_,
          .last_error = last_error_,
          .hello = hello_,
          .hello_differs = hello_ ? mncc::differences(*hello_) : std::string{},
          .in_state = std::chrono::duration_cast<std::chrono::seconds>(in_state),
          .connects = connects_,
          .sent = sent_,
          .received = received_,
          .malformed = malformed_.total(),
          .dropped_on_write = dropped_on_write_,
          .malformed_kinds = malformed_.counts(),
          .write_queue = connection_ ? connection_->queued() : 0};
}

void MnccLink::Impl::connect() {
  const std::weak_ptr<Impl> weak = weak_from_this();
  connection_ =
      std::make_shared<PacketConnection>(io_, PacketConnection::Handlers{
                                                  .packet =
                                                      [weak](std::span<const std::byte> packet, bool truncated) {
                                                        if (const auto self = weak.lock())
                                                          self->on_packet(packet, truncated);
                                                      },
                                                  .closed =
                                                      [weak](boost::system::error_code error) {
                                                        if (const auto self = weak.lock()) self->on_closed(error);
                                                      },
                                              });
  if (const int error = connection_->connect(config_.socket_path); error != 0) {
    return fail(describe_connect_error(error));
  }
  ++connects_;
  log::info(kLog, "{}: connected, waiting for the hello", config_.socket_path);
  enter(LinkState::wait_hello);
  arm(config_.hello_timeout, &Impl::on_hello_timeout);
}

void MnccLink::Impl::on_closed(boost::system::error_code error) {
  if (error) return fail("connection lost: " + error.message());
  if (state_ == LinkState::ready) return fail("the MSC has closed the connection");
  fail("the MSC closed the connection before its hello: it serves one client only, another one may be connected");
}

void MnccLink::Impl::on_hello_timeout() {
  fail("no hello within " + std::to_string(config_.hello_timeout.count()) +
       " s: the MSC hangs, or serves another client");
}

void MnccLink::Impl::on_packet(std::span<const std::byte> packet, bool truncated) {
  if (truncated) return malformed_.truncated(config_.socket_path, packet.size());
  const auto decoded = mncc::decode(packet);
  if (const auto* kind = std::get_if<mncc::Malformed>(&decoded.outcome)) {
    return malformed_.malformed(config_.socket_path, *kind, decoded.callref, packet.size());
  }
  if (decoded.incomplete) {
    malformed_.malformed(config_.socket_path, mncc::Malformed::bad_optional, decoded.callref, packet.size());
  }
  std::visit([&](const auto& message) { on_message(message, packet.size()); },
             std::get<mncc::Message>(decoded.outcome));
}

void MnccLink::Impl::on_message(const mncc::Hello& hello, std::size_t size) {
  if (state_ != LinkState::wait_hello) {
    return malformed_.out_of_order(config_.socket_path, "a second hello", 0, size);
  }
  ++received_;
  hello_ = hello;
  if (const auto version = mncc::check_version(hello); !version) return fail(version.error().text);

  disarm();
  backoff_.reset();
  last_error_.clear();
  enter(LinkState::ready);
  const auto differences = mncc::differences(hello);
  log::notice(kLog, "{}: up, MNCC version {}, message size {}{}{}", config_.socket_path, hello.version, hello.mncc_size,
              differences.empty() ? "" : "; the MSC announces ", differences);
  handlers_.up(hello);
}

template <typename T>
void MnccLink::Impl::on_message(const T& message, std::size_t size) {
  if (state_ != LinkState::ready) {
    return malformed_.out_of_order(config_.socket_path, "a call message before the hello", message.callref, size);
  }
  ++received_;
  handlers_.received(message);
}

void MnccLink::Impl::fail(std::string reason) {
  const bool known = reason == last_error_;  // an operator needs no line for each of a thousand equal attempts
  log::line(kLog, known ? log::Level::debug : log::Level::error, "{}: {}", config_.socket_path, reason);
  last_error_ = std::move(reason);
  disconnect();
  arm(backoff_.next(), &Impl::connect);
}

void MnccLink::Impl::disconnect() {
  if (!connection_) return;
  connection_->close();
  dropped_on_write_ += connection_->queued();
  connection_.reset();
  const bool was_ready = state_ == LinkState::ready;
  if (state_ != LinkState::disconnected) enter(LinkState::disconnected);
  if (!was_ready) return;
  boost::asio::post(io_, [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (self && self->run_ == Run::running) self->handlers_.down();
  });
}

void MnccLink::Impl::enter(LinkState state) {
  state_ = state;
  state_since_ = std::chrono::steady_clock::now();
}

void MnccLink::Impl::arm(std::chrono::seconds delay, void (Impl::*expired)()) {
  timer_.expires_after(delay);
  timer_.async_wait([weak = weak_from_this(), expired, ticket = ++timer_ticket_](boost::system::error_code) {
    const auto self = weak.lock();
    if (self && self->timer_ticket_ == ticket) (self.get()->*expired)();
  });
}

void MnccLink::Impl::disarm() {
  ++timer_ticket_;
  timer_.cancel();
}

}  // namespace sipgw
