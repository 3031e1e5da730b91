// SPDX-License-Identifier: AGPL-3.0-or-later
// A core with three trunks in a group.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "support/core_rig.hpp"

namespace sipgw::test {

inline constexpr const char* kAddresses[] = {"192.0.2.51", "192.0.2.52", "192.0.2.53"};

/// The group `all` of the trunks a, b and c, by priority.
inline cc::Config three_trunks() {
  auto config = config_with(cc::MediaMode::direct);
  config.groups.push_back({"all", routing::Algorithm::priority, {}});
  for (const auto* name : {"a", "b", "c"}) {
    config.trunks.push_back(cc::TrunkConfig::named(name));
    config.trunks.back().remote_host = name;
    config.groups.back().members.push_back({name});
  }
  config.default_route.group = "all";
  return config;
}

class Hunting : public CoreRig {
 public:
  explicit Hunting(const cc::Config& config = three_trunks()) : CoreRig(config) {
    for (std::size_t i = 0; i < 3; ++i) {
      feed(cc::TrunkResolved{std::string(1, static_cast<char>('a' + i)), test::found(kAddresses[i])});
    }
  }

  std::string trunk() { return call().trunk; }
  void peer_refuses(int status, std::optional<unsigned> retry_after = {}) {
    auto event = refused(last_dialog(), status);
    event.retry_after = retry_after;
    peer_sends(event);
  }
  void fails_locally(int status) {
    auto event = refused(last_dialog(), status);
    event.from_peer = false;
    peer_sends(event);
  }
  /// The phone hangs up and everybody confirms.
  void end_call() {
    msc_sends(mncc::Type::disc_ind, kMoCallref, 16);
    answer_all();
    expect_mncc(mncc::Type::rel_req);
    expect_sip<sip::Cancel>();
    expect_idle();
  }
  /// "a: outcome".
  std::vector<std::string> tries() const {
    std::vector<std::string> all;
    for (const auto& attempt : records().back()->tries) all.push_back(attempt.trunk + ": " + attempt.outcome);
    return all;
  }
};

}  // namespace sipgw::test
