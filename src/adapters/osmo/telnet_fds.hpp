// SPDX-License-Identifier: AGPL-3.0-or-later
// libosmovty 1.7.0 closes the fd of a telnet session twice. Between the two, another thread may be given that number
// for a socket of its own, which the second close() then takes from it (seen: a SIP connection just accepted).
#pragma once

struct osmo_fd;

namespace sipgw::osmo {

/// Moves a telnet session's fd to a number so high that nobody else is given it when it is free. Does nothing with
/// other fds, with a session that has been moved, or where there is no room up there. Core thread, between dispatches.
void keep_telnet_session_apart(osmo_fd& fd);

}  // namespace sipgw::osmo
