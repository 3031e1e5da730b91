// SPDX-License-Identifier: AGPL-3.0-or-later
// The backend of log/log.hpp: spdlog loggers in front, libosmocore's log targets (stderr, file, syslog, telnet) as
// their sinks, so that `log stderr`, `logging level mncc debug` and the like work as in every Osmocom daemon.
#pragma once

#include <utility>

#include <boost/asio/io_context.hpp>
#include <memory>

namespace sipgw::osmo {

/// Thread: made, refreshed and destroyed on the core thread, which is the one that made it. One per process. Lines of
/// other threads are posted to `io` and reach the targets when the core thread runs it.
class Logging {
 public:
  /// `talloc_context` is libosmocore's; it outlives this object.
  Logging(void* talloc_context, boost::asio::io_context& io);
  ~Logging();

  /// Reads the levels that libosmocore's targets show now; after each command or configuration file.
  static void refresh_thresholds();

 private:
  struct Loggers;
  std::unique_ptr<Loggers> loggers_;
};

}  // namespace sipgw::osmo
