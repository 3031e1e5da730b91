// SPDX-License-Identifier: AGPL-3.0-or-later
// The command line of osmo-sipgw-sim.
#pragma once

#include <optional>
#include <string>

#include "sim/msc_messages.hpp"

namespace sipgw::sim {

struct Options {
  std::string mncc_path = "/tmp/msc_mncc";
  Dialect dialect = Dialect::msc_1_9;
  NetAddress sip, gateway;
  IpAddress rtp_ip;
  bool ladder = false, quiet = false, table = false;
  std::optional<Milliseconds> linger;
  Milliseconds wait_for_gateway{30'000};
  Milliseconds settle{100};  ///< from the gateway's connection to the first step
  Script script;
  bool help = false, version = false;
};

/// Reads arguments and script files. Error: what is wrong, for stderr.
Result<Options> parse_options(int argc, char** argv);

/// The --help text: options and the script language.
std::string_view usage();

}  // namespace sipgw::sim
