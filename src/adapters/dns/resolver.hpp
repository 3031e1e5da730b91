// SPDX-License-Identifier: AGPL-3.0-or-later
// Keeps the destinations of a trunk's far end up to date, off the core thread.
#pragma once

#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "adapters/dns/lookup.hpp"

namespace sipgw::dns {

struct ResolverSettings {
  std::chrono::milliseconds refresh{60'000};  ///< also the longest time between two tries
  std::chrono::milliseconds first_retry{1'000};
  System system;
};

/// Thread: core thread only. A name is asked for every 60 s, SRV and NAPTR as seldom as their TTL allows; after a
/// failure after 1 s, 2 s, 4 s … 60 s, and the destinations it had stay in use meanwhile. Each question has a detached
/// thread of its own: getaddrinfo() cannot be cancelled, and neither a dead name server nor another question may hold
/// up the end of the program.
class Resolver {
 public:
  using Changed = std::function<void(const sip::Destinations&)>;

  /// `changed` is called from the io_context, for a literal address from within resolve().
  Resolver(boost::asio::io_context& io, Changed changed, ResolverSettings settings = {});
  ~Resolver();

  /// Asks this from now on, if it is not asked already. What the query before yielded stays until this one has an
  /// answer or fails.
  void resolve(Query query);

  /// Empty: nothing was found so far. Not yet in the order for a call: see sip::order().
  const sip::Destinations& destinations() const { return answer_.destinations; }
  const std::string& last_error() const { return last_error_; }  ///< empty when the last question was answered

 private:
  struct Mailbox;
  void ask();
  void answered(Answer answer);
  void report(const std::string& trouble);
  void replace(Answer answer);
  void ask_again_in(std::chrono::milliseconds time);

  boost::asio::io_context& io_;
  Changed changed_;
  const ResolverSettings settings_;
  boost::asio::steady_timer timer_;
  std::shared_ptr<Mailbox> mailbox_;  ///< of the present query
  Query query_;
  Query answered_query_;  ///< the one that answer_ belongs to
  Answer answer_;
  std::string last_error_;
  std::chrono::milliseconds backoff_{};
};

}  // namespace sipgw::dns
