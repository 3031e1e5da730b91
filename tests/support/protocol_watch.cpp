// SPDX-License-Identifier: AGPL-3.0-or-later
#include "support/protocol_watch.hpp"

#include <algorithm>
#include <utility>

#include "mncc/codec.hpp"
#include "support/core_events.hpp"
#include "support/overloaded.hpp"

namespace sipgw::test {

using mncc::Type;

namespace {

constexpr Callref kFirstOfMsc = 0x80000000;

bool has_reason(const std::vector<sip::Header>& headers) {
  return std::any_of(headers.begin(), headers.end(),
                     [](const sip::Header& header) { return header.first == "Reason"; });
}

}  // namespace

void ProtocolWatch::require(bool holds, std::string_view rule) {
  if (!holds) violations_.emplace_back(rule);
}

void ProtocolWatch::require(bool holds, Type type, std::string_view rule) {
  if (!holds) violations_.push_back(std::string(mncc::to_string(type)) + ' ' + std::string(rule));
}

bool ProtocolWatch::alive(Callref callref) const {
  const auto leg = legs_.find(callref);
  return leg != legs_.end() && leg->second.alive;
}

bool ProtocolWatch::alive(DialogId dialog) const {
  const auto position = dialogs_.find(dialog);
  return position != dialogs_.end() && position->second.alive;
}

bool ProtocolWatch::possible(const cc::Event& event) const {
  if (const auto* received = std::get_if<cc::MnccReceived>(&event)) {
    return std::visit(
        [this](const auto& message) { return (message.type == Type::setup_ind) != alive(message.callref); },
        received->message);
  }
  const auto* sip_event = std::get_if<sip::Event>(&event);
  if (sip_event == nullptr) return true;
  const auto id = sip::dialog_of(*sip_event);
  return std::holds_alternative<sip::IncomingInvite>(*sip_event) ? !dialogs_.contains(id) : alive(id);
}

// ---------------------------------------------------------------- what comes in

void ProtocolWatch::heard(const cc::Event& event) {
  if (const auto* received = std::get_if<cc::MnccReceived>(&event)) {
    std::visit(Overloaded{[&](const mncc::Signalling& m) { heard_signalling(m); },
                          [&](const mncc::Rtp& m) { heard_mncc(m.type, m.callref, m.address && m.address->usable()); }},
               received->message);
  } else if (const auto* sip_event = std::get_if<sip::Event>(&event)) {
    heard_sip(*sip_event);
  } else if (std::holds_alternative<cc::MnccDown>(event)) {
    for (auto& [callref, leg] : legs_) leg.alive = false;
  }
}

void ProtocolWatch::heard_signalling(const mncc::Signalling& message) {
  heard_mncc(message.type, message.callref, false);
  auto& leg = legs_[message.callref];
  const bool identifies = message.type == (leg.mobile_originated ? Type::setup_ind : Type::call_conf_ind);
  if (identifies && leg.imsi.empty()) leg.imsi = message.imsi;
  leg.active |= message.type == Type::setup_compl_ind;
  leg.alerted |= message.type == Type::alert_ind && !leg.mobile_originated;
  leg.answered |= message.type == Type::setup_cnf && !leg.mobile_originated;
}

bool ProtocolWatch::phone_has_rtp(const Leg& leg) const {
  return leg.has_rtp || std::any_of(legs_.begin(), legs_.end(), [&](const auto& other) {
           return other.second.has_rtp && !leg.imsi.empty() && other.second.imsi == leg.imsi;
         });
}

void ProtocolWatch::heard_mncc(Type type, Callref callref, bool usable_address) {
  auto& leg = legs_[callref];
  if (type == Type::setup_ind && callref != 0 && (!leg.alive || leg.in_release())) {
    // The core may have given an old one up, or have chosen our own callref for a call that the MSC is still to hear
    // of.
    const bool doubtful = leg.alive || callref < kFirstOfMsc;
    leg = {};
    leg.alive = leg.mobile_originated = true;
    leg.doubtful = doubtful;
  } else if (type == Type::call_conf_ind) {
    leg.paging = false;
  } else if (type == Type::rtp_create) {
    leg.has_rtp |= leg.asked_rtp && usable_address;
  } else if (type == Type::rel_ind || type == Type::rel_cnf || type == Type::rej_ind) {
    leg.alive = false;
  }
}

void ProtocolWatch::heard_sip(const sip::Event& event) {
  const auto id = sip::dialog_of(event);
  if (std::holds_alternative<sip::IncomingInvite>(event)) {
    if (dialogs_.contains(id)) return;
    dialogs_[id].alive = dialogs_[id].incoming = true;
    return;
  }
  const auto position = dialogs_.find(id);
  if (position == dialogs_.end()) return;
  auto& dialog = position->second;
  std::visit(Overloaded{[&](const sip::Answered&) { dialog.established |= !dialog.incoming; },
                        [&](const sip::Acked&) { dialog.acked |= dialog.final_status == 200; },
                        [&](const sip::OfferResult&) { dialog.offering = false; },
                        [&](const sip::InfoResult&) { dialog.informing = false; },
                        [&](const sip::Refused&) { dialog.alive = false; },
                        [&](const sip::Cancelled&) { dialog.alive = false; },
                        [&](const sip::PeerBye&) { dialog.alive = false; },
                        [&](const sip::Ended&) { dialog.alive = false; }, [](const auto&) {}},
             event);
}

// ---------------------------------------------------------------- what goes out

void ProtocolWatch::said(const cc::Action& action) {
  if (const auto* mncc_action = std::get_if<cc::SendMncc>(&action)) {
    std::visit(
        Overloaded{[&](const mncc::Signalling& m) { said_signalling(m); }, [&](const mncc::Rtp& m) { said_rtp(m); }},
        mncc_action->message);
  } else if (const auto* sip_action = std::get_if<cc::SendSip>(&action)) {
    said_sip(sip_action->call, sip_action->command);
  } else if (const auto* ended = std::get_if<cc::CallEnded>(&action)) {
    said_ended(ended->record->id);
  }
}

void ProtocolWatch::said_signalling(const mncc::Signalling& message) {
  static_cast<void>(mncc::encode(message));  // what does not fit is a bug and ends the program
  auto& leg = legs_[message.callref];
  if (message.type == Type::setup_req) {
    require(!leg.alive || leg.doubtful, "SETUP_REQ with a callref in use");
    require(message.callref > 0 && message.callref < kFirstOfMsc, "SETUP_REQ outside our range of callrefs");
    require(message.bearer_cap && !message.bearer_cap->speech_versions.empty(), "SETUP_REQ without speech versions");
    leg = {};
    leg.alive = leg.paging = true;
    leg.imsi = message.imsi;
    return;
  }
  require(leg.alive, message.type, "for a callref that has ended");
  const bool modifies =
      message.type == Type::modify_req || message.type == Type::modify_rsp || message.type == Type::modify_rej;
  require(!modifies || message.bearer_cap, message.type, "without bearer capability");
  const bool ends = message.type == Type::disc_req || message.type == Type::rel_req || message.type == Type::rej_req;
  require(!ends || message.cause, message.type, "without cause");
  check_phase(leg, message.type);
  switch (message.type) {
    case Type::setup_rsp:
      require(!std::exchange(leg.answered, true), "a second SETUP_RSP");
      break;
    case Type::setup_compl_req:
      leg.active = true;
      break;
    case Type::call_proc_req:
      require(!leg.proceeding, "a second CALL_PROC_REQ");
      leg.proceeding = true;
      break;
    case Type::alert_req:
      require(!leg.alerted, "a second ALERT_REQ");
      leg.alerted = true;
      break;
    case Type::disc_req:
      require(++leg.disc_req == 1 && leg.rel_req == 0, "DISC_REQ to a leg that is being released");
      break;
    case Type::rel_req:
      require(++leg.rel_req == 1, "a second REL_REQ");
      break;
    case Type::rej_req:
      leg.alive = false;
      break;
    default:
      require(!leg.in_release(), message.type, "to a leg that is being released");
  }
}

/// What the MSC's state machine takes when.
void ProtocolWatch::check_phase(const Leg& leg, Type type) {
  require(!leg.paging || type == Type::rel_req, type, "while the MSC pages");
  if (type == Type::progress_req)
    require(leg.active || (leg.proceeding && !leg.alerted), "PROGRESS_REQ outside its time");
  if (type == Type::hold_cnf || type == Type::retrieve_cnf || type == Type::notify_req) {
    require(leg.active, type, "to a call that is not active");
  }
  if (type == Type::alert_req) require(leg.proceeding, "ALERT_REQ before CALL_PROC_REQ");
  if (type == Type::rej_req) require(!leg.proceeding, "REJ_REQ after CALL_PROC_REQ");
}

void ProtocolWatch::said_rtp(const mncc::Rtp& message) {
  static_cast<void>(mncc::encode(message));
  auto& leg = legs_[message.callref];
  require(leg.alive, "RTP message for a callref that has ended");
  require(!leg.in_release() && !leg.paging, "RTP message while paging or in release");
  require(message.type != Type::rtp_free, "RTP_FREE");
  if (message.type == Type::rtp_create) {
    leg.asked_rtp = true;
    leg.has_rtp = phone_has_rtp(leg);  // to a second call the MSC does not say it again
  } else {
    require(leg.has_rtp, "RTP_CONNECT before RTP_CREATE brought an address");
    require(message.address && message.address->usable(), "RTP_CONNECT without a usable address");
    require(message.payload_msg_type == 0, "payload_msg_type in RTP_CONNECT");
  }
}

/// A dialog whose 200 was never acknowledged is left to the SIP stack, which ends it by itself.
void ProtocolWatch::said_ended(CallId call) {
  for (auto& [id, dialog] : dialogs_) {
    if (dialog.call == call && dialog.final_status == 200 && !dialog.acked) dialog.alive = false;
  }
}

void ProtocolWatch::said_sip(CallId call, const sip::Command& command) {
  const auto id = sip::dialog_of(command);
  if (std::holds_alternative<sip::Invite>(command)) {
    require(!dialogs_.contains(id) && id.value % 2 == 0, "INVITE with an id that is not ours or not new");
    dialogs_[id].alive = true;
    return;
  }
  require(alive(id), "SIP command for a dialog that has ended");
  if (!alive(id)) return;
  dialogs_[id].call = call;
  said_within(dialogs_[id], command);
}

void ProtocolWatch::said_within(Dialog& dialog, const sip::Command& command) {
  std::visit(Overloaded{
                 [&](const sip::Respond& response) {
                   require(dialog.incoming && dialog.final_status == 0, "a response after the final one");
                   if (response.status >= 200) dialog.final_status = response.status;
                   require(response.status < 300 || has_reason(response.headers), "a refusal without Reason");
                 },
                 [&](const sip::Cancel& cancel) {
                   require(!cancel.reason.empty(), "a CANCEL without Reason");
                   require(!dialog.incoming && !dialog.established && ++dialog.cancels == 1, "a CANCEL out of place");
                 },
                 [&](const sip::Bye& bye) {
                   require(!bye.reason.empty(), "a BYE without Reason");
                   const bool confirmed =
                       dialog.incoming ? dialog.final_status == 200 && dialog.acked : dialog.established;
                   require(confirmed && ++dialog.byes == 1, "a BYE out of place");
                 },
                 [&](const sip::Offer&) {
                   require(!dialog.incoming || dialog.acked, "a re-INVITE before the ACK");
                   require(!std::exchange(dialog.offering, true), "a re-INVITE while one is under way");
                 },
                 [&](const sip::Info&) {
                   require(!dialog.incoming || dialog.acked, "an INFO before the ACK");
                   require(!std::exchange(dialog.informing, true), "an INFO while one is under way");
                 },
                 [&](const sip::AnswerOffer& answer) {
                   require(answer.status < 300 || has_reason(answer.headers), "a refused offer without Reason");
                 },
                 [](const sip::Invite&) {},
             },
             command);
}

// ---------------------------------------------------------------- what the peers would do

std::vector<cc::Event> ProtocolWatch::owed() const {
  std::vector<cc::Event> events;
  for (const auto& [callref, leg] : legs_) {
    if (!leg.alive || !leg.in_release()) continue;
    const auto type = leg.rel_req > 0 ? Type::rel_cnf : Type::rel_ind;
    events.emplace_back(cc::MnccReceived{kMsc, from_msc(type, callref, 16)});
  }
  for (const auto& [id, dialog] : dialogs_) {
    if (!dialog.alive) continue;
    if (dialog.offering) events.emplace_back(sip::Event{sip::OfferResult{id, 200, peer_sdp()}});
    if (dialog.informing) events.emplace_back(sip::Event{sip::InfoResult{id, 200}});
    if (dialog.byes > 0) {
      events.emplace_back(sip::Event{sip::Ended{id, 200, "BYE"}});
    } else if (dialog.cancels > 0 && !dialog.established) {
      events.emplace_back(sip::Event{refused(id, 487)});
    } else if (dialog.final_status >= 300) {
      events.emplace_back(sip::Event{sip::Ended{id, dialog.final_status, "ACK"}});
    } else if (dialog.final_status >= 200 && !dialog.acked) {
      events.emplace_back(sip::Event{sip::Acked{id, {}}});
    }
  }
  return events;
}

std::vector<cc::Event> ProtocolWatch::phones_hang_up() const {
  std::vector<cc::Event> events;
  for (const auto& [callref, leg] : legs_) {
    if (!leg.alive || leg.in_release()) continue;
    events.emplace_back(leg.paging ? cc::MnccReceived{kMsc, from_msc(Type::rel_ind, callref, 27)}
                                   : cc::MnccReceived{kMsc, from_msc(Type::disc_ind, callref, 16)});
  }
  return events;
}

std::vector<cc::Event> ProtocolWatch::peers_hang_up() const {
  std::vector<cc::Event> events;
  for (const auto& [id, dialog] : dialogs_) {
    if (!dialog.alive || dialog.in_release()) continue;
    if (dialog.incoming ? dialog.final_status == 200 : dialog.established) {
      events.emplace_back(sip::Event{sip::PeerBye{id, {}}});
    } else if (dialog.incoming) {
      events.emplace_back(sip::Event{sip::Cancelled{id, {}}});
    } else {
      events.emplace_back(sip::Event{refused(id, 603)});
    }
  }
  return events;
}

std::vector<std::string> ProtocolWatch::untold() const {
  std::vector<std::string> all;
  for (const auto& [callref, leg] : legs_) {
    if (leg.alive && !leg.in_release() && !leg.doubtful)
      all.push_back("the MSC was not told of the end of callref " + std::to_string(callref));
  }
  for (const auto& [id, dialog] : dialogs_) {
    if (dialog.alive && !dialog.in_release())
      all.push_back("the SIP peer was not told of the end of dialog " + std::to_string(id.value));
  }
  return all;
}

}  // namespace sipgw::test
