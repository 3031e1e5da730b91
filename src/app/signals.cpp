// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/signals.hpp"

#include <csignal>

namespace sipgw::app {

Signals::Signals(boost::asio::io_context& io, Handlers handlers) : set_(io), handlers_(std::move(handlers)) {
  std::signal(SIGPIPE, SIG_IGN);
  for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGUSR1}) set_.add(number);
  wait();
}

void Signals::wait() {
  set_.async_wait([this](boost::system::error_code error, int number) {
    if (error) return;
    if (number == SIGHUP) {
      handlers_.reopen_logs();
    } else if (number == SIGUSR1) {
      handlers_.report_memory();
    } else {
      handlers_.terminate();
    }
    wait();
  });
}

}  // namespace sipgw::app
