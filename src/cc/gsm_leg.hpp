// SPDX-License-Identifier: AGPL-3.0-or-later
// The GSM side of a call: its MNCC state. States are those of the network side in 3GPP TS 24.008, as far as MNCC shows
// them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/ids.hpp"
#include "cc/gcr.hpp"
#include "cc/state_table.hpp"
#include "mncc/message.hpp"
#include "sdp/session.hpp"

namespace sipgw::cc {

enum class GsmState : std::uint8_t {
  null,                ///< nothing said to the MSC yet
  mo_call_proceeding,  ///< RTP_CREATE and CALL_PROC_REQ sent
  call_delivered,      ///< ALERT_REQ sent
  connect_indication,  ///< SETUP_RSP sent, SETUP_COMPL_IND awaited
  call_present,        ///< SETUP_REQ sent, the MSC pages
  mt_call_confirmed,   ///< CALL_CONF_IND received
  call_received,       ///< ALERT_IND received
  connect_request,     ///< SETUP_CNF received, the media path is not ready yet
  active,
  disconnect_indication,  ///< DISC_REQ sent
  release_request,        ///< REL_REQ sent
  ended,
};
inline constexpr std::size_t kGsmStates = 12;

/// What the MSC may send about a call, in classes that the table distinguishes.
enum class GsmEvent : std::uint8_t {
  setup_ind,
  call_conf_ind,
  alert_ind,
  setup_cnf,
  setup_compl_ind,
  rtp_create,
  rtp_connect,
  disc_ind,
  rel_ind,
  rel_cnf,
  rej_ind,
  hold_ind,
  retrieve_ind,
  modify_ind,
  start_dtmf_ind,
  stop_dtmf_ind,
  facility_ind,
  information,  ///< NOTIFY, USERINFO, MODIFY_CNF: only inform, ask for no answer
};
inline constexpr std::size_t kGsmEvents = 18;

/// Nothing for a type that an MSC never sends to a gateway.
std::optional<GsmEvent> gsm_event_of(mncc::Type type);
std::string_view to_string(GsmEvent event);

extern const StateRow<GsmState, GsmEvent> kGsmTable[kGsmStates];

/// Its seven bits.
inline std::uint8_t payload_type_of(const mncc::Rtp& message) { return message.payload_type & 0x7f; }

struct GsmLeg {
  StateMachine<GsmState, GsmEvent, kGsmTable> fsm;
  MscId msc;
  Callref callref = 0;

  mncc::BearerCap bearer_cap;               ///< agreed at set-up; MODIFY_REJ needs it whole
  std::string called, calling, imsi;        ///< digits, '+' in front of international ones
  std::optional<mncc::Number> redirecting;  ///< who forwarded the call here
  bool emergency = false;
  std::optional<bool> hide_number;  ///< MO: as the phone asks by CLIR; nothing: as the trunk has it
  std::optional<Gcr> gcr;           ///< global call reference: the MSC's, or the one for it

  std::string sdp;                       ///< newest non-empty SDP from the MSC
  std::optional<sdp::Session> session;   ///< the same, parsed; nothing if it cannot be read
  std::optional<NetAddress> rtp;         ///< RTP_CREATE's address, once it was not zero
  std::uint8_t payload_type = 0;         ///< RTP_CREATE's
  std::uint32_t payload_msg_type = 0;    ///< RTP_CREATE's
  sdp::Codec codec = sdp::Codec::other;  ///< assigned by the latest RTP_CREATE; other: unknown, never a failure

  bool rtp_create_sent = false;
  bool assigned = false;                   ///< by an RTP_CREATE with an address; no RTP_CONNECT was refused since
  bool sdp_assigned = false;               ///< `sdp` is what the latest such RTP_CREATE said
  bool shares_stream = false;              ///< what is assigned is that of an earlier call of the same phone
  std::optional<NetAddress> connected_to;  ///< address of the last RTP_CONNECT
  bool alerted = false;                    ///< MO: ALERT_REQ sent; MT: ALERT_IND received
  bool progressed = false;                 ///< MO: PROGRESS_REQ with in-band information has gone out

  void take_sdp(const std::string& text);
  /// Does it say the same once more?
  bool repeats_assignment(const mncc::Rtp& rtp_create) const;
  bool over() const { return fsm.state() == GsmState::ended; }
  bool in_release() const {
    return over() || fsm.state() == GsmState::disconnect_indication || fsm.state() == GsmState::release_request;
  }
};

}  // namespace sipgw::cc
