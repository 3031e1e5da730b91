// SPDX-License-Identifier: AGPL-3.0-or-later
// The configuration nodes and the groups of commands; each group has a file of its own.
#pragma once

#include "adapters/osmo/osmo.hpp"

namespace sipgw::vty {

/// In the order in which `write` puts them into the file.
inline constexpr int kAppNode = _LAST_OSMOVTY_NODE + 1, kMnccNode = kAppNode + 1, kSipNode = kAppNode + 2,
                     kTlsNode = kAppNode + 3, kTrunkNode = kAppNode + 4, kTrunkGroupNode = kAppNode + 5,
                     kMgwNode = kAppNode + 6, kTimerNode = kAppNode + 7;

void install_app_node();
void install_mncc_node();
void install_sip_node();
void install_tls_node();
void install_trunk_node();
void install_trunk_group_node();
void install_mgw_node();
void install_show_calls();
void install_show_ended_calls();
void install_show_links();
void install_show_tls();
void install_show_trunks();
void install_trunk_commands();
void install_timers();
void install_drain();

}  // namespace sipgw::vty
