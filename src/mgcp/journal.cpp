// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mgcp/journal.hpp"

#include <algorithm>
#include <optional>

#include "base/strings.hpp"

namespace sipgw::mgcp {

namespace {

std::string key(const Connection& connection) { return connection.mgw + ' ' + connection.endpoint; }

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

Journal::Endpoints::iterator Journal::find(const Connection& connection) {
  const auto found = endpoints_.find(key(connection));
  return found != endpoints_.end() && found->second.call_id == connection.call_id ? found : endpoints_.end();
}

void Journal::add(const Connection& connection) {
  auto& endpoint = endpoints_[key(connection)];
  if (endpoint.call_id != connection.call_id) endpoint = {connection.mgw, connection.endpoint, connection.call_id, {}};
  endpoint.released[connection.connection_id] = false;
}

bool Journal::remove(const Connection& connection) {
  const auto found = find(connection);
  if (found == endpoints_.end()) return false;
  auto& connections = found->second.released;
  if (!connection.connection_id.empty() && connections.erase(connection.connection_id) == 0) return false;
  if (connection.connection_id.empty() || connections.empty()) endpoints_.erase(found);
  return true;
}

void Journal::release(const Connection& connection) {
  const auto found = find(connection);
  if (found == endpoints_.end()) return;
  for (auto& [id, released] : found->second.released)
    if (connection.connection_id.empty() || connection.connection_id == id) released = true;
}

std::vector<Connection> Journal::leftovers(std::string_view mgw) const {
  std::vector<Connection> result;
  for (const auto& [_, endpoint] : endpoints_) {
    const auto& all = endpoint.released;
    if (endpoint.mgw == mgw && std::all_of(all.begin(), all.end(), [](const auto& entry) { return entry.second; }))
      result.push_back({endpoint.mgw, endpoint.name, endpoint.call_id, {}});
  }
  return result;
}

std::size_t Journal::endpoints(std::string_view mgw) const {
  return static_cast<std::size_t>(std::count_if(endpoints_.begin(), endpoints_.end(),
                                                [mgw](const auto& entry) { return entry.second.mgw == mgw; }));
}

std::size_t Journal::size() const {
  std::size_t count = 0;
  for (const auto& [_, endpoint] : endpoints_) count += endpoint.released.size();
  return count;
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
  for (const auto& [_, endpoint] : endpoints_)
    for (const auto& [id, released] : endpoint.released)
      text += added_line({endpoint.mgw, endpoint.name, endpoint.call_id, id});
  return text;
}

}  // namespace sipgw::mgcp
