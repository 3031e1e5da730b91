// SPDX-License-Identifier: AGPL-3.0-or-later
// The MNCC socket of one MSC: connects, guards the hello, keeps a bounded write queue, reconnects for ever.
// Thread: core thread only; handlers are called from the io_context, never from within a call into this class.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <variant>

#include "base/ids.hpp"
#include "cc/config.hpp"
#include "cc/snapshot.hpp"
#include "mncc/message.hpp"

namespace sipgw {

class MnccLink {
 public:
  using CallMessage = std::variant<mncc::Signalling, mncc::Rtp>;
  struct Handlers {
    std::function<void(const mncc::Hello&)> up;  ///< hello of version 8 received
    std::function<void()> down;                  ///< was up; every call of this MSC is gone
    std::function<void(CallMessage)> received;   ///< well-formed messages only
  };

  MnccLink(boost::asio::io_context& io, MscId msc, cc::MnccConfig config, Handlers handlers);
  ~MnccLink();

  void start();
  /// Closes the socket after writing what is queued, as far as it can be written without blocking. No handler is called
  /// after it.
  void stop();
  /// Takes effect at once: a new path closes the present link (handlers.down is called) and connects to the new one.
  void reconfigure(cc::MnccConfig config);

  /// Queues one message. Dropped (and counted) when the link is not ready or the bounded queue is full; a full queue
  /// closes the link, since a lost message would leave calls hanging.
  void send(const CallMessage& message);

  cc::MnccSnapshot snapshot() const;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace sipgw
