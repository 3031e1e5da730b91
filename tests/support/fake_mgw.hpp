// SPDX-License-Identifier: AGPL-3.0-or-later
// A media gateway for tests: answers CRCX, MDCX and DLCX in the manner of OsmoMGW, or refuses, or is dead.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/net_address.hpp"
#include "mgcp/message.hpp"

namespace sipgw::test {

class FakeMgw {
 public:
  /// Nothing while it is silent.
  std::optional<mgcp::Response> answer(const mgcp::Command& command);

  /// The next command with this verb gets this code.
  void refuse_next(mgcp::Verb verb, int code) { refusals_[verb] = code; }
  void set_silent(bool silent) { silent_ = silent; }
  /// The address of connections from now on.
  void set_host(std::string host) { host_ = std::move(host); }
  /// Forgets all endpoints, as a process that was restarted.
  void restart() { endpoints_.clear(); }

  struct Connection {
    std::string call_id;
    NetAddress local;
    std::string remote_sdp;  ///< the newest that was not empty
    mgcp::Mode mode{};
  };
  /// Every connection that exists, in the order of endpoint and id.
  std::vector<Connection> connections() const;
  const std::vector<mgcp::Command>& commands() const { return commands_; }

 private:
  using Connections = std::map<std::string, Connection>;  ///< by I:
  mgcp::Response create(const mgcp::Command& command);
  mgcp::Response modify(const mgcp::Command& command);
  mgcp::Response remove(const mgcp::Command& command);

  std::map<std::string, Connections> endpoints_;  ///< by name
  std::map<mgcp::Verb, int> refusals_;
  std::vector<mgcp::Command> commands_;
  unsigned created_ = 0, allocated_ = 0;
  std::string host_ = "192.0.2.20";
  bool silent_ = false;
};

}  // namespace sipgw::test
