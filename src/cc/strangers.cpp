// SPDX-License-Identifier: AGPL-3.0-or-later
// INVITEs that are of no trunk.
#include <algorithm>

#include "cc/core_impl.hpp"

namespace sipgw::cc {

using log::Category;
using log::Level;

/// Null: they get no further.
const TrunkConfig* Core::Impl::trunk_for_strangers() const {
  if (config_->sip.unknown_source != UnknownSource::accept) return nullptr;
  const auto first = std::find_if(config_->trunks.begin(), config_->trunks.end(),
                                  [this](const TrunkConfig& trunk) { return config_->in_use(trunk); });
  return first == config_->trunks.end() ? nullptr : &*first;
}

/// One INVITE more of a source that has no business here.
void Core::Impl::note_stranger(const IpAddress& source) {
  ++refused_sources_;
  const auto& rule = config_->sip.ban;
  if (!bans_.offended(source, rule, now_)) return;
  ++counters_.bans;
  out_->push_back(BanSource{source, rule.duration});
  log(Category::sip, Level::notice,
      "source " + source.to_string() + " is banned for " + std::to_string(rule.duration.count()) +
          " s: too many INVITEs that are of no trunk");
}

/// Nobody is ignored where a certificate may yet tell who it is.
sip::SourceRules Core::Impl::source_rules() const {
  const auto asks_for_name = [](const TrunkConfig& trunk) { return !trunk.match.tls_names.empty(); };
  const auto& trunks = config_->trunks;
  sip::SourceRules rules;
  rules.only_known =
      config_->sip.unknown_source == UnknownSource::drop && std::none_of(trunks.begin(), trunks.end(), asks_for_name);
  for (const auto& trunk : trunks) {
    if (!config_->in_use(trunk)) continue;
    const auto& prefixes = trunk.match.sources;
    rules.known_prefixes.insert(rules.known_prefixes.end(), prefixes.begin(), prefixes.end());
    const auto& addresses = trunks_.addresses(trunk.name);
    rules.known_addresses.insert(rules.known_addresses.end(), addresses.begin(), addresses.end());
  }
  return rules;
}

}  // namespace sipgw::cc
