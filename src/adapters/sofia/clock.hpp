// SPDX-License-Identifier: AGPL-3.0-or-later
// Sofia's event loop waits for its next timer in whole milliseconds, rounded down: the rest of the last one it spends
// polling, up to 1 ms of CPU time for each timer that runs out. With a clock of whole milliseconds there is no rest.
#pragma once

namespace sipgw::sofia {

/// For the whole process, once, before any su_root runs.
void use_millisecond_clock();

}  // namespace sipgw::sofia
