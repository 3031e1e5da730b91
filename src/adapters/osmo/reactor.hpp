// SPDX-License-Identifier: AGPL-3.0-or-later
// libosmocore's file descriptors and timers as guests of the io_context of the same thread.
#pragma once

#include <utility>

#include <boost/asio/io_context.hpp>
#include <memory>

namespace sipgw::osmo {

/// Thread: core thread only (libosmocore's lists of fds and timers are thread-local). The owner's loop is
///     if (reactor.prepare()) io.run_one();
///     io.poll();
///     reactor.dispatch();
/// Fds that are closed and reopened under the same number within dispatch() are found again; whoever does that
/// elsewhere calls resync().
class Reactor {
 public:
  /// Throws std::system_error when no file descriptor is left.
  explicit Reactor(boost::asio::io_context& io);
  ~Reactor();

  /// Takes over what libosmocore watches now. False: something is due already, do not block.
  bool prepare();
  /// dispatch() has something to run.
  bool due() const;
  /// Runs libosmocore's callbacks if any fd or timer was due; true if it did.
  bool dispatch();
  /// Every watched fd is registered anew by the next prepare().
  void resync();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sipgw::osmo
