// SPDX-License-Identifier: AGPL-3.0-or-later
// The SIP users' end of the calls. What is not answered is sent again each T1, like a SIP stack would, but without
// backing off.
#include <sys/socket.h>

#include "bench/load.hpp"

namespace sipgw::bench {
namespace {
constexpr int kRequestTerminated = 487;
}

Far Load::far_of(const Call& call) const {
  if (call.has_phone()) return Far::gateway;
  return call.kind == Kind::alone || call.kind == Kind::alone_far ? Far::self : Far::bare;
}

void Load::start_sip(Serial serial, Call& call, TimePoint now) {
  call.asked = now;
  if (call.kind == Kind::bare_mo) return outlet_.trigger("S" + number_of(serial));
  // Without a number in it the INVITE comes back as a call of its own.
  const auto number = call.kind == Kind::alone ? "0" : number_of(serial);
  const auto far = far_of(call);
  keep_sending(serial, call,
               writer_.invite(serial, number,
                              far == Far::gateway ? settings_.gateway
                              : far == Far::bare  ? settings_.bare
                                                  : settings_.sip.to_string()),
               now);
}

void Load::keep_sending(Serial serial, Call& call, std::string text, TimePoint now) {
  call.pending = std::move(text);
  ++call.pending_number;
  outlet_.send(call.pending, far_of(call));
  resend_.add(now, {serial, call.pending_number});
}

void Load::send_again(const Resend& which, TimePoint now) {
  auto* call = find(which.serial);
  if (call == nullptr || call->pending.empty() || call->pending_number != which.number) return;
  results_.resent();
  outlet_.send(call->pending, far_of(*call));
  resend_.add(now, which);
}

void Load::bye(Serial serial, Call& call, TimePoint now) {
  keep_sending(serial, call, writer_.bye(call.dialog, serial), now);
}

/// The 200 to an INVITE; the peer's ACK ends its repetition.
void Load::answer_sip(Serial serial, Call& call, TimePoint now) {
  const auto invite = read_sip(call.invite);
  if (invite) keep_sending(serial, call, writer_.response(*invite, 200, serial), now);
}

void Load::on_sip(std::string_view packet, const sockaddr_storage& from, TimePoint now) {
  const auto message = read_sip(packet);
  if (!message) return results_.failed("unreadable SIP message");
  message->request() ? on_request(*message, packet, from, now) : on_response(*message, now);
}

void Load::on_request(const SipMessage& message, std::string_view packet, const sockaddr_storage& from, TimePoint now) {
  if (message.method == "INVITE") return on_invite(message, packet, from, now);
  auto* call = find(message.serial());
  if (message.method == "ACK") {
    if (call == nullptr) return;
    call->pending.clear();
    if (call->kind == Kind::bare_mo || call->kind == Kind::alone_far) is_active(message.serial(), *call, now);
    return;
  }
  outlet_.respond(writer_.response(message, 200, 0), from);
  if (call == nullptr && message.method == "CANCEL") call = find(serial_of_number(message.uri));
  if (call == nullptr) return;
  if (message.method == "CANCEL") {
    if (const auto invite = read_sip(call->invite))
      outlet_.respond(writer_.response(*invite, kRequestTerminated, serial_of_number(message.uri)), from);
    refuse(*call, kRequestTerminated);
  } else if (message.method != "BYE") {
    return;
  } else if (call->kind == Kind::mo && call->stage == Stage::clearing && !call->sip_over) {
    results_.passed(Hop::disc_ind_to_bye, now - call->asked);
  }
  call->sip_over = true;
  finish_if_over(*call);
}

void Load::on_invite(const SipMessage& invite, std::string_view packet, const sockaddr_storage& from, TimePoint now) {
  auto serial = serial_of_number(invite.uri);
  if (serial == 0) serial = add(Kind::alone_far);
  auto* call = find(serial);
  if (call == nullptr) return results_.failed("INVITE for no call");
  outlet_.respond(writer_.response(invite, 180, serial), from);
  if (!call->invite.empty()) return;  // once more
  if (call->kind == Kind::mo) results_.passed(Hop::rtp_create_to_invite, now - call->asked);
  call->invite = packet;
  call->dialog = writer_.called_dialog(invite, serial);
  call->stage = Stage::ringing;
  ring_.add(now, serial);
}

void Load::on_response(const SipMessage& response, TimePoint now) {
  const auto serial = response.serial();
  if (response.method == "INVITE" && response.status >= 200) {
    auto* call = find(serial);
    const auto far = call == nullptr ? Far::gateway : far_of(*call);
    outlet_.send(writer_.ack(response, serial), far);
  }
  auto* call = find(serial);
  if (call == nullptr) return;
  if (response.method == "INVITE") return on_invite_response(serial, *call, response, now);
  if (response.method != "BYE" || response.status < 200) return;
  call->pending.clear();
  call->sip_over = true;
  finish_if_over(*call);
}

void Load::on_invite_response(Serial serial, Call& call, const SipMessage& response, TimePoint now) {
  if (!call.dialog.empty()) return;  // the 200 once more: what is pending by now is the BYE
  call.pending.clear();
  if (response.status < 200) {
    if (response.status == 180 && !call.has_phone()) results_.passed(Hop::invite_to_ringing, now - call.asked);
    return;
  }
  if (response.status >= 300) {
    refuse(call, response.status);
    call.sip_over = true;
    call.gsm_over = call.gsm_over || call.callref == 0;
    return finish_if_over(call);
  }
  if (call.kind == Kind::mt) results_.passed(Hop::setup_cnf_to_answer, now - call.asked);
  call.dialog = writer_.caller_dialog(response);
  is_active(serial, call, now);
}

}  // namespace sipgw::bench
