// SPDX-License-Identifier: AGPL-3.0-or-later
// Which connections on MGWs are ours, as a value: whoever is killed frees them by it at the next start. No I/O.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sipgw::mgcp {

/// One connection of ours. The names are single words without blanks.
struct Connection {
  std::string mgw;  ///< "192.0.2.1:2427"
  std::string endpoint;
  std::string call_id;
  std::string connection_id;  ///< empty: all connections of the endpoint under this call id
  bool operator==(const Connection&) const = default;
};

/// A connection is in use from CRCX until its DLCX was answered. Where nobody needs it any more but the MGW has not
/// heard of that it is "released"; an endpoint with only such connections is a leftover, to be deleted by name.
class Journal {
 public:
  /// A different call id under the same name means that the MGW has allocated the endpoint anew.
  void add(const Connection& connection);
  /// False: not known, nothing changed.
  bool remove(const Connection& connection);
  void release(const Connection& connection);

  /// Leftovers on this MGW, with empty connection ids.
  std::vector<Connection> leftovers(std::string_view mgw) const;
  std::size_t endpoints(std::string_view mgw) const;  ///< in use on this MGW, leftovers included
  std::size_t size() const { return connections_; }   ///< connections on all MGWs

  static std::string added_line(const Connection& connection);    ///< "+ MGW ENDPOINT CALL CONNECTION\n"
  static std::string removed_line(const Connection& connection);  ///< "- MGW ENDPOINT CALL [CONNECTION]\n"
  /// Takes over what such lines tell; all of it is released. Lines that it cannot read are skipped.
  void replay(std::string_view lines);
  std::string lines() const;  ///< the present content, shortest form

 private:
  struct Endpoint {
    std::string call_id;
    std::map<std::string, bool> released;  ///< by connection id
    bool is_leftover() const;
  };
  /// The endpoints of one MGW by name; leftovers are few, and asked for often.
  struct Mgw {
    std::unordered_map<std::string, Endpoint> endpoints;
    std::set<std::string> leftovers;
  };

  /// The MGW, if it has this endpoint under this call id.
  Mgw* find(const Connection& connection);
  static void judge(Mgw& mgw, const std::string& name);

  std::map<std::string, Mgw, std::less<>> mgws_;  ///< by address
  std::size_t connections_ = 0;
};

}  // namespace sipgw::mgcp
