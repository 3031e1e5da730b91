// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cc/gsm_leg.hpp"

#include <utility>

#include "sdp/sdp.hpp"

namespace sipgw::cc {

namespace {

using S = GsmState;
using E = GsmEvent;
using Events = EnumSet<GsmEvent>;

// A release may come in any state; what a phone asks for in a call is answered, if only by a refusal, whenever it
// comes.
constexpr Events kEnd{E::disc_ind, E::rel_ind, E::rel_cnf, E::rej_ind};
constexpr Events kInCall{E::hold_ind,      E::retrieve_ind, E::modify_ind, E::start_dtmf_ind,
                         E::stop_dtmf_ind, E::facility_ind, E::information};
constexpr Events kMedia{E::rtp_create, E::rtp_connect};

}  // namespace

constexpr StateRow<GsmState, GsmEvent> kGsmTable[kGsmStates] = {
    {S::null, "NULL", {E::setup_ind}, {S::mo_call_proceeding, S::call_present, S::ended}, {}, "N0"},
    {S::mo_call_proceeding,
     "MO_CALL_PROC",
     kMedia | kEnd | kInCall,
     {S::call_delivered, S::connect_indication, S::disconnect_indication, S::release_request, S::ended},
     TimerKind::no_answer,
     "N3"},
    {S::call_delivered,
     "CALL_DELIVERED",
     kMedia | kEnd | kInCall,
     {S::connect_indication, S::disconnect_indication, S::release_request, S::ended},
     TimerKind::no_answer,
     "N4"},
    {S::connect_indication,
     "CONNECT_IND",
     kMedia | kEnd | kInCall | Events{E::setup_compl_ind},
     {S::active, S::disconnect_indication, S::release_request, S::ended},
     TimerKind::setup_compl,
     "N28"},
    {S::call_present,
     "CALL_PRESENT",
     kEnd | Events{E::call_conf_ind, E::rtp_create},
     {S::mt_call_confirmed, S::release_request, S::ended},
     TimerKind::call_conf,
     "N6"},
    {S::mt_call_confirmed,
     "MT_CALL_CONF",
     kMedia | kEnd | kInCall | Events{E::alert_ind, E::setup_cnf},
     {S::call_received, S::connect_request, S::disconnect_indication, S::release_request, S::ended},
     TimerKind::no_answer,
     "N9"},
    {S::call_received,
     "CALL_RECEIVED",
     kMedia | kEnd | kInCall | Events{E::setup_cnf},
     {S::connect_request, S::disconnect_indication, S::release_request, S::ended},
     TimerKind::no_answer,
     "N7"},
    {S::connect_request,
     "CONNECT_REQ",
     kMedia | kEnd | kInCall,
     {S::active, S::disconnect_indication, S::release_request, S::ended},
     TimerKind::rtp_create,
     "N8"},
    {S::active, "ACTIVE", kMedia | kEnd | kInCall, {S::disconnect_indication, S::release_request, S::ended}, {}, "N10"},
    {S::disconnect_indication, "DISC_REQ", kEnd, {S::release_request, S::ended}, TimerKind::release, "N12"},
    {S::release_request, "REL_REQ", kEnd, {S::ended}, TimerKind::release, "N19"},
    {S::ended, "ENDED", {}, {}, {}, "N0"},
};

void GsmLeg::take_sdp(const std::string& text) {
  if (text.empty() || text == sdp) return;
  sdp = std::string(text);  // without the room that an assignment would add to the former text's
  sdp_assigned = false;
  auto parsed = sdp::parse(text);
  if (parsed) {
    session = std::move(*parsed);
  } else {
    session.reset();
  }
}

bool GsmLeg::repeats_assignment(const mncc::Rtp& rtp_create) const {
  return assigned && rtp == rtp_create.address && payload_type == payload_type_of(rtp_create) &&
         payload_msg_type == rtp_create.payload_msg_type &&
         (sdp_assigned ? rtp_create.sdp == sdp : rtp_create.sdp.empty());
}

std::optional<GsmEvent> gsm_event_of(mncc::Type type) {
  switch (type) {
    case mncc::Type::setup_ind:
      return E::setup_ind;
    case mncc::Type::call_conf_ind:
      return E::call_conf_ind;
    case mncc::Type::alert_ind:
      return E::alert_ind;
    case mncc::Type::setup_cnf:
      return E::setup_cnf;
    case mncc::Type::setup_compl_ind:
      return E::setup_compl_ind;
    case mncc::Type::rtp_create:
      return E::rtp_create;
    case mncc::Type::rtp_connect:
      return E::rtp_connect;
    case mncc::Type::disc_ind:
      return E::disc_ind;
    case mncc::Type::rel_ind:
      return E::rel_ind;
    case mncc::Type::rel_cnf:
      return E::rel_cnf;
    case mncc::Type::rej_ind:
      return E::rej_ind;
    case mncc::Type::hold_ind:
      return E::hold_ind;
    case mncc::Type::retrieve_ind:
      return E::retrieve_ind;
    case mncc::Type::modify_ind:
      return E::modify_ind;
    case mncc::Type::start_dtmf_ind:
      return E::start_dtmf_ind;
    case mncc::Type::stop_dtmf_ind:
      return E::stop_dtmf_ind;
    case mncc::Type::facility_ind:
      return E::facility_ind;
    case mncc::Type::notify_ind:
    case mncc::Type::userinfo_ind:
    case mncc::Type::modify_cnf:
      return E::information;
    case mncc::Type::setup_req:
    case mncc::Type::setup_rsp:
    case mncc::Type::setup_compl_req:
    case mncc::Type::call_proc_req:
    case mncc::Type::progress_req:
    case mncc::Type::alert_req:
    case mncc::Type::notify_req:
    case mncc::Type::disc_req:
    case mncc::Type::rel_req:
    case mncc::Type::facility_req:
    case mncc::Type::start_dtmf_rsp:
    case mncc::Type::start_dtmf_rej:
    case mncc::Type::stop_dtmf_rsp:
    case mncc::Type::modify_req:
    case mncc::Type::modify_rsp:
    case mncc::Type::modify_rej:
    case mncc::Type::hold_cnf:
    case mncc::Type::hold_rej:
    case mncc::Type::retrieve_cnf:
    case mncc::Type::retrieve_rej:
    case mncc::Type::userinfo_req:
    case mncc::Type::rej_req:
    case mncc::Type::rtp_free:
    case mncc::Type::hello:
      return std::nullopt;
  }
  return std::nullopt;
}

std::string_view to_string(GsmEvent event) {
  switch (event) {
    case E::setup_ind:
      return "SETUP_IND";
    case E::call_conf_ind:
      return "CALL_CONF_IND";
    case E::alert_ind:
      return "ALERT_IND";
    case E::setup_cnf:
      return "SETUP_CNF";
    case E::setup_compl_ind:
      return "SETUP_COMPL_IND";
    case E::rtp_create:
      return "RTP_CREATE";
    case E::rtp_connect:
      return "RTP_CONNECT";
    case E::disc_ind:
      return "DISC_IND";
    case E::rel_ind:
      return "REL_IND";
    case E::rel_cnf:
      return "REL_CNF";
    case E::rej_ind:
      return "REJ_IND";
    case E::hold_ind:
      return "HOLD_IND";
    case E::retrieve_ind:
      return "RETRIEVE_IND";
    case E::modify_ind:
      return "MODIFY_IND";
    case E::start_dtmf_ind:
      return "START_DTMF_IND";
    case E::stop_dtmf_ind:
      return "STOP_DTMF_IND";
    case E::facility_ind:
      return "FACILITY_IND";
    case E::information:
      return "NOTIFY or USERINFO";
  }
  return {};
}

}  // namespace sipgw::cc
