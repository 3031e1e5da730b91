// SPDX-License-Identifier: AGPL-3.0-or-later
// The configuration as one immutable value. The VTY builds a new one; a call keeps the one that it began with.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/net_address.hpp"

namespace sipgw::cc {

enum class MediaMode : std::uint8_t { direct, anchor };
enum class MgwLoss : std::uint8_t { release, keep };
enum class PtMismatch : std::uint8_t { reject, allow };

/// Node `mncc`.
struct MnccConfig {
  std::string socket_path = "/tmp/msc_mncc";
  std::chrono::seconds reconnect_interval{1};  ///< 1-60 s, the first delay; backs off to five times that, at most 60 s
  std::chrono::seconds hello_timeout{5};       ///< 1-60 s
  bool operator==(const MnccConfig&) const = default;
};

/// Node `sip`.
struct SipConfig {
  std::string local_host = "127.0.0.1";  ///< literal address
  std::uint16_t local_port = 5060;
  std::string remote_host = "pbx";  ///< name or literal address
  std::uint16_t remote_port = 5060;
  int sofia_log_level = 0;  ///< 0-9
  MediaMode media = MediaMode::direct;
  PtMismatch pt_mismatch = PtMismatch::reject;
  bool operator==(const SipConfig&) const = default;
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

struct Config {
  bool use_imsi = false;    ///< node `app`
  unsigned call_log = 100;  ///< the same node: how many ended calls are kept, 0-10000
  MnccConfig mncc;
  SipConfig sip;
  std::map<std::uint32_t, MgwConfig> mgws;
  MgwLoss mgw_loss = MgwLoss::release;
  bool operator==(const Config&) const = default;
};

using ConfigPtr = std::shared_ptr<const Config>;

}  // namespace sipgw::cc
