// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/options.hpp"

#include <getopt.h>

#include "base/strings.hpp"

namespace sipgw::app {
namespace {

enum LongOnly : int { kCompat = 1000, kVtyRefMode, kVtyRefXml };

constexpr option kLongOptions[] = {
    {"help", no_argument, nullptr, 'h'},
    {"debug", required_argument, nullptr, 'd'},
    {"daemonize", no_argument, nullptr, 'D'},
    {"config-file", required_argument, nullptr, 'c'},
    {"disable-color", no_argument, nullptr, 's'},
    {"timestamp", no_argument, nullptr, 'T'},
    {"version", no_argument, nullptr, 'V'},
    {"log-level", required_argument, nullptr, 'e'},
    {"compat", no_argument, nullptr, kCompat},
    {"vty-ref-mode", required_argument, nullptr, kVtyRefMode},
    {"vty-ref-xml", no_argument, nullptr, kVtyRefXml},
    {},
};

/// Error: the option's value is wrong, or getopt has already said what is.
Status take(Options& options, int option) {
  switch (option) {
    case 'h':
      options.task = Task::show_help;
      return ok();
    case 'V':
      options.task = Task::show_version;
      return ok();
    case kVtyRefXml:
      options.task = Task::show_vty_reference;
      return ok();
    case kVtyRefMode:
      options.vty_reference_mode = optarg;
      return ok();
    case 'c':
      options.config_file = optarg;
      return ok();
    case 'd':
      options.debug_mask = optarg;
      return ok();
    case 'D':
      options.daemonize = true;
      return ok();
    case 's':
      options.disable_color = true;
      return ok();
    case 'T':
      options.timestamp = true;
      return ok();
    case kCompat:
      options.compat = true;
      return ok();
    case 'e':
      options.log_level = parse_number<int>(optarg);
      if (options.log_level) return ok();
      return Error{"--log-level wants a number: 1 debug, 3 info, 5 notice, 7 error"};
    default:
      return Error{"try --help"};
  }
}

}  // namespace

const char* const kUsage =
    "Usage: osmo-sipgw [OPTIONS]\n"
    "A gateway between an MSC (MNCC) and SIP.\n"
    "\n"
    "  -h --help                Show this text.\n"
    "  -c --config-file FILE    Configuration file (default: /etc/osmocom/osmo-sipgw.cfg).\n"
    "  -d --debug DMNCC:DSIP    Log these categories at debug level.\n"
    "  -e --log-level NUMBER    Log level for all: 1 debug, 3 info, 5 notice, 7 error.\n"
    "  -D --daemonize           Go into the background.\n"
    "  -s --disable-color       No colours in the log on stderr.\n"
    "  -T --timestamp           A timestamp in front of each line of the log on stderr.\n"
    "  -V --version             Show version and licence.\n"
    "     --compat              VTY prompt OsmoSIPcon, as osmo-sip-connector has it.\n"
    "\n"
    "VTY reference generation:\n"
    "     --vty-ref-mode MODE   'default' or 'expert'.\n"
    "     --vty-ref-xml         Write the VTY reference as XML to stdout and exit.\n";

Result<Options> parse_options(int argc, char** argv) {
  Options options;
  for (int option; (option = ::getopt_long(argc, argv, "hc:d:e:DsTV", kLongOptions, nullptr)) != -1;)
    if (const auto status = take(options, option); !status) return status.error();
  if (optind < argc) return Error{std::string{"unexpected argument '"} + argv[optind] + "', try --help"};
  return options;
}

}  // namespace sipgw::app
