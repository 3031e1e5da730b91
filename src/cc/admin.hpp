// SPDX-License-Identifier: AGPL-3.0-or-later
// The one interface through which the VTY (and later CTRL) sees and steers the running gateway. Core thread only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "cc/call_log.hpp"
#include "cc/config.hpp"
#include "cc/snapshot.hpp"

namespace sipgw::cc {

/// Refusing new calls while those that are up end by themselves.
enum class Drain : std::uint8_t {
  off,
  stay,  ///< the program goes on when the last call has ended
  exit,  ///< it exits then
};

class Admin {
 public:
  virtual ~Admin() = default;

  virtual const Config& config() const = 0;
  /// Takes the new configuration. While the file is read nothing is started yet; at run time it acts live where it can.
  /// Returns what the operator has to be told (what takes effect only later and when), empty when all is in effect.
  virtual std::string apply(Config config) = 0;

  virtual std::vector<CallSnapshot> calls() const = 0;  ///< by id, oldest first
  virtual std::optional<CallSnapshot> call(CallId id) const = 0;
  virtual const CallLog& call_log() const = 0;  ///< calls that have ended
  /// What a call that is up has said and heard so far; nothing: no such call.
  virtual std::optional<trace::CallTrace> trace(CallId id) const = 0;
  virtual CountersSnapshot counters() const = 0;
  virtual CallTotals totals() const = 0;
  virtual std::vector<MnccSnapshot> mncc() const = 0;
  virtual std::vector<MgwSnapshot> mgws() const = 0;
  virtual SipSnapshot sip() const = 0;
  virtual std::vector<TrunkSnapshot> trunks() const = 0;  ///< those in use, in the order of the configuration

  /// Sends OPTIONS to a trunk now. Error: why that cannot be done.
  virtual Status qualify_trunk(const std::string& name) = 0;
  /// Registers with a trunk now.
  virtual Status register_trunk(const std::string& name) = 0;
  /// Reads the files of TLS again, for the handshakes from now on. Error: TLS is not served.
  virtual Status reload_tls() = 0;
  virtual std::vector<routing::BanTable::Ban> bans() const = 0;

  /// Ends a call on both sides; false: no such call. `cause` 1-127.
  virtual bool release(CallId id, int cause) = 0;

  virtual Drain drain() const = 0;
  virtual void set_drain(Drain drain) = 0;
};

}  // namespace sipgw::cc
