// SPDX-License-Identifier: AGPL-3.0-or-later
// The watches of all trunks in use, and which request belongs to which.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "app/trunk_watch.hpp"
#include "base/result.hpp"
#include "cc/config.hpp"
#include "cc/event.hpp"
#include "cc/snapshot.hpp"
#include "sip/listener.hpp"
#include "sip/request.hpp"

namespace sipgw::app {

/// Thread: core thread only.
class TrunkService {
 public:
  struct Handlers {
    std::function<void(sip::Request)> submit;
    std::function<void(const cc::TrunkHealth&)> changed;
  };

  TrunkService(boost::asio::io_context& io, Handlers handlers) : io_(io), handlers_(std::move(handlers)) {}

  /// Trunks that stay keep their state; those that go give up their registration.
  void configure(const cc::Config& config);
  void resolved(const std::string& trunk, const sip::Destinations& destinations);
  /// Requests can be sent from there.
  void sip_is_up(std::vector<sip::Listener> listeners);
  void answered(const sip::RequestResult& result);

  Status qualify(const std::string& trunk);
  Status register_now(const std::string& trunk);
  void describe(cc::TrunkSnapshot& snapshot) const;

  /// Gives up all registrations; over when idle().
  void stop();
  bool idle() const;

 private:
  struct Trunk {
    std::shared_ptr<TrunkWatch> watch;
    sip::Destinations destinations;
  };
  void add(const cc::TrunkConfig& config);
  /// Null: not served.
  const sip::Listener* listener_for(const IpAddress& remote) const;
  void show_the_way(Trunk& trunk) const;
  RequestId submit(sip::Request request);
  void changed(const std::string& name);

  boost::asio::io_context& io_;
  Handlers handlers_;
  std::map<std::string, Trunk> trunks_;
  std::vector<sip::Listener> listeners_;  ///< once SIP is up; may be wildcards
  std::uint64_t last_request_ = 0;
  bool stopping_ = false;
};

}  // namespace sipgw::app
