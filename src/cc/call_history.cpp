// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cc/call_history.hpp"

#include "sip/headers.hpp"

namespace sipgw::cc {

namespace {

bool ends_leg(mncc::Type type) {
  return type == mncc::Type::disc_ind || type == mncc::Type::rel_ind || type == mncc::Type::rej_ind ||
         type == mncc::Type::disc_req || type == mncc::Type::rel_req || type == mncc::Type::rej_req;
}

std::optional<int> q850_of(std::string_view header) {
  sip::Reason reason;
  sip::parse_reason(header, reason);
  return reason.q850;
}

std::optional<int> q850_of(const std::vector<sip::Header>& headers) {
  for (const auto& [name, value] : headers) {
    if (name == "Reason") return q850_of(value);
  }
  return std::nullopt;
}

}  // namespace

void CallHistory::add(Milliseconds at, bool heard, const mncc::Signalling& message) {
  trace.add(at, heard, &message);
  const auto type = message.type;
  if (type == mncc::Type::call_conf_ind && !phases.proceeding) phases.proceeding = at;
  if ((type == mncc::Type::alert_ind || type == mncc::Type::alert_req) && !phases.alerting) phases.alerting = at;
  if (ends_leg(type) && message.cause && !gsm_end.cause)
    gsm_end = {message.cause->value, message.cause->location, !heard};
}

void CallHistory::add(Milliseconds at, bool heard, const mncc::Rtp& message) { trace.add(at, heard, &message); }

void CallHistory::add(Milliseconds at, const sip::Event& event) {
  trace.add(at, true, &event);
  if (const auto* invite = std::get_if<sip::IncomingInvite>(&event)) call_ids.push_back(invite->call_id);
  if (std::holds_alternative<sip::Answered>(event)) sip_status = 200;
  if (const auto* refused = std::get_if<sip::Refused>(&event)) {
    sip_status = refused->status;
    sip_ended(refused->reason.q850, !refused->from_peer);
  } else if (const auto* bye = std::get_if<sip::PeerBye>(&event)) {
    sip_ended(bye->reason.q850, false);
  } else if (const auto* cancelled = std::get_if<sip::Cancelled>(&event)) {
    sip_status = 487;
    sip_ended(cancelled->reason.q850, false);
  }
}

void CallHistory::add(Milliseconds at, const sip::Command& command) {
  trace.add(at, false, &command);
  if (const auto* invite = std::get_if<sip::Invite>(&command)) {
    phases.proceeding = at;
    call_ids.push_back(invite->call_id);
    sip_status.reset();  // how an attempt before this one ended is in the trace
    sip_end = {};
  }
  if (const auto* response = std::get_if<sip::Respond>(&command); response != nullptr && response->status >= 200) {
    sip_status = response->status;
    if (response->status >= 300) sip_ended(q850_of(response->headers), true);
  } else if (const auto* bye = std::get_if<sip::Bye>(&command)) {
    sip_ended(q850_of(bye->reason), true);
  } else if (const auto* cancel = std::get_if<sip::Cancel>(&command)) {
    sip_ended(q850_of(cancel->reason), true);
  }
}

void CallHistory::add(Milliseconds at, const Aside<sip::Event>& event) { trace.add(at, true, &event.message); }

void CallHistory::add(Milliseconds at, const Aside<sip::Command>& command) { trace.add(at, false, &command.message); }

void CallHistory::add(Milliseconds at, const mgcp::Command& command) { trace.add(at, false, &command); }

void CallHistory::add(Milliseconds at, const std::optional<mgcp::Response>& response) {
  trace.add(at, true, &response);
}

void CallHistory::sip_ended(std::optional<int> cause, bool told_by_gateway) {
  if (!sip_end.cause) sip_end = {cause, std::nullopt, told_by_gateway};
}

}  // namespace sipgw::cc
