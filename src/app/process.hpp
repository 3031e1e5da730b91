// SPDX-License-Identifier: AGPL-3.0-or-later
// The process among others: limits, service manager, run-time directory.
#pragma once

#include <string>
#include <string_view>

namespace sipgw::app {

/// Raises the soft limit of open files to the hard one: at its limit the SIP library would spin in accept().
void raise_file_limit();

/// Tells the service manager (sd_notify(3) over $NOTIFY_SOCKET): "READY=1", "STOPPING=1". Nothing without one.
void notify_service_manager(std::string_view state);

/// Where state that outlives the process but not the boot goes: $RUNTIME_DIRECTORY, /run/osmo-sipgw if it is there or
/// can be made and is writable, else empty.
std::string runtime_directory();

}  // namespace sipgw::app
