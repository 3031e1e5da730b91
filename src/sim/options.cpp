// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sim/options.hpp"

#include <getopt.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "base/strings.hpp"

namespace sipgw::sim {
namespace {

enum Option : int {
  mncc = 'm',
  gateway = 'g',
  sip = 's',
  rtp_ip = 'r',
  dialect = 'd',
  line = 'e',
  ladder = 'l',
  quiet = 'q',
  table = 't',
  linger = 'L',
  wait_gateway = 'w',
  help = 'h',
  version = 'V'
};

const std::array kLongOptions{
    option{"mncc", required_argument, nullptr, mncc},
    option{"gateway", required_argument, nullptr, gateway},
    option{"sip", required_argument, nullptr, sip},
    option{"rtp-ip", required_argument, nullptr, rtp_ip},
    option{"dialect", required_argument, nullptr, dialect},
    option{"ladder", no_argument, nullptr, ladder},
    option{"quiet", no_argument, nullptr, quiet},
    option{"table", no_argument, nullptr, table},
    option{"linger", required_argument, nullptr, linger},
    option{"wait-gateway", required_argument, nullptr, wait_gateway},
    option{"help", no_argument, nullptr, help},
    option{"version", no_argument, nullptr, version},
    option{nullptr, 0, nullptr, 0},
};

Result<NetAddress> parse_address(std::string_view text) {
  const auto colon = text.rfind(':');
  const auto port = colon == text.npos ? std::nullopt : parse_number<std::uint16_t>(text.substr(colon + 1));
  const auto ip = IpAddress::parse(text.substr(0, colon));
  if (!ip || !port) return Error{"\"" + std::string{text} + "\" is not ADDRESS:PORT"};
  return NetAddress{*ip, *port};
}

Result<Milliseconds> parse_seconds(const char* text) {
  char* end = nullptr;
  const double seconds = std::strtod(text, &end);
  constexpr double kMost = 1e6;
  if (end == text || *end != '\0' || !(seconds >= 0 && seconds <= kMost)) {
    return Error{"\"" + std::string{text} + "\" is not a number of seconds"};
  }
  return Milliseconds{static_cast<long>(seconds * 1000)};
}

Result<Dialect> parse_dialect(std::string_view text) {
  if (text == "1.9") return Dialect::msc_1_9;
  if (text == "1.11") return Dialect::msc_1_11;
  if (text == "1.12") return Dialect::msc_1_12;
  return Error{"--dialect takes 1.9, 1.11 or 1.12"};
}

template <typename T, typename U>
Status store(Result<T> parsed, U& into) {
  if (!parsed) return parsed.error();
  into = *parsed;
  return ok();
}

Status append(Result<Script> steps, Script& script) {
  if (!steps) return steps.error();
  script.insert(script.end(), steps->begin(), steps->end());
  return ok();
}

Status apply(int letter, const char* value, Options& options) {
  switch (letter) {
    case mncc:
      options.mncc_path = value;
      return ok();
    case gateway:
      return store(parse_address(value), options.gateway);
    case sip:
      return store(parse_address(value), options.sip);
    case dialect:
      return store(parse_dialect(value), options.dialect);
    case line:
      return append(parse_script(value), options.script);
    case ladder:
      options.ladder = true;
      return ok();
    case quiet:
      options.quiet = true;
      return ok();
    case table:
      options.table = true;
      return ok();
    case linger:
      return store(parse_seconds(value), options.linger);
    case wait_gateway:
      return store(parse_seconds(value), options.wait_for_gateway);
    case help:
      options.help = true;
      return ok();
    case version:
      options.version = true;
      return ok();
    case rtp_ip:
      if (const auto ip = IpAddress::parse(value)) {
        options.rtp_ip = *ip;
        return ok();
      }
      return Error{"--rtp-ip takes an IP address"};
    default:
      return Error{"see osmo-sipgw-sim --help"};
  }
}

Status read_script(const std::string& path, Script& script) {
  std::ifstream file{path};
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) return Error{path + ": cannot be read"};
  auto appended = append(parse_script(text.str()), script);
  return appended ? ok() : Status{Error{path + ": " + appended.error().text}};
}

Status check(Options& options) {
  if (options.help || options.version) return ok();
  if (!options.gateway.usable()) return Error{"--gateway ADDRESS:PORT is missing"};
  if (options.sip.ip.is_unspecified()) return Error{"--sip ADDRESS:PORT is missing"};
  if (options.rtp_ip.is_unspecified()) options.rtp_ip = options.sip.ip;
  return ok();
}

}  // namespace

Result<Options> parse_options(int argc, char** argv) {
  Options options;
  int letter = 0;
  while ((letter = ::getopt_long(argc, argv, "m:g:s:r:d:e:lqtL:w:hV", kLongOptions.data(), nullptr)) != -1) {
    if (auto applied = apply(letter, optarg, options); !applied) return applied.error();
  }
  for (; optind < argc; ++optind) {
    if (auto read = read_script(argv[optind], options.script); !read) return read.error();
  }
  if (auto checked = check(options); !checked) return checked.error();
  return options;
}

}  // namespace sipgw::sim
