// SPDX-License-Identifier: AGPL-3.0-or-later
// Stands for the name servers and the hosts file.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "adapters/dns/lookup.hpp"

namespace sipgw::dns {

inline IpAddress ip(const std::string& text) { return *IpAddress::parse(text); }

/// What it knows may be changed at any time from any thread. A name that it does not know has no records and no
/// addresses; one in `dead` yields an error.
class FakeSystem {
 public:
  void set_naptr(const std::string& name, Records<sip::NaptrRecord> records) { set(state_->naptr, name, records); }
  void set_srv(const std::string& name, Records<sip::SrvRecord> records) { set(state_->srv, name, records); }
  void set_addresses(const std::string& name, const std::vector<std::string>& addresses) {
    std::vector<IpAddress> parsed;
    for (const auto& each : addresses) parsed.push_back(ip(each));
    set(state_->addresses, name, parsed);
  }
  void set_dead(const std::string& name, bool dead = true) { set(state_->dead, name, dead); }

  /// The names asked for since the last call, in their order, with the kind of records: "srv _sip._udp.pbx".
  std::vector<std::string> take_questions() {
    const std::lock_guard lock{state_->mutex};
    return std::exchange(state_->questions, {});
  }

  System system() const {
    return {.naptr = [state = state_](const std::string& name) { return ask(*state, state->naptr, "naptr ", name); },
            .srv = [state = state_](const std::string& name) { return ask(*state, state->srv, "srv ", name); },
            .addresses = [state = state_](const std::string& name) -> Result<std::vector<IpAddress>> {
              const auto found = ask(*state, state->addresses, "a ", name);
              if (found && found->empty()) return Error{"unknown"};
              return found;
            }};
  }

 private:
  struct State {
    std::mutex mutex;
    std::map<std::string, Records<sip::NaptrRecord>> naptr;
    std::map<std::string, Records<sip::SrvRecord>> srv;
    std::map<std::string, std::vector<IpAddress>> addresses;
    std::map<std::string, bool> dead;
    std::vector<std::string> questions;
  };

  template <typename Value>
  void set(std::map<std::string, Value>& map, const std::string& name, const Value& value) {
    const std::lock_guard lock{state_->mutex};
    map[name] = value;
  }

  template <typename Value>
  static Result<Value> ask(State& state, std::map<std::string, Value>& map, const std::string& kind,
                           const std::string& name) {
    const std::lock_guard lock{state.mutex};
    state.questions.push_back(kind + name);
    if (state.dead[name]) return Error{"dead"};
    return map[name];
  }

  std::shared_ptr<State> state_ = std::make_shared<State>();
};

}  // namespace sipgw::dns
