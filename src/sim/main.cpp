// SPDX-License-Identifier: AGPL-3.0-or-later
#include <fmt/core.h>
#include <sys/resource.h>

#include <utility>

#include <boost/asio/signal_set.hpp>

#include "sim/runner.hpp"

namespace {

constexpr int kUsageError = 2;

void raise_file_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int main(int argc, char** argv) {
  using namespace sipgw::sim;
  const auto options = parse_options(argc, argv);
  if (!options) {
    fmt::print(stderr, "osmo-sipgw-sim: {}\n", options.error().text);
    return kUsageError;
  }
  if (options->help || options->version) {
    fmt::print("{}", options->help ? usage() : "osmo-sipgw-sim " SIPGW_VERSION "\n");
    return 0;
  }
  raise_file_limit();
  boost::asio::io_context io;
  Runner runner{io, *options};
  if (const auto started = runner.start(); !started) {
    fmt::print(stderr, "osmo-sipgw-sim: {}\n", started.error().text);
    return 1;
  }
  boost::asio::signal_set signals{io, SIGINT, SIGTERM};
  std::function<void()> wait_for_signal = [&] {
    signals.async_wait([&](const boost::system::error_code& error, int) {
      if (error) return;
      runner.interrupt();
      wait_for_signal();
    });
  };
  wait_for_signal();
  io.run();
  runner.stop();
  return runner.exit_code();
}
