// SPDX-License-Identifier: AGPL-3.0-or-later
// The command line, as other Osmocom daemons have it.
#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"

namespace sipgw::app {

enum class Task : std::uint8_t { serve, show_help, show_version, show_vty_reference };

struct Options {
  Task task = Task::serve;
  std::string config_file = "/etc/osmocom/osmo-sipgw.cfg";
  bool daemonize = false;
  bool disable_color = false;
  bool timestamp = false;
  bool compat = false;           ///< prompt of osmo-sip-connector, for scripts that wait for it
  std::string debug_mask;        ///< "DMNCC:DSIP", or empty
  std::optional<int> log_level;  ///< libosmocore's numbers: 1 debug, 3 info, 5 notice, 7 error
  std::string vty_reference_mode = "default";
};

/// Error: what is wrong with the command line.
Result<Options> parse_options(int argc, char** argv);

extern const char* const kUsage;

}  // namespace sipgw::app
