// SPDX-License-Identifier: AGPL-3.0-or-later
// Sources that keep sending what is refused are banned for a while. Pure; holds a bounded number of sources.
#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <unordered_map>
#include <vector>

#include "base/net_address.hpp"
#include "routing/load.hpp"

namespace sipgw::routing {

/// `ban 10 within 60 for 600`.
struct BanRule {
  unsigned offences = 0;  ///< 0: nobody is ever banned
  std::chrono::seconds within{}, duration{};
  bool operator==(const BanRule&) const = default;
};

class BanTable {
 public:
  static constexpr std::size_t kMostSources = 4096;
  struct Ban {
    IpAddress source;
    std::chrono::seconds left;
  };

  /// True: this one has made the source a banned one.
  bool offended(const IpAddress& source, const BanRule& rule, TimePoint now);
  bool is_banned(const IpAddress& source, TimePoint now) const;
  std::vector<Ban> bans(TimePoint now) const;
  void clear();

 private:
  struct Source {
    IpAddress ip;
    TimePoint since{};  ///< of the offences that are counted
    unsigned offences = 0;
    TimePoint banned_until{};
  };
  struct Hash {
    std::size_t operator()(const IpAddress& ip) const;
  };
  std::list<Source> sources_;  ///< who offended last is last: the first one is forgotten first
  std::unordered_map<IpAddress, std::list<Source>::iterator, Hash> by_ip_;
};

}  // namespace sipgw::routing
