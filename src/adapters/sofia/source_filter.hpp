// SPDX-License-Identifier: AGPL-3.0-or-later
// Whose requests are left unanswered: those of banned sources, and of unknown ones if so configured. SIP thread.
#pragma once

#include <chrono>
#include <vector>

#include "base/net_address.hpp"
#include "sip/source_rules.hpp"

namespace sipgw::sofia {

class SourceFilter {
 public:
  using Clock = std::chrono::steady_clock;

  void set_rules(sip::SourceRules rules) { rules_ = std::move(rules); }
  void ban(const IpAddress& source, std::chrono::seconds time);
  bool ignores(const IpAddress& source);

 private:
  struct Ban {
    IpAddress source;
    Clock::time_point until;
  };
  bool is_known(const IpAddress& source) const;

  sip::SourceRules rules_;
  std::vector<Ban> bans_;  ///< as many at most as the core keeps
};

}  // namespace sipgw::sofia
