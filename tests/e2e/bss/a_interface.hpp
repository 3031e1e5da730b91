// SPDX-License-Identifier: AGPL-3.0-or-later
// The A interface's lower half: M3UA to the signalling transfer point, and SCCP to the MSC behind it.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "e2e/bss/bytes.hpp"

namespace sipgw::e2e {

/// One end of an SCCP connection.
class ConnectionUser {
 public:
  virtual void on_data(View bssap) = 0;
  virtual void on_disconnected() = 0;  ///< the connection is gone, its id is no more

 protected:
  ~ConnectionUser() = default;
};

class UnitdataUser {
 public:
  virtual void on_unitdata(View bssap) = 0;

 protected:
  ~UnitdataUser() = default;
};

class AInterface {
 public:
  /// Connects to the transfer point, again and again until it answers. Throws std::runtime_error.
  AInterface(UnitdataUser& user, const std::string& local_ip, const std::string& transfer_point_ip);
  ~AInterface();
  AInterface(const AInterface&) = delete;
  AInterface& operator=(const AInterface&) = delete;

  void send_unitdata(const Bytes& bssap);
  std::uint32_t connect(ConnectionUser& user, const Bytes& bssap);
  void send(std::uint32_t connection, const Bytes& bssap);
  /// Nothing is heard of the connection any more: the MSC will release it.
  void forget(std::uint32_t connection) { connections_.erase(connection); }

 private:
  static int on_primitive(osmo_prim_hdr* header, void* user);
  void handle(const osmo_scu_prim& primitive, View data);
  void pass_data(std::uint32_t connection, View data);
  void drop(std::uint32_t connection);

  UnitdataUser& user_;
  void* context_ = nullptr;
  osmo_sccp_user* sccp_ = nullptr;
  osmo_sccp_addr bss_{}, msc_{};
  std::uint32_t last_connection_ = 0;
  std::map<std::uint32_t, ConnectionUser*> connections_;
};

}  // namespace sipgw::e2e
