// SPDX-License-Identifier: AGPL-3.0-or-later
#include "routing/ban_table.hpp"

#include <string_view>

namespace sipgw::routing {

std::size_t BanTable::Hash::operator()(const IpAddress& ip) const {
  return std::hash<std::string_view>{}({reinterpret_cast<const char*>(ip.bytes.data()), ip.bytes.size()});
}

bool BanTable::offended(const IpAddress& source, const BanRule& rule, TimePoint now) {
  if (rule.offences == 0 || is_banned(source, now)) return false;
  const auto known = by_ip_.find(source);
  if (known != by_ip_.end()) {
    sources_.splice(sources_.end(), sources_, known->second);
  } else {
    if (sources_.size() == kMostSources) {
      by_ip_.erase(sources_.front().ip);
      sources_.pop_front();
    }
    sources_.push_back({.ip = source});
    by_ip_[source] = std::prev(sources_.end());
  }
  auto& entry = sources_.back();
  if (entry.offences == 0 || now - entry.since > rule.within) {
    entry.since = now;
    entry.offences = 0;
  }
  if (++entry.offences < rule.offences) return false;
  entry.offences = 0;
  entry.banned_until = now + rule.duration;
  return true;
}

bool BanTable::is_banned(const IpAddress& source, TimePoint now) const {
  const auto known = by_ip_.find(source);
  return known != by_ip_.end() && known->second->banned_until > now;
}

std::vector<BanTable::Ban> BanTable::bans(TimePoint now) const {
  std::vector<Ban> bans;
  for (const auto& source : sources_) {
    if (source.banned_until > now)
      bans.push_back({source.ip, std::chrono::ceil<std::chrono::seconds>(source.banned_until - now)});
  }
  return bans;
}

void BanTable::clear() {
  by_ip_.clear();
  sources_.clear();
}

}  // namespace sipgw::routing
