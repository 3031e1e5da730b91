// SPDX-License-Identifier: AGPL-3.0-or-later
// What others may watch: libosmocore's statistics and the CTRL interface, fed from what Admin tells.
#pragma once

#include <map>
#include <string>

#include "adapters/osmo/ctrl.hpp"
#include "adapters/osmo/stats.hpp"
#include "cc/admin.hpp"

namespace sipgw::app {

/// Thread: core thread only. Variables: calls.active, calls.ringing, calls.total.{mo,mt,answered,refused}, call.release
/// (ID or ID,CAUSE), drain (off, stay, exit), and the states msc.0.state, mgw.0.state, sip.state and, of each trunk,
/// trunk.NAME.state and trunk.NAME.registration, of which a trap tells when they change.
class Monitor {
 public:
  Monitor(cc::Admin& admin, void* talloc_context) : admin_(admin), stats_(talloc_context) {}

  /// After the configuration file has been read. Error: CTRL's address or port cannot be bound.
  Status open();
  /// After the gateway's start, whenever somebody might look.
  void publish();

 private:
  void add_calls();
  void add_links();
  void add_state(const std::string& variable);
  osmo::StatsSample sample() const;

  cc::Admin& admin_;
  osmo::Stats stats_;
  osmo::Ctrl ctrl_;
  std::map<std::string, std::string> announced_;  ///< link states by variable
};

}  // namespace sipgw::app
