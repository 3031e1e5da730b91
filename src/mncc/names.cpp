// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>
#include <array>

#include "mncc/codec.hpp"

namespace sipgw::mncc {

namespace {

struct Name {
  Type type;
  std::string_view text;
};

constexpr auto kNames = std::to_array<Name>({
    {Type::setup_req, "SETUP_REQ"},
    {Type::setup_ind, "SETUP_IND"},
    {Type::setup_rsp, "SETUP_RSP"},
    {Type::setup_cnf, "SETUP_CNF"},
    {Type::setup_compl_req, "SETUP_COMPL_REQ"},
    {Type::setup_compl_ind, "SETUP_COMPL_IND"},
    {Type::call_conf_ind, "CALL_CONF_IND"},
    {Type::call_proc_req, "CALL_PROC_REQ"},
    {Type::progress_req, "PROGRESS_REQ"},
    {Type::alert_req, "ALERT_REQ"},
    {Type::alert_ind, "ALERT_IND"},
    {Type::notify_req, "NOTIFY_REQ"},
    {Type::notify_ind, "NOTIFY_IND"},
    {Type::disc_req, "DISC_REQ"},
    {Type::disc_ind, "DISC_IND"},
    {Type::rel_req, "REL_REQ"},
    {Type::rel_ind, "REL_IND"},
    {Type::rel_cnf, "REL_CNF"},
    {Type::facility_req, "FACILITY_REQ"},
    {Type::facility_ind, "FACILITY_IND"},
    {Type::start_dtmf_ind, "START_DTMF_IND"},
    {Type::start_dtmf_rsp, "START_DTMF_RSP"},
    {Type::start_dtmf_rej, "START_DTMF_REJ"},
    {Type::stop_dtmf_ind, "STOP_DTMF_IND"},
    {Type::stop_dtmf_rsp, "STOP_DTMF_RSP"},
    {Type::modify_req, "MODIFY_REQ"},
    {Type::modify_ind, "MODIFY_IND"},
    {Type::modify_rsp, "MODIFY_RSP"},
    {Type::modify_cnf, "MODIFY_CNF"},
    {Type::modify_rej, "MODIFY_REJ"},
    {Type::hold_ind, "HOLD_IND"},
    {Type::hold_cnf, "HOLD_CNF"},
    {Type::hold_rej, "HOLD_REJ"},
    {Type::retrieve_ind, "RETRIEVE_IND"},
    {Type::retrieve_cnf, "RETRIEVE_CNF"},
    {Type::retrieve_rej, "RETRIEVE_REJ"},
    {Type::userinfo_req, "USERINFO_REQ"},
    {Type::userinfo_ind, "USERINFO_IND"},
    {Type::rej_req, "REJ_REQ"},
    {Type::rej_ind, "REJ_IND"},
    {Type::rtp_create, "RTP_CREATE"},
    {Type::rtp_connect, "RTP_CONNECT"},
    {Type::rtp_free, "RTP_FREE"},
    {Type::hello, "SOCKET_HELLO"},
});

const Name* find(std::uint32_t type) {
  const auto* found = std::find_if(kNames.begin(), kNames.end(),
                                   [type](const Name& name) { return static_cast<std::uint32_t>(name.type) == type; });
  return found == kNames.end() ? nullptr : found;
}

}  // namespace

std::string_view to_string(Type type) {
  const auto* name = find(static_cast<std::uint32_t>(type));
  return name == nullptr ? "unknown" : name->text;
}

bool is_known(std::uint32_t type) { return find(type) != nullptr; }

std::string_view to_string(Malformed kind) {
  switch (kind) {
    case Malformed::too_short:
      return "too short";
    case Malformed::unknown_type:
      return "unknown message type";
    case Malformed::unterminated_string:
      return "unterminated string";
    case Malformed::bad_field_mask:
      return "unknown bit in the field mask";
    case Malformed::bad_number:
      return "bad number";
    case Malformed::bad_bearer_cap:
      return "bad bearer capability";
    case Malformed::bad_enum:
      return "value out of range";
    case Malformed::bad_address:
      return "bad RTP address family";
    case Malformed::bad_optional:
      return "without a malformed optional element";
  }
  return "unknown";
}

}  // namespace sipgw::mncc
