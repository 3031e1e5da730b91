// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/resolver.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <mutex>
#include <system_error>
#include <thread>

#include "app/addresses.hpp"
#include "log/log.hpp"

namespace sipgw::app {
namespace {
constexpr std::chrono::seconds kRefresh{60};
constexpr std::chrono::seconds kFirstBackoff{1};
}  // namespace

/// Between a lookup's thread and the resolver; closed by the core thread, after which the io_context may end.
struct Resolver::Mailbox {
  std::mutex mutex;
  Resolver* owner;

  explicit Mailbox(Resolver& resolver) : owner(&resolver) {}

  void close() {
    const std::lock_guard lock{mutex};
    owner = nullptr;
  }

  static void deliver(const std::shared_ptr<Mailbox>& mailbox, Result<std::vector<IpAddress>> result) {
    const std::lock_guard lock{mailbox->mutex};
    if (mailbox->owner == nullptr) return;
    boost::asio::post(mailbox->owner->io_, [mailbox, result = std::move(result)]() mutable {
      if (mailbox->owner != nullptr) mailbox->owner->answered(std::move(result));
    });
  }
};

Resolver::Resolver(boost::asio::io_context& io, Changed changed) : io_(io), changed_(std::move(changed)), timer_(io) {}

Resolver::~Resolver() {
  if (mailbox_) mailbox_->close();
}

void Resolver::resolve(std::string host) {
  host_ = std::move(host);
  backoff_ = kFirstBackoff;
  timer_.cancel();
  if (mailbox_) std::exchange(mailbox_, nullptr)->close();
  if (const auto literal = IpAddress::parse(host_)) {
    last_error_.clear();
    return replace({*literal});
  }
  ask();
}

void Resolver::ask() {
  mailbox_ = std::make_shared<Mailbox>(*this);
  try {
    std::thread{[mailbox = mailbox_, host = host_] { Mailbox::deliver(mailbox, look_up(host)); }}.detach();
  } catch (const std::system_error& error) {
    answered(Error{error.what()});
  }
}

void Resolver::answered(Result<std::vector<IpAddress>> result) {
  mailbox_.reset();
  if (result) {
    if (!last_error_.empty()) log::notice(log::Category::app, "remote {} resolves again", host_);
    last_error_.clear();
    backoff_ = kFirstBackoff;
    replace(*std::move(result));
    return ask_again_in(kRefresh);
  }
  if (last_error_.empty()) log::error(log::Category::app, "remote {} does not resolve: {}", host_, result.error().text);
  last_error_ = host_ + ": " + result.error().text;
  if (resolved_host_ != host_) replace({});
  ask_again_in(backoff_);
  backoff_ = std::min(backoff_ * 2, kRefresh);
}

void Resolver::replace(std::vector<IpAddress> addresses) {
  resolved_host_ = host_;
  if (addresses == addresses_) return;
  addresses_ = std::move(addresses);
  for (const auto& address : addresses_) {
    const auto text = address.to_string();
    if (text != host_) log::info(log::Category::app, "remote {} has the address {}", host_, text);
  }
  changed_(addresses_);
}

void Resolver::ask_again_in(std::chrono::seconds time) {
  timer_.expires_after(time);
  timer_.async_wait([this](boost::system::error_code error) {
    if (!error) ask();
  });
}

}  // namespace sipgw::app
