// SPDX-License-Identifier: AGPL-3.0-or-later
#include "support/fake_mgw.hpp"

#include "support/core_events.hpp"

namespace sipgw::test {

namespace {

constexpr std::string_view kWildcard = "rtpbridge/*@mgw";
constexpr std::string_view kStatistics = "PS=50, OS=8000, PR=49, OR=7840, PL=1, JI=2";
constexpr std::size_t kConnectionsPerEndpoint = 2;

mgcp::Response response(int code, std::string comment = "OK") {
  mgcp::Response response;
  response.code = code;
  response.comment = std::move(comment);
  return response;
}

/// OsmoMGW answers so what it does not know (any more).
bool means_unknown(mgcp::Verb verb, int code) {
  return verb == mgcp::Verb::dlcx || (verb == mgcp::Verb::mdcx && (code == 400 || code == 500 || code == 515));
}

}  // namespace

std::optional<mgcp::Response> FakeMgw::answer(const mgcp::Command& command) {
  commands_.push_back(command);
  if (silent_) return std::nullopt;
  if (const auto refusal = refusals_.extract(command.verb)) {
    if (means_unknown(command.verb, refusal.mapped())) endpoints_.erase(command.endpoint);
    return response(refusal.mapped(), "FAIL");
  }
  switch (command.verb) {
    case mgcp::Verb::crcx:
      return create(command);
    case mgcp::Verb::mdcx:
      return modify(command);
    case mgcp::Verb::dlcx:
      return remove(command);
    case mgcp::Verb::auep:
      return response(200);
  }
  return std::nullopt;
}

mgcp::Response FakeMgw::create(const mgcp::Command& command) {
  auto name = command.endpoint;
  if (name == kWildcard) name = "rtpbridge/" + std::to_string(++allocated_) + "@mgw";
  if (!name.ends_with("@mgw")) return response(500, "FAIL");
  auto& connections = endpoints_[name];
  if (connections.size() == kConnectionsPerEndpoint) return response(540, "FAIL");
  if (!connections.empty() && connections.begin()->second.call_id != command.call_id) return response(400, "FAIL");

  auto created = response(200);
  created.endpoint = name;
  created.connection_id = "C" + std::to_string(++created_);
  auto& connection = connections[created.connection_id];
  connection = {command.call_id, address(host_, static_cast<std::uint16_t>(16000 + 2 * created_)), command.sdp,
                command.mode.value_or(mgcp::Mode::recvonly)};
  created.sdp = sdp_text(connection.local, kFrFormat, "mgw");
  return created;
}

mgcp::Response FakeMgw::modify(const mgcp::Command& command) {
  const auto endpoint = endpoints_.find(command.endpoint);
  if (endpoint == endpoints_.end()) return response(400, "FAIL");
  const auto connection = endpoint->second.find(command.connection_id);
  if (connection == endpoint->second.end()) return response(515, "FAIL");
  if (command.mode) connection->second.mode = *command.mode;
  if (!command.sdp.empty()) connection->second.remote_sdp = command.sdp;
  auto modified = response(200);
  modified.sdp = sdp_text(connection->second.local, kFrFormat, "mgw");
  return modified;
}

mgcp::Response FakeMgw::remove(const mgcp::Command& command) {
  const auto endpoint = endpoints_.find(command.endpoint);
  if (endpoint == endpoints_.end()) return response(515, "FAIL");
  if (command.connection_id.empty()) {
    endpoints_.erase(endpoint);
    return response(250);
  }
  if (endpoint->second.erase(command.connection_id) == 0) return response(515, "FAIL");
  if (endpoint->second.empty()) endpoints_.erase(endpoint);
  auto deleted = response(250);
  deleted.statistics = kStatistics;
  return deleted;
}

std::vector<FakeMgw::Connection> FakeMgw::connections() const {
  std::vector<Connection> all;
  for (const auto& [name, connections] : endpoints_) {
    for (const auto& [id, connection] : connections) all.push_back(connection);
  }
  return all;
}

}  // namespace sipgw::test
