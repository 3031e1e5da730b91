// SPDX-License-Identifier: AGPL-3.0-or-later
// The gateway as the operator sees and steers it.
#include <algorithm>
#include <initializer_list>

#include "app/gateway.hpp"
#include "base/secret_file.hpp"
#include "log/log.hpp"

namespace sipgw::app {
namespace {

std::string joined(std::initializer_list<std::string> remarks) {
  std::string text;
  for (const auto& remark : remarks) {
    if (!text.empty() && !remark.empty()) text += '\n';
    text += remark;
  }
  return text;
}

/// Where the name stands for several transports, DNS chooses one.
dns::Query query_of(const cc::TrunkConfig& trunk) {
  const bool naptr = trunk.dns == cc::DnsLookup::naptr;
  dns::Query query{.host = trunk.next_hop_host(), .port = trunk.given_port(), .transports = {trunk.transport}};
  query.srv = trunk.dns != cc::DnsLookup::addresses;
  query.naptr = naptr;
  if (naptr) query.transports = {sip::Transport::tls, sip::Transport::tcp, sip::Transport::udp};
  return query;
}

}  // namespace

std::string Gateway::apply(cc::Config config) {
  const auto before = std::exchange(config_, std::make_shared<const cc::Config>(std::move(config)));
  call_log_.set_capacity(config_->call_log);
  if (!core_ || *before == *config_) return {};
  handle(cc::Configured{config_});
  const auto no_tls = lack_of_tls(*config_);
  return joined({apply_mncc(), apply_sip(*before), apply_trunks(*before), apply_mgws(),
                 no_tls == lack_of_tls(*before) ? std::string{} : no_tls});
}

std::string Gateway::apply_mncc() {
  if (mncc_in_use_.same_link(config_->mncc)) return {};
  if (mncc_in_use_.socket_path != config_->mncc.socket_path && !core_->idle()) {
    postponed_ = true;
    return "Calls are up on the present MNCC link: the new one is used when the last of them has ended.";
  }
  mncc_in_use_ = config_->mncc;
  mncc_->reconfigure(mncc_in_use_);
  return {};
}

std::string Gateway::apply_sip(const cc::Config& before) {
  const auto& sip = config_->sip;
  sip_.reconfigure(*config_);
  sip_.set_sources(core_->source_rules());
  if (before.sip.same_binding(sip)) return {};
  const std::string what = before.sip.listeners() == sip.listeners() ? "This" : "The new local address";
  return what + (sip_.up() ? " takes effect when osmo-sipgw is restarted."
                           : " takes effect with the next try to bind, within 2 s.");
}

bool lacks_mgw(const cc::Config& config) {
  return config.mgws.empty() && std::any_of(config.trunks.begin(), config.trunks.end(), [&](const auto& trunk) {
           return config.in_use(trunk) && trunk.media == cc::MediaMode::anchor;
         });
}

std::string lack_of_tls(const cc::Config& config) {
  const auto listeners = config.sip.listeners();
  if (std::any_of(listeners.begin(), listeners.end(), [](const sip::Listener& listener) { return listener.tls; }))
    return {};
  const auto trunk = std::find_if(config.trunks.begin(), config.trunks.end(), [&](const cc::TrunkConfig& candidate) {
    return config.in_use(candidate) && candidate.transport == sip::Transport::tls;
  });
  if (trunk == config.trunks.end()) return {};
  return "Trunk " + trunk->name + " is over TLS: no call gets there until node 'sip' has a 'local ADDR PORT tls'.";
}

std::string Gateway::apply_trunks(const cc::Config& before) {
  if (before.trunks == config_->trunks && before.default_trunk_wanted == config_->default_trunk_wanted) return {};
  resolve_trunks();
  if (!lacks_mgw(*config_) || lacks_mgw(before)) return {};
  return "No mgw is configured: no call can be anchored until there is one.";
}

void Gateway::resolve_trunks() {
  trunk_service_.configure(*config_);
  std::erase_if(resolvers_, [&](const auto& entry) {
    const auto* trunk = config_->trunk(entry.first);
    return trunk == nullptr || !config_->in_use(*trunk) || trunk->next_hop_host().empty();
  });
  for (const auto& trunk : config_->trunks) {
    const auto& host = trunk.next_hop_host();
    if (!config_->in_use(trunk) || host.empty()) continue;
    auto& resolver = resolvers_[trunk.name];
    if (!resolver) {
      resolver = std::make_unique<dns::Resolver>(io_, [this, name = trunk.name](const sip::Destinations& destinations) {
        handle(cc::TrunkResolved{name, destinations});
        sip_.set_sources(core_->source_rules());
        trunk_service_.resolved(name, destinations);
      });
    }
    resolver->resolve(query_of(trunk));
  }
}

void Gateway::read_passwords() {
  cc::Config config = *config_;
  for (auto& trunk : config.trunks) {
    if (trunk.password_file.empty()) continue;
    const auto password = read_secret(trunk.password_file);
    if (password) trunk.credentials.password = *password;
    const auto error = password ? std::string{} : password.error().text;
    if (std::exchange(password_errors_[trunk.name], error) != error && !error.empty())
      log::error(log::Category::sip, "trunk {}: no password: {}", trunk.name, error);
  }
  static_cast<void>(apply(std::move(config)));  // nothing in it takes effect only later
}

std::string Gateway::apply_mgws() {
  std::string remark;
  for (const auto& [number, mgw] : config_->mgws) {
    const auto link = mgws_.find(number);
    if (link == mgws_.end()) {
      open_mgw(number, mgw);
    } else if (link->second->snapshot().config != mgw && !link->second->reconfigure(mgw)) {
      remark = "Endpoints are in use on the media gateway: the change takes effect when the last of them is freed.";
    }
  }
  const bool superfluous = mgws_.size() > config_->mgws.size();
  if (superfluous && core_->idle()) apply_postponed();
  if (superfluous && !core_->idle()) {
    postponed_ = true;
    remark = "New calls do not use the media gateway any more; it goes when the last call has ended.";
  }
  return remark;
}

void Gateway::apply_postponed() {
  postponed_ = false;
  std::erase_if(mgws_, [&](const auto& entry) {
    if (config_->mgws.contains(entry.first)) return false;
    entry.second->stop();
    handle(cc::MgwDown{MgwId{entry.first}});
    return true;
  });
  apply_mncc();
}

std::vector<cc::CallSnapshot> Gateway::calls() const { return core_->calls(Clock::now()); }
std::optional<cc::CallSnapshot> Gateway::call(CallId id) const { return core_->call(id, Clock::now()); }
cc::CountersSnapshot Gateway::counters() const { return core_->counters(); }
cc::CallTotals Gateway::totals() const { return core_->totals(); }
std::vector<cc::MnccSnapshot> Gateway::mncc() const { return {mncc_->snapshot()}; }

std::vector<cc::MgwSnapshot> Gateway::mgws() const {
  std::vector<cc::MgwSnapshot> snapshots;
  for (const auto& [number, link] : mgws_) snapshots.push_back(link->snapshot());
  return snapshots;
}

cc::SipSnapshot Gateway::sip() const {
  const auto counts = sip_.counts();
  return {.up = sip_.up(),
          .listeners = sip_.listeners(),
          .last_error = sip_.last_error(),
          .refused_sources = core_->refused_sources(),
          .malformed = counts.malformed,
          .repeated = counts.repeated,
          .overloaded = counts.overloaded,
          .tls_failures = sip_.tls_failures(),
          .tls = sip_.tls_status()};
}

std::vector<cc::TrunkSnapshot> Gateway::trunks() const {
  std::vector<cc::TrunkSnapshot> snapshots;
  for (const auto& trunk : config_->trunks) {
    if (!config_->in_use(trunk)) continue;
    cc::TrunkSnapshot snapshot{.config = trunk};
    trunk_service_.describe(snapshot);
    if (const auto resolver = resolvers_.find(trunk.name); resolver != resolvers_.end()) {
      snapshot.destinations = resolver->second->destinations();
      snapshot.last_error = resolver->second->last_error();
    }
    if (const auto state = core_->trunk_state(trunk.name)) {
      snapshot.up = state->up;
      snapshot.registered = state->registered;
      snapshot.calls = state->load.calls();
      snapshot.waits_for = state->waits_for(Clock::now());
      snapshot.penalty = state->penalty(Clock::now());
    }
    snapshots.push_back(std::move(snapshot));
  }
  return snapshots;
}

std::vector<routing::BanTable::Ban> Gateway::bans() const { return core_->bans(Clock::now()); }

bool Gateway::release(CallId id, int cause) {
  if (!core_->call(id, Clock::now())) return false;
  handle(cc::ReleaseRequested{id, cause});
  return true;
}

void Gateway::set_drain(cc::Drain drain) {
  if (std::exchange(drain_, drain) == drain) return;
  log::notice(log::Category::app, "{}",
              drain == cc::Drain::off    ? "new calls are taken again"
              : drain == cc::Drain::stay ? "draining: no new calls"
                                         : "draining: no new calls; the program exits when the last one has ended");
  handle(cc::DrainRequested{drain != cc::Drain::off});
}

}  // namespace sipgw::app
