// SPDX-License-Identifier: AGPL-3.0-or-later
#include "e2e/bss/a_interface.hpp"

#include <stdexcept>

namespace sipgw::e2e {
namespace {

constexpr std::uint32_t kMscPointCode = 0xb9;  // 0.23.1
constexpr std::uint32_t kBssPointCode = 0xbb;  // 0.23.3
constexpr int kM3uaPort = 2905;

}  // namespace

AInterface::AInterface(UnitdataUser& user, const std::string& local_ip, const std::string& transfer_point_ip)
    : user_(user), context_(talloc_named_const(nullptr, 0, "A interface")) {
  osmo_ss7_init();
  auto* const instance = osmo_sccp_simple_client(context_, "bss", kBssPointCode, OSMO_SS7_ASP_PROT_M3UA, 0,
                                                 local_ip.c_str(), kM3uaPort, transfer_point_ip.c_str());
  if (instance != nullptr) sccp_ = osmo_sccp_user_bind(instance, "bss", &on_primitive, OSMO_SCCP_SSN_BSSAP);
  if (sccp_ == nullptr) throw std::runtime_error("no SCCP");
  osmo_sccp_user_set_priv(sccp_, this);
  osmo_sccp_make_addr_pc_ssn(&bss_, kBssPointCode, OSMO_SCCP_SSN_BSSAP);
  osmo_sccp_make_addr_pc_ssn(&msc_, kMscPointCode, OSMO_SCCP_SSN_BSSAP);
}

AInterface::~AInterface() {
  osmo_sccp_user_unbind(sccp_);
  talloc_free(context_);
}

void AInterface::send_unitdata(const Bytes& bssap) {
  osmo_sccp_tx_unitdata(sccp_, &bss_, &msc_, bssap.data(), static_cast<unsigned>(bssap.size()));
}

std::uint32_t AInterface::connect(ConnectionUser& user, const Bytes& bssap) {
  connections_[++last_connection_] = &user;
  osmo_sccp_tx_conn_req(sccp_, last_connection_, &bss_, &msc_, bssap.data(), static_cast<unsigned>(bssap.size()));
  return last_connection_;
}

void AInterface::send(std::uint32_t connection, const Bytes& bssap) {
  osmo_sccp_tx_data(sccp_, connection, bssap.data(), static_cast<unsigned>(bssap.size()));
}

int AInterface::on_primitive(osmo_prim_hdr* header, void* user) {
  auto& self = *static_cast<AInterface*>(osmo_sccp_user_get_priv(static_cast<osmo_sccp_user*>(user)));
  auto* const message = header->msg;
  View data;
  if (message->l2h != nullptr) data = View(message->l2h, msgb_l2len(message));
  self.handle(*reinterpret_cast<osmo_scu_prim*>(header), data);
  msgb_free(message);
  return 0;
}

void AInterface::handle(const osmo_scu_prim& primitive, View data) {
  switch (OSMO_PRIM_HDR(&primitive.oph)) {
    case OSMO_PRIM(OSMO_SCU_PRIM_N_UNITDATA, PRIM_OP_INDICATION):
      user_.on_unitdata(data);
      break;
    case OSMO_PRIM(OSMO_SCU_PRIM_N_CONNECT, PRIM_OP_CONFIRM):
      pass_data(primitive.u.connect.conn_id, data);
      break;
    case OSMO_PRIM(OSMO_SCU_PRIM_N_DATA, PRIM_OP_INDICATION):
      pass_data(primitive.u.data.conn_id, data);
      break;
    case OSMO_PRIM(OSMO_SCU_PRIM_N_DISCONNECT, PRIM_OP_INDICATION):
      pass_data(primitive.u.disconnect.conn_id, data);
      drop(primitive.u.disconnect.conn_id);
      break;
    default:  // handover to us, states of the signalling network: not played
      break;
  }
}

void AInterface::pass_data(std::uint32_t connection, View data) {
  const auto found = connections_.find(connection);
  if (found != connections_.end() && !data.empty()) found->second->on_data(data);
}

void AInterface::drop(std::uint32_t connection) {
  const auto node = connections_.extract(connection);
  if (node) node.mapped()->on_disconnected();
}

}  // namespace sipgw::e2e
