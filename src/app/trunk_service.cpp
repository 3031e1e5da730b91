// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/trunk_service.hpp"

#include <algorithm>

#include "adapters/dns/addresses.hpp"

namespace sipgw::app {

void TrunkService::configure(const cc::Config& config) {
  if (stopping_) return;
  std::erase_if(trunks_, [&](const auto& entry) {
    const auto* trunk = config.trunk(entry.first);
    const bool gone = trunk == nullptr || !config.in_use(*trunk);
    if (gone) entry.second.watch->stop();  // its answer is not waited for
    return gone;
  });
  for (const auto& trunk : config.trunks) {
    if (!config.in_use(trunk)) continue;
    if (const auto found = trunks_.find(trunk.name); found != trunks_.end()) {
      found->second.watch->configure(trunk);
    } else {
      add(trunk);
    }
  }
}

void TrunkService::add(const cc::TrunkConfig& config) {
  auto watch = std::make_shared<TrunkWatch>(
      io_, config,
      TrunkWatch::Handlers{.submit = [this](sip::Request request) { return submit(std::move(request)); },
                           .changed = [this, name = config.name] { changed(name); }});
  handlers_.changed({config.name});
  trunks_[config.name] = {.watch = std::move(watch), .destinations = {}};
  trunks_[config.name].watch->configure(config);
}

void TrunkService::resolved(const std::string& trunk, const sip::Destinations& destinations) {
  const auto found = trunks_.find(trunk);
  if (found == trunks_.end() || stopping_) return;
  found->second.destinations = destinations;
  show_the_way(found->second);
}

void TrunkService::sip_is_up(std::vector<sip::Listener> listeners) {
  listeners_ = std::move(listeners);
  for (auto& [name, trunk] : trunks_) show_the_way(trunk);
}

const sip::Listener* TrunkService::listener_for(const IpAddress& remote) const {
  const auto found = std::find_if(listeners_.begin(), listeners_.end(),
                                  [&](const sip::Listener& listener) { return listener.address.ip.v6 == remote.v6; });
  return found == listeners_.end() ? nullptr : &*found;
}

/// To the first address of a family in which we serve SIP.
void TrunkService::show_the_way(Trunk& trunk) const {
  if (listeners_.empty()) return;
  for (const auto& place : trunk.destinations) {
    const auto* listener = listener_for(place.address);
    if (listener == nullptr) continue;
    const auto& bound = listener->address.ip;
    return trunk.watch->set_way(place.next_hop(),
                                bound.is_unspecified() ? dns::local_address_towards(place.address) : bound);
  }
  trunk.watch->set_way({}, listeners_.front().address.ip);
}

RequestId TrunkService::submit(sip::Request request) {
  request.id = RequestId{++last_request_};
  const auto id = request.id;
  handlers_.submit(std::move(request));
  return id;
}

void TrunkService::changed(const std::string& name) {
  const auto& watch = *trunks_.at(name).watch;
  handlers_.changed({name, watch.up(), watch.is_registered()});
}

void TrunkService::answered(const sip::RequestResult& result) {
  for (auto& [name, trunk] : trunks_) trunk.watch->answered(result);
}

Status TrunkService::qualify(const std::string& trunk) {
  const auto found = trunks_.find(trunk);
  if (found == trunks_.end()) return Error{"There is no trunk " + trunk + "."};
  if (found->second.watch->qualify()) return ok();
  return Error{
      "No OPTIONS can be sent: the trunk has no address or is shut down, or the last one is not answered yet."};
}

Status TrunkService::register_now(const std::string& trunk) {
  const auto found = trunks_.find(trunk);
  if (found == trunks_.end()) return Error{"There is no trunk " + trunk + "."};
  if (!found->second.watch->register_now()) return Error{"Trunk " + trunk + " is not configured to register."};
  return ok();
}

void TrunkService::describe(cc::TrunkSnapshot& snapshot) const {
  const auto found = trunks_.find(snapshot.config.name);
  if (found != trunks_.end()) found->second.watch->describe(snapshot);
}

void TrunkService::stop() {
  stopping_ = true;
  for (auto& [name, trunk] : trunks_) trunk.watch->stop();
}

bool TrunkService::idle() const {
  return std::all_of(trunks_.begin(), trunks_.end(), [](const auto& entry) { return entry.second.watch->idle(); });
}

}  // namespace sipgw::app
