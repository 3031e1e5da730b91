// SPDX-License-Identifier: AGPL-3.0-or-later
// The UDP socket towards one MGW: carries mgcp::Client, the keepalive and the journal of endpoints in use.
// Thread: core thread only; handlers are called from the io_context, never from within a call into this class.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/ids.hpp"
#include "cc/config.hpp"
#include "cc/snapshot.hpp"
#include "mgcp/message.hpp"

namespace sipgw {

class MgcpLink {
 public:
  struct Handlers {
    std::function<void()> up;
    std::function<void()> down;
    std::function<void(MgcpToken, std::optional<mgcp::Response>)> done;  ///< once per submit(); nothing: no reply
  };

  /// `runtime_dir`: where the journal lives (/run/osmo-sipgw under systemd). Empty: no journal.
  MgcpLink(boost::asio::io_context& io, MgwId mgw, cc::MgwConfig config, std::string runtime_dir, Handlers handlers);
  ~MgcpLink();

  /// Opens the socket, frees by name (DLCX with the journaled C:) what an earlier process left behind, starts the
  /// keepalive.
  void start();
  /// No handler is called after it. The journal stays if endpoints are still in use.
  void stop();
  /// True: in effect now. False: endpoints are in use; it takes effect when the last of them has been freed.
  bool reconfigure(cc::MgwConfig config);

  void submit(MgcpToken token, mgcp::Command command);

  cc::MgwSnapshot snapshot() const;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace sipgw
