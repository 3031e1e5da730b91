// SPDX-License-Identifier: AGPL-3.0-or-later
// The phones' end of the calls: what an MSC and its phones say to the gateway.
#include "bench/load.hpp"

namespace sipgw::bench {
namespace {
using mncc::Type;
constexpr Callref kFirstCallref = 0x80000000;  ///< of the MSC's own; a call's serial is added
}  // namespace

void Load::start_phone(Serial serial, Call& call, TimePoint now) {
  call.callref = kFirstCallref + serial;
  call.asked = now;
  outlet_.to_gateway(packets_.setup_ind(call.callref, number_of(serial)));
}

void Load::on_mncc(std::span<const std::byte> packet, TimePoint now) {
  const auto message = read_mncc(packet);
  if (message.type == Type::setup_req) return phone_called(message, now);
  Serial serial = message.callref - kFirstCallref;
  if (message.callref < kFirstCallref) {
    const auto known = gateway_refs_.find(message.callref);
    serial = known == gateway_refs_.end() ? 0 : known->second;
  }
  if (auto* call = find(serial)) on_phone(serial, *call, message, now);
}

void Load::phone_called(const GatewayMessage& message, TimePoint now) {
  const auto serial = serial_of_number(message.called);
  auto* call = find(serial);
  if (call == nullptr || call->callref != 0) return results_.failed("SETUP_REQ for no call");
  results_.passed(Hop::invite_to_setup_req, now - call->asked);
  call->callref = message.callref;
  gateway_refs_[message.callref] = serial;
  say(Type::call_conf_ind, *call);
}

void Load::on_phone(Serial serial, Call& call, const GatewayMessage& message, TimePoint now) {
  switch (message.type) {
    case Type::rtp_create:
      if (call.kind == Kind::mo) results_.passed(Hop::setup_ind_to_rtp_create, now - call.asked);
      call.asked = now;
      say(Type::rtp_create, call);
      if (call.kind == Kind::mo) return;
      say(Type::alert_ind, call);
      call.stage = Stage::ringing;
      return ring_.add(now, serial);
    case Type::setup_rsp:
      results_.passed(Hop::answer_to_setup_rsp, now - call.asked);
      say(Type::setup_compl_ind, call);
      return is_active(serial, call, now);
    case Type::rel_req:
      return released_by_gateway(call, Type::rel_cnf, message.cause);
    case Type::disc_req:
      if (call.kind == Kind::mt && call.stage == Stage::clearing)
        results_.passed(Hop::bye_to_disc_req, now - call.asked);
      return released_by_gateway(call, Type::rel_ind, message.cause);
    case Type::rej_req:
      call.gsm_over = call.sip_over = true;
      refuse(call, message.cause);
      return finish_if_over(call);
    default:  // that need no answer
      return;
  }
}

void Load::released_by_gateway(Call& call, Type answer, int cause) {
  say(answer, call);
  call.gsm_over = true;
  if (call.stage == Stage::setup || call.stage == Stage::ringing) {
    refuse(call, cause);
    call.sip_over = call.sip_over || (call.calls_sip() && call.invite.empty());
  }
  finish_if_over(call);
}

}  // namespace sipgw::bench
