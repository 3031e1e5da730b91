// SPDX-License-Identifier: AGPL-3.0-or-later
// Unix signals as calls from the io_context.
#pragma once

#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <functional>

namespace sipgw::app {

/// Thread: core thread. SIGPIPE is ignored.
class Signals {
 public:
  struct Handlers {
    std::function<void()> terminate;      ///< SIGTERM, SIGINT
    std::function<void()> reopen_logs;    ///< SIGHUP
    std::function<void()> report_memory;  ///< SIGUSR1
  };

  Signals(boost::asio::io_context& io, Handlers handlers);

 private:
  void wait();

  boost::asio::signal_set set_;
  Handlers handlers_;
};

}  // namespace sipgw::app
