// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/dns/resolver.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <mutex>
#include <system_error>
#include <thread>

#include "log/log.hpp"

namespace sipgw::dns {
namespace {

void log_new_destinations(const std::string& host, const sip::Destinations& old,
                          const sip::Destinations& destinations) {
  for (const auto& destination : destinations) {
    const bool is_new = std::find(old.begin(), old.end(), destination) == old.end();
    if (!is_new || destination.address.to_string() == host) continue;
    const auto hop = destination.next_hop();
    const auto server = destination.server.name == host ? std::string{} : " of " + destination.server.name;
    log::info(log::Category::app, "remote {} has the address {}, {}{}", host, hop.address.to_string(),
              to_string(hop.transport), server);
  }
}

}  // namespace

/// Of one query: between its lookups' threads, its timer and the resolver. Closed by the core thread, after which the
/// io_context may end, and what is still under way goes nowhere.
struct Resolver::Mailbox {
  std::mutex mutex;
  Resolver* owner;

  explicit Mailbox(Resolver& resolver) : owner(&resolver) {}

  void close() {
    const std::lock_guard lock{mutex};
    owner = nullptr;
  }

  static void deliver(const std::shared_ptr<Mailbox>& mailbox, Answer answer) {
    const std::lock_guard lock{mailbox->mutex};
    if (mailbox->owner == nullptr) return;
    boost::asio::post(mailbox->owner->io_, [mailbox, answer = std::move(answer)]() mutable {
      if (mailbox->owner != nullptr) mailbox->owner->answered(std::move(answer));
    });
  }
};

Resolver::Resolver(boost::asio::io_context& io, Changed changed, ResolverSettings settings)
    : io_(io), changed_(std::move(changed)), settings_(std::move(settings)), timer_(io) {}

Resolver::~Resolver() {
  if (mailbox_) mailbox_->close();
}

void Resolver::resolve(Query query) {
  if (query == query_) return;
  query_ = std::move(query);
  backoff_ = settings_.first_retry;
  timer_.cancel();
  if (mailbox_) mailbox_->close();
  mailbox_ = std::make_shared<Mailbox>(*this);
  if (!IpAddress::parse(query_.host)) return ask();
  last_error_.clear();
  replace(look_up(query_, settings_.system, {}, {}));
}

void Resolver::ask() {
  auto old = answered_query_ == query_ ? answer_ : Answer{};
  try {
    std::thread{[mailbox = mailbox_, query = query_, system = settings_.system, old] {
      Mailbox::deliver(mailbox, look_up(query, system, old, std::chrono::steady_clock::now()));
    }}.detach();
  } catch (const std::system_error& error) {
    old.trouble = error.what();
    answered(std::move(old));
  }
}

void Resolver::answered(Answer answer) {
  report(answer.trouble);
  if (answer.trouble.empty()) {
    backoff_ = settings_.first_retry;
    ask_again_in(settings_.refresh);
  } else {
    ask_again_in(backoff_);
    backoff_ = std::min(backoff_ * 2, settings_.refresh);
  }
  replace(std::move(answer));
}

void Resolver::report(const std::string& trouble) {
  const auto& host = query_.host;
  if (trouble.empty() && !last_error_.empty()) log::notice(log::Category::app, "remote {} resolves again", host);
  if (!trouble.empty() && last_error_.empty())
    log::error(log::Category::app, "remote {} does not resolve: {}", host, trouble);
  last_error_ = trouble.empty() ? std::string{} : host + ": " + trouble;
}

void Resolver::replace(Answer answer) {
  answered_query_ = query_;
  const auto old = std::exchange(answer_, std::move(answer)).destinations;
  if (old == answer_.destinations) return;
  log_new_destinations(query_.host, old, answer_.destinations);
  changed_(answer_.destinations);
}

void Resolver::ask_again_in(std::chrono::milliseconds time) {
  timer_.expires_after(time);
  timer_.async_wait([mailbox = mailbox_](boost::system::error_code error) {
    if (!error && mailbox->owner != nullptr) mailbox->owner->ask();
  });
}

}  // namespace sipgw::dns
