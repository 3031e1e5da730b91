// SPDX-License-Identifier: AGPL-3.0-or-later
// The configuration as one immutable value. The VTY builds a new one; a call keeps the one that it began with.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/net_address.hpp"
#include "cc/sip_config.hpp"
#include "cc/timers.hpp"
#include "cc/trunk_config.hpp"
#include "routing/trunk_group.hpp"

namespace sipgw::cc {

enum class MgwLoss : std::uint8_t { release, keep };
enum class GcrMode : std::uint8_t { automatic, on, off };
/// What an MSC says and reads; automatic: as its hello and its first SDP show it.
enum class Dialect : std::uint8_t { automatic, legacy, sdp };

/// Node `mncc`.
struct MnccConfig {
  std::string socket_path = "/tmp/msc_mncc";
  std::chrono::seconds reconnect_interval{1};  ///< 1-60 s, the first delay; backs off to five times that, at most 60 s
  std::chrono::seconds hello_timeout{5};       ///< 1-60 s
  GcrMode gcr = GcrMode::automatic;            ///< may a SETUP_REQ carry a global call reference?
  Dialect dialect = Dialect::automatic;
  std::chrono::seconds guard_keepalive{60};  ///< 0-255 s, 0: off; only for an MSC that announced 1876 bytes
  routing::Limits limits;                    ///< of the calls of this MSC

  /// What the link itself needs; the rest is for calls.
  bool same_link(const MnccConfig& other) const {
    return socket_path == other.socket_path && reconnect_interval == other.reconnect_interval &&
           hello_timeout == other.hello_timeout;
  }
  bool operator==(const MnccConfig&) const = default;
};

/// Node `mgw <0-255>`.
struct MgwConfig {
  std::string remote_ip = "127.0.0.1";
  std::uint16_t remote_port = 2427;
  std::string local_ip;          ///< empty: any
  std::uint16_t local_port = 0;  ///< 0: any free one
  std::string endpoint_domain = "mgw";
  bool operator==(const MgwConfig&) const = default;
};

/// Where calls from phones go: to a trunk or to a group of trunks; both empty: to the first trunk in use.
struct Route {
  std::string trunk, group;
  bool empty() const { return trunk.empty() && group.empty(); }
  bool operator==(const Route&) const = default;
};

struct Config {
  bool use_imsi = false;    ///< node `app`
  unsigned call_log = 100;  ///< the same node: how many ended calls are kept, 0-10000
  routing::Limits limits;   ///< the same node: of all calls
  MnccConfig mncc;
  SipConfig sip;
  std::vector<TrunkConfig> trunks{TrunkConfig{}};  ///< `default` first, then the named ones as the operator made them
  bool default_trunk_wanted = false;               ///< `remote` was configured
  std::vector<routing::TrunkGroup> groups;         ///< as the operator made them
  Route default_route;
  Route emergency_route;  ///< which emergency calls try first; empty: as other calls
  std::map<std::uint32_t, MgwConfig> mgws;
  MgwLoss mgw_loss = MgwLoss::release;
  TimerValues timers;  ///< `timer mncc X1 20`

  const TrunkConfig& default_trunk() const { return trunks.front(); }
  TrunkConfig& default_trunk() { return trunks.front(); }
  /// Null: no such trunk.
  const TrunkConfig* trunk(std::string_view name) const;
  TrunkConfig* trunk(std::string_view name);
  const routing::TrunkGroup* group(std::string_view name) const;
  routing::TrunkGroup* group(std::string_view name);
  /// The trunk `default` serves if it was configured, or if there is no other.
  bool in_use(const TrunkConfig& trunk) const {
    return !trunk.is_default() || default_trunk_wanted || trunks.size() == 1;
  }
  bool operator==(const Config&) const = default;
};

using ConfigPtr = std::shared_ptr<const Config>;

}  // namespace sipgw::cc
