// SPDX-License-Identifier: AGPL-3.0-or-later
// The UDP socket towards one MGW: carries mgcp::Client, the keepalive and the journal of endpoints in use.
// Thread: core thread only; handlers are called from the io_context, never from within a call into this class.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/ids.hpp"
#include "cc/config.hpp"
#include "cc/snapshot.hpp"
#include "mgcp/client.hpp"
#include "mgcp/message.hpp"

namespace sipgw {

/// Tests shorten it; nobody else does.
struct MgcpLinkTiming {
  std::chrono::milliseconds quiet{5000};  ///< nothing received for so long: the MGW is asked whether it lives
  std::chrono::milliseconds probe{1000};  ///< between two such questions, while it is quiet or down
  mgcp::Client::Timing client{};
};

/// The MGW is up after any reply, and down at the start, after three unanswered commands in a row, or after two ICMP
/// refusals in a row. Then all commands under way complete without a response.
class MgcpLink {
 public:
  struct Handlers {
    std::function<void()> up;
    std::function<void()> down;
    std::function<void(MgcpToken, std::optional<mgcp::Response>)> done;  ///< once per submit(); nothing: no reply
  };

  /// `runtime_dir`: where the journal lives (/run/osmo-sipgw under systemd). Empty: no journal.
  MgcpLink(boost::asio::io_context& io, MgwId mgw, cc::MgwConfig config, std::string runtime_dir, Handlers handlers,
           MgcpLinkTiming timing = {});
  ~MgcpLink();

  /// Opens the socket, frees by name (DLCX with the journaled C:) what an earlier process left behind, starts the
  /// keepalive.
  void start();
  /// No handler is called after it. The journal stays if endpoints are still in use.
  void stop();
  /// True: in effect now. False: endpoints are in use; it takes effect when the last of them has been freed (what is
  /// left over on an MGW that is down does not count). Another endpoint domain alone is in effect at once.
  bool reconfigure(cc::MgwConfig config);

  /// While the MGW is down a command completes without a response and without having been sent; what a DLCX was to
  /// delete is then deleted when the MGW is up again, as is what a DLCX without reply was to delete.
  void submit(MgcpToken token, mgcp::Command command);

  cc::MgwSnapshot snapshot() const;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace sipgw
