// SPDX-License-Identifier: AGPL-3.0-or-later
// The one include of libosmocore's C headers (core, VTY, CTRL). They put names such as `vector`, `buffer` and `event`
// into the global namespace, so only adapters/osmo, vty and app include this. Their DEFUN macros initialise out of
// declaration order, which C++20 refuses: commands are built in vty/command.hpp instead.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" {
#include <osmocom/core/application.h>
#include <osmocom/core/logging.h>
#include <osmocom/core/msgb.h>
#include <osmocom/core/rate_ctr.h>
#include <osmocom/core/select.h>
#include <osmocom/core/stat_item.h>
#include <osmocom/core/stats.h>
#include <osmocom/core/talloc.h>
#include <osmocom/core/tdef.h>
#include <osmocom/core/timer.h>
#include <osmocom/core/utils.h>
#include <osmocom/ctrl/control_cmd.h>
#include <osmocom/ctrl/control_if.h>
#include <osmocom/ctrl/control_vty.h>
#include <osmocom/vty/command.h>
#include <osmocom/vty/logging.h>
#include <osmocom/vty/misc.h>
#include <osmocom/vty/ports.h>
#include <osmocom/vty/stats.h>
#include <osmocom/vty/tdef_vty.h>
#include <osmocom/vty/telnet_interface.h>
#include <osmocom/vty/vty.h>
}

#undef DEBUG
