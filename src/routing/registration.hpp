// SPDX-License-Identifier: AGPL-3.0-or-later
// Our binding at a trunk's registrar (RFC 3261 §10). Pure: the time is an argument, what is to be sent is told by
// due().
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "routing/settings.hpp"
#include "sip/request.hpp"

namespace sipgw::routing {

enum class RegistrationState : std::uint8_t {
  off,
  waiting,      ///< for an address to send to
  registering,  ///< the first REGISTER, or one after a failure, is under way
  registered,
  backing_off,    ///< the registrar did not answer or has a problem: tried again soon
  failed,         ///< it refuses us: tried again after a long time
  unregistering,  ///< the binding is being taken away
};
/// "off", "waiting" … "unregistering", as an operator reads it.
std::string_view to_string(RegistrationState state);

class Registration {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Seconds = std::chrono::seconds;
  /// From 0 to 1.
  using Random = std::function<double()>;

  explicit Registration(Random random) : random_(std::move(random)) {}

  /// Not wanted any more: the binding is taken away.
  void configure(const RegistrationSettings& settings, Time now);
  /// Is there an address to send to?
  void reachable(bool yes, Time now);
  /// Registers at once, whatever was awaited: the operator wants it, or something that it depends on has changed.
  void start_anew(Time now);
  /// The program ends: the binding is taken away, nothing is tried again. Over when idle().
  void stop(Time now);

  /// The Expires of the REGISTER that is to go out now, which counts as under way from then on; 0 takes the binding
  /// away. To be called whenever deadline() has come.
  std::optional<unsigned> due(Time now);
  /// The final answer to the one under way.
  void answered(const sip::RequestResult& result, Time now);

  /// Nothing: nothing will happen by itself.
  std::optional<Time> deadline() const;
  bool idle() const { return !under_way_ && !due_at_; }

  RegistrationState state() const { return state_; }
  /// Until when the registrar holds our binding, as far as we know.
  std::optional<Time> bound_until(Time now) const;
  /// Of the last failure; empty once registered.
  const std::string& last_error() const { return error_; }
  std::uint64_t auth_failures() const { return auth_failures_; }

 private:
  bool wanted() const { return settings_.wanted && !stopping_; }
  void enter(RegistrationState state) { state_ = state; }
  void registered(const sip::RequestResult& result, Time now);
  void refused(const sip::RequestResult& result, Time now);
  std::chrono::milliseconds backoff() const;
  void unregister(Time now);
  Seconds lifetime(const sip::RequestResult& result) const;

  Random random_;
  RegistrationSettings settings_;
  RegistrationState state_ = RegistrationState::off;
  bool reachable_ = false;
  bool stopping_ = false;
  bool under_way_ = false;
  bool anew_ = false;           ///< another REGISTER follows the one under way at once
  unsigned asked_ = 0;          ///< Expires of the one under way
  Seconds min_expires_{0};      ///< what the registrar asked for by a 423
  unsigned failures_ = 0;       ///< in a row
  std::optional<Time> due_at_;  ///< when the next one goes out
  std::optional<Time> bound_until_;
  std::string error_;
  std::uint64_t auth_failures_ = 0;
};

}  // namespace sipgw::routing
