// SPDX-License-Identifier: AGPL-3.0-or-later
// What the phone asks for within a call. Everything gets a defined answer; what the gateway cannot do is refused and
// the call goes on.
#include <utility>

#include "cc/core_impl.hpp"
#include "cc/facility.hpp"
#include "cc/gsm_messages.hpp"
#include "mncc/codec.hpp"

namespace sipgw::cc {

namespace {
constexpr int kServiceNotImplemented = 79;
}

void Core::Impl::phone_asks(Call& call, GsmEvent event, const mncc::Signalling& message) {
  auto& gsm = call.gsm;
  switch (event) {
    case GsmEvent::hold_ind:
      return phone_wants(call, HoldState::Request::hold);
    case GsmEvent::retrieve_ind:
      return phone_wants(call, HoldState::Request::retrieve);
    case GsmEvent::modify_ind: {
      // The MSC encodes the bearer capability whatever the mask says, and does not survive an empty one.
      auto reject = with_cause(mncc::Type::modify_rej, gsm, kServiceNotImplemented, 1);
      reject.bearer_cap = gsm.bearer_cap;
      return send_in_call(call, std::move(reject));
    }
    case GsmEvent::start_dtmf_ind:
      return key_pressed(call, message);
    case GsmEvent::stop_dtmf_ind:
      return key_released(call, message);
    case GsmEvent::facility_ind:
      return answer_facility(call, message);
    case GsmEvent::information:
      counters_.user_info_lost +=
          message.type == mncc::Type::userinfo_ind;  // SIP has it only with the call's own steps
      return log(log::Category::mncc, log::Level::debug, call, std::string(mncc::to_string(message.type)) + " ignored");
    case GsmEvent::setup_ind:
    case GsmEvent::call_conf_ind:
    case GsmEvent::alert_ind:
    case GsmEvent::setup_cnf:
    case GsmEvent::setup_compl_ind:
    case GsmEvent::rtp_create:
    case GsmEvent::rtp_connect:
    case GsmEvent::disc_ind:
    case GsmEvent::rel_ind:
    case GsmEvent::rel_cnf:
    case GsmEvent::rej_ind:
      return;
  }
}

void Core::Impl::answer_facility(Call& call, const mncc::Signalling& message) {
  const auto answer = answer_to_facility(message.facility.value_or(std::string{}));
  if (!answer) return;
  log(log::Category::mncc, log::Level::info, call, "the phone asks for a supplementary service: rejected");
  auto facility = plain(mncc::Type::facility_req, call.gsm);
  facility.facility = *answer;
  send_in_call(call, std::move(facility));
}

/// A message to the phone within the call. An MSC of before 1.11.1 re-arms its guard timer at each and ends the call
/// when that fires: PROGRESS_REQ, harmless in this state, re-arms it in time.
void Core::Impl::send_in_call(Call& call, mncc::Signalling message) {
  send(call, std::move(message));
  const auto interval = call.config->mncc.guard_keepalive;
  const auto& gsm = call.gsm;
  const bool needed = gsm.fsm.state() == GsmState::active && !mscs_[gsm.msc].extended && interval.count() > 0;
  if (!needed || call.timers.deadline(TimerKind::guard_keepalive)) return;
  timers_.start(call.timers, call.id, TimerKind::guard_keepalive, now_ + interval);
}

void Core::Impl::keep_guard_alive(Call& call) { send_empty_progress(call); }

/// Nothing new to the phone's user; only the phone's timer and the MSC's take notice of it.
void Core::Impl::send_empty_progress(Call& call) {
  send_in_call(call, with_progress(mncc::Type::progress_req, call.gsm, kUnspecificProgress));
}

/// The phone's own timer for a call that nothing is heard of (T310) has to stop. Not once the phone knows more.
void Core::Impl::reassure_phone(Call& call) {
  stop_timer(call, TimerKind::progress);
  if (call.gsm.fsm.state() != GsmState::mo_call_proceeding || call.gsm.progressed) return;
  send_empty_progress(call);
  start_timer(call, TimerKind::no_answer);
}

}  // namespace sipgw::cc
