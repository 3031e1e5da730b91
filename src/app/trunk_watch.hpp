// SPDX-License-Identifier: AGPL-3.0-or-later
// Registers with one trunk and asks whether its far end lives: gives the machines of src/routing a clock, words for
// their requests, and lines in the log.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "cc/config.hpp"
#include "cc/snapshot.hpp"
#include "routing/health.hpp"
#include "routing/registration.hpp"
#include "sip/request.hpp"

namespace sipgw::app {

/// Thread: core thread only. Owned by a shared_ptr, for the sake of its timer.
class TrunkWatch : public std::enable_shared_from_this<TrunkWatch> {
 public:
  struct Handlers {
    /// Sends it under the id that is returned.
    std::function<RequestId(sip::Request)> submit;
    std::function<void()> changed;  ///< up() or is_registered()
  };

  TrunkWatch(boost::asio::io_context& io, cc::TrunkConfig config, Handlers handlers);

  void configure(const cc::TrunkConfig& config);
  /// Where its requests go; nothing while there is no address, or SIP is not up. `local`: where we are then.
  void set_way(std::optional<sip::NextHop> remote, const IpAddress& local);
  void answered(const sip::RequestResult& result);

  /// Asks at once. False: there is no address, or the question is under way.
  bool qualify();
  /// Registers at once. False: that is not configured.
  bool register_now();
  /// Takes the binding away; over when idle().
  void stop();
  bool idle() const { return registration_.idle(); }

  bool up() const { return health_.state() != routing::Health::State::down; }
  bool is_registered() const;
  void describe(cc::TrunkSnapshot& snapshot) const;

 private:
  using Clock = std::chrono::steady_clock;

  /// Sends what is due, tells what has changed, and comes back when something else will be due.
  void run();
  void apply();
  void forget_binding();
  void arm();
  void tell(Clock::time_point now);
  void tell_health();
  void tell_registration(Clock::time_point now);

  sip::Request request(sip::Method method) const;
  RequestId send_register(unsigned expires);
  RequestId send_options();
  RequestId send(sip::Request request) const;
  /// Empty: nobody has said what it is.
  std::string address_of_record() const;
  routing::Registration fresh_registration();

  boost::asio::steady_timer timer_;
  cc::TrunkConfig config_;
  Handlers handlers_;
  std::minstd_rand random_;
  sip::PeerPtr peer_;
  std::optional<sip::NextHop> remote_;
  IpAddress local_;
  std::string call_id_;  ///< of all our REGISTERs
  std::uint32_t cseq_ = 1;
  routing::Registration registration_;
  routing::Health health_;
  RequestId register_id_{}, options_id_{};  ///< those under way

  // What was told last.
  bool told_up_ = true, told_registered_ = true;
  routing::Health::State told_health_ = routing::Health::State::unknown;
  routing::RegistrationState told_registration_ = routing::RegistrationState::off;
  std::string told_error_;
};

}  // namespace sipgw::app
