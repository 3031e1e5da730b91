// SPDX-License-Identifier: AGPL-3.0-or-later
// Sofia's own trace goes to our log: category sip, level debug. Process-wide, as Sofia's log is.
#pragma once

namespace sipgw::sofia {

/// Call once per process before the first stack is created.
void redirect_log();
/// 0 (errors only) to 9 (everything); other values are clamped. SIP thread.
void set_log_level(int level);

}  // namespace sipgw::sofia
