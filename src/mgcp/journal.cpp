// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mgcp/journal.hpp"

#include <algorithm>
#include <optional>

#include "base/strings.hpp"

namespace sipgw::mgcp {

namespace {

std::string line(char sign, const Connection& connection) {
  std::string text{sign};
  text.append(1, ' ').append(connection.mgw).append(1, ' ').append(connection.endpoint);
  text.append(1, ' ').append(connection.call_id);
  if (!connection.connection_id.empty()) text.append(1, ' ').append(connection.connection_id);
  return text.append(1, '\n');
}

std::optional<Connection> read_connection(std::string_view text) {
  Connection connection;
  connection.mgw = take_until(text, ' ');
  connection.endpoint = take_until(text, ' ');
  connection.call_id = take_until(text, ' ');
  connection.connection_id = take_until(text, ' ');
  if (connection.mgw.empty() || connection.endpoint.empty() || connection.call_id.empty()) return std::nullopt;
  return connection;
}

}  // namespace

bool Journal::Endpoint::is_leftover() const {
  return std::all_of(released.begin(), released.end(), [](const auto& entry) { return entry.second; });
}

Journal::Mgw* Journal::find(const Connection& connection) {
  const auto mgw = mgws_.find(connection.mgw);
  if (mgw == mgws_.end()) return nullptr;
  const auto endpoint = mgw->second.endpoints.find(connection.endpoint);
  const bool ours = endpoint != mgw->second.endpoints.end() && endpoint->second.call_id == connection.call_id;
  return ours ? &mgw->second : nullptr;
}

/// To be called after each change of an endpoint.
void Journal::judge(Mgw& mgw, const std::string& name) {
  const auto endpoint = mgw.endpoints.find(name);
  if (endpoint != mgw.endpoints.end() && endpoint->second.is_leftover()) {
    mgw.leftovers.insert(name);
  } else {
    mgw.leftovers.erase(name);
  }
}

void Journal::add(const Connection& connection) {
  auto& mgw = mgws_[connection.mgw];
  auto& endpoint = mgw.endpoints[connection.endpoint];
  connections_ -= endpoint.released.size();
  if (endpoint.call_id != connection.call_id) endpoint = {connection.call_id, {}};
  endpoint.released[connection.connection_id] = false;
  connections_ += endpoint.released.size();
  judge(mgw, connection.endpoint);
}

bool Journal::remove(const Connection& connection) {
  auto* mgw = find(connection);
  if (mgw == nullptr) return false;
  const auto endpoint = mgw->endpoints.find(connection.endpoint);
  auto& connections = endpoint->second.released;
  const auto before = connections.size();
  if (connection.connection_id.empty()) {
    connections.clear();
  } else if (connections.erase(connection.connection_id) == 0) {
    return false;
  }
  connections_ -= before - connections.size();
  if (connections.empty()) mgw->endpoints.erase(endpoint);
  judge(*mgw, connection.endpoint);
  return true;
}

void Journal::release(const Connection& connection) {
  auto* mgw = find(connection);
  if (mgw == nullptr) return;
  for (auto& [id, released] : mgw->endpoints.at(connection.endpoint).released)
    if (connection.connection_id.empty() || connection.connection_id == id) released = true;
  judge(*mgw, connection.endpoint);
}

std::vector<Connection> Journal::leftovers(std::string_view mgw) const {
  std::vector<Connection> result;
  const auto found = mgws_.find(mgw);
  if (found == mgws_.end()) return result;
  for (const auto& name : found->second.leftovers)
    result.push_back({found->first, name, found->second.endpoints.at(name).call_id, {}});
  return result;
}

std::size_t Journal::endpoints(std::string_view mgw) const {
  const auto found = mgws_.find(mgw);
  return found == mgws_.end() ? 0 : found->second.endpoints.size();
}

std::string Journal::added_line(const Connection& connection) { return line('+', connection); }
std::string Journal::removed_line(const Connection& connection) { return line('-', connection); }

void Journal::replay(std::string_view lines) {
  while (!lines.empty()) {
    auto text = take_line(lines);
    const auto sign = take_until(text, ' ');
    const auto connection = read_connection(text);
    if (!connection) continue;
    if (sign == "-") remove(*connection);
    if (sign != "+" || connection->connection_id.empty()) continue;
    add(*connection);
    release(*connection);
  }
}

std::string Journal::lines() const {
  std::string text;
  for (const auto& [mgw, content] : mgws_)
    for (const auto& [name, endpoint] : content.endpoints)
      for (const auto& [id, released] : endpoint.released) text += added_line({mgw, name, endpoint.call_id, id});
  return text;
}

}  // namespace sipgw::mgcp
