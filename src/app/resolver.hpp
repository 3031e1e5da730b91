// SPDX-License-Identifier: AGPL-3.0-or-later
// Keeps the addresses of the SIP peer's name up to date, off the core thread.
#pragma once

#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/net_address.hpp"
#include "base/result.hpp"

namespace sipgw::app {

/// Thread: core thread only. A name is asked for every 60 s; after a failure after 1 s, 2 s, 4 s … 60 s, and the
/// addresses it had stay in use meanwhile. Each question has a detached thread of its own: getaddrinfo() cannot be
/// cancelled, and neither a dead name server nor another question may hold up the end of the program.
class Resolver {
 public:
  using Changed = std::function<void(const std::vector<IpAddress>&)>;

  /// `changed` is called from the io_context, for a literal address from within resolve().
  Resolver(boost::asio::io_context& io, Changed changed);
  ~Resolver();

  /// Asks for this host from now on.
  void resolve(std::string host);

  const std::string& host() const { return host_; }
  const std::vector<IpAddress>& addresses() const { return addresses_; }
  const std::string& last_error() const { return last_error_; }  ///< empty when the last question was answered

 private:
  struct Mailbox;
  void ask();
  void answered(Result<std::vector<IpAddress>> result);
  void replace(std::vector<IpAddress> addresses);
  void ask_again_in(std::chrono::seconds time);

  boost::asio::io_context& io_;
  Changed changed_;
  boost::asio::steady_timer timer_;
  std::shared_ptr<Mailbox> mailbox_;  ///< of the question under way; a new one makes the old answer go nowhere
  std::string host_;
  std::string resolved_host_;  ///< the one that addresses_ belong to
  std::vector<IpAddress> addresses_;
  std::string last_error_;
  std::chrono::seconds backoff_{1};
};

}  // namespace sipgw::app
