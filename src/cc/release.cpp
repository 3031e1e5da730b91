// SPDX-License-Identifier: AGPL-3.0-or-later
// The one release path: whoever ends a call, each side is told once, with a cause, in its own protocol's way, and a leg
// is over only when its protocol is finished.
#include <algorithm>
#include <memory>
#include <utility>

#include "base/strings.hpp"
#include "cc/cause_map.hpp"
#include "cc/core_impl.hpp"
#include "cc/gsm_messages.hpp"
#include "sip/cause_text.hpp"
#include "sip/headers.hpp"

namespace sipgw::cc {

using log::Category;
using log::Level;

namespace {

constexpr int kNormalClearing = 16, kTemporaryFailure = 41, kInterworking = 127;
constexpr int kUserBusy = 17, kDestinationOutOfOrder = 27;
constexpr int kMovedPermanently = 301, kNotFound = 404, kTemporarilyUnavailable = 480, kRequestTerminated = 487,
              kBusyEverywhere = 600;

std::string in_seconds(TimePoint::duration time) {
  return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(time).count()) + " s";
}

mncc::Signalling with_user_info(mncc::Signalling message, const Release& release) {
  message.useruser = release.user_info;
  return message;
}

/// "401 Unauthorized: wrong user name or password".
std::string in_words(const sip::Refused& refused) {
  const auto text = std::to_string(refused.status) + " " + refused.phrase;
  return refused.auth_failure.empty() ? text : text + ": " + refused.auth_failure;
}

/// The status of a refusal: the cause's, unless more is known or something else is configured.
int status_of(const Release& release, int usual, const TrunkConfig& config) {
  if (config.status_of_cause.contains(release.cause)) return usual;
  if (!release.new_number.empty()) return kMovedPermanently;
  if (release.unknown_number && config.unknown_subscriber_is_404) return kNotFound;
  if (release.cause == kUserBusy && config.busy_everywhere) return kBusyEverywhere;
  if (release.cause == kDestinationOutOfOrder && config.paging_expired_is_480) return kTemporarilyUnavailable;
  return usual;
}

}  // namespace

void Core::Impl::release(Call& call, Release release) {
  if (!call.release) {
    release.why = printable(release.why);  // it may quote the peer
    const bool ordinary = is_ordinary(release.cause) && release.by != EndedBy::vty_user;
    log(Category::call, ordinary ? Level::info : Level::notice, call, [&] {
      return parties(call) + " ended by " + std::string(to_string(release.by)) +
             (call.answered ? " after " + in_seconds(now_ - *call.answered) : "") + ", cause " +
             sip::cause_in_words(release.cause) + ": " + release.why;
    });
    call.release = std::make_unique<const Release>(std::move(release));
    try_ends(call, "given up");
    call.history.phases.release_begun = since_beginning(call);
    call.answer_pending = false;
    refuse_waiting_offer(call, kRequestTerminated, call.release->cause);
    if (call.anchored) call.anchored->release();
  }
  release_gsm(call);
  release_sip(call);
}

void Core::Impl::end_gsm(Call& call) {
  if (!call.gsm.over()) call.gsm.fsm.enter(GsmState::ended);
  calls_.forget_gsm(call);
  leave_stream(call);
  end_gsm_timers(call);
}

void Core::Impl::end_gsm_timers(Call& call) {
  for (const auto kind : {TimerKind::rtp_create, TimerKind::call_conf, TimerKind::setup_compl, TimerKind::release,
                          TimerKind::no_answer, TimerKind::rtp_placeholder, TimerKind::max_duration,
                          TimerKind::offer_retry, TimerKind::guard_keepalive, TimerKind::progress}) {
    stop_timer(call, kind);
  }
}

void Core::Impl::end_sip(Call& call) {
  if (!call.sip.over()) call.sip.fsm.enter(SipState::ended);
  stop_timer(call, TimerKind::sip_release);
}

/// Nobody answers any more, or nobody was ever told: each side that may still listen is told, and then forgotten.
void Core::Impl::end_stale(Call& call, const std::string& fault) {
  const bool told = call.release != nullptr;
  release(call, {kTemporaryFailure, 1, EndedBy::gateway, fault});
  if (!told) return;  // the release's own timers run now
  end_gsm(call);
  end_sip(call);
  call.anchored.reset();
}

void Core::Impl::release_gsm(Call& call) {
  auto& gsm = call.gsm;
  if (gsm.in_release()) return;
  const auto state = gsm.fsm.state();
  if (state == GsmState::null) return end_gsm(call);
  end_gsm_timers(call);
  const auto& release = *call.release;
  if (state == GsmState::call_present) {  // while the MSC pages it takes nothing else
    send(call, with_user_info(with_cause(mncc::Type::rel_req, gsm, release.cause, release.location), release));
    gsm.fsm.enter(GsmState::release_request);
    start_timer(call, TimerKind::release, std::min(kReleaseRequestTime, call.config->timers.of(TimerKind::release)));
  } else {
    send(call, with_user_info(with_cause(mncc::Type::disc_req, gsm, release.cause, release.location), release));
    gsm.fsm.enter(GsmState::disconnect_indication);
    start_timer(call, TimerKind::release);
  }
}

/// The MSC's guard timer has ended a call that rings: the one sign of it is the time since the last signalling before
/// the answer, which X5 runs from.
bool Core::Impl::is_guard_timer(const Call& call, const mncc::Cause& cause) const {
  constexpr int kResourcesUnavailable = 47;
  constexpr std::chrono::seconds kShortestGuardTime{175};
  const auto deadline = call.timers.deadline(TimerKind::no_answer);
  if (cause.value != kResourcesUnavailable || !call.gsm.alerted || call.answered || !deadline) return false;
  return now_ - (*deadline - call.config->timers.of(TimerKind::no_answer)) >= kShortestGuardTime;
}

void Core::Impl::disconnected(Call& call, const mncc::Signalling& message) {
  const auto cause = message.cause.value_or(mncc::Cause{0, 3, kNormalClearing});
  if (call.gsm.fsm.state() == GsmState::release_request) return;
  // Also the answer when our own DISC_REQ crossed it.
  send(call, with_cause(mncc::Type::rel_req, call.gsm, fold_cause(cause.value), 1));
  end_gsm_timers(call);
  call.gsm.fsm.enter(GsmState::release_request);
  start_timer(call, TimerKind::release, std::min(kReleaseRequestTime, call.config->timers.of(TimerKind::release)));
  release(call, {cause_from_msc(cause.value), cause.location, EndedBy::phone, "DISC_IND", new_destination(cause), false,
                 message.useruser});
}

void Core::Impl::release_sip(Call& call) {
  auto& sip = call.sip;
  const auto& release = *call.release;
  switch (sip.fsm.state()) {
    case SipState::null:
      return end_sip(call);
    case SipState::calling:
    case SipState::proceeding:
      send(call, sip::Cancel{sip.dialog, sip::q850_reason(release.cause)});
      sip.fsm.enter(SipState::cancelling);
      break;
    case SipState::incoming:
    case SipState::ringing: {
      const auto refusal = refusal_from_cause(release.cause, release.location, call.trunk->status_of_cause);
      const int status = status_of(release, refusal.status, *call.trunk);
      sip::Respond response{sip.dialog, status, {}, {{"Reason", sip::q850_reason(release.cause)}}};
      if (!release.new_number.empty()) {
        response.headers.emplace_back("Contact", sip::name_addr({}, release.new_number, local_host(sip.remote.ip)));
      }
      if (refusal.warning != 0) {
        response.headers.emplace_back("Warning",
                                      std::to_string(refusal.warning) + " osmo-sipgw \"" + release.why + "\"");
      }
      if (!refusal.extra_reason.empty()) response.headers.emplace_back("Reason", refusal.extra_reason);
      if (release.by == EndedBy::msc_link) {
        response.headers.emplace_back("Retry-After", std::to_string(call.config->mncc.reconnect_interval.count()));
      }
      tell_user_info(call, release.user_info, response.headers);
      send(call, std::move(response));
      sip.fsm.enter(SipState::terminating);
      break;
    }
    case SipState::answered:
      sip.fsm.enter(SipState::bye_pending);
      break;
    case SipState::confirmed:
      send_bye(call);
      break;
    case SipState::cancelling:
    case SipState::bye_pending:
    case SipState::terminating:
    case SipState::ended:
      return;
  }
  start_timer(call, TimerKind::sip_release);
}

void Core::Impl::send_bye(Call& call) {
  sip::Bye bye{call.sip.dialog, sip::q850_reason(call.release->cause)};
  tell_user_info(call, call.release->user_info, bye.headers);
  send(call, std::move(bye));
  call.sip.fsm.enter(SipState::terminating);
}

void Core::Impl::refused_by_peer(Call& call, const sip::Refused& event) {
  const auto refusal = in_words(event);
  counters_.auth_failures += !event.auth_failure.empty();
  auto next = InvitePlan::Next::give_up;
  const auto state = call.sip.fsm.state();
  if (state == SipState::calling || state == SipState::proceeding) {
    try_ends(call, refusal);
    judge_trunk(call, event);
    next = call.set_up->invite_plan.refused(event, *call.trunk, trunks_.addresses(call.trunk->name));
    if (next != InvitePlan::Next::try_next && goes_elsewhere(call, event)) return;
  }
  if (next == InvitePlan::Next::try_next) {
    log(Category::call, Level::info, call, refusal + ", trying " + call.set_up->invite_plan.current().uri);
    return begin_anew(call);
  }
  end_sip(call);
  if (next == InvitePlan::Next::too_many_redirections) {
    return release(call, {kInterworking, 10, EndedBy::sip_peer, "too many redirections"});
  }
  release(call, {cause_from_refusal(event, call.gsm.alerted, call.trunk->cause_of_status),
                 event.from_peer ? 10 : 1,
                 event.from_peer ? EndedBy::sip_peer : EndedBy::gateway,
                 refusal,
                 {},
                 false,
                 user_info_from_peer(call, event.user_to_user)});
}

}  // namespace sipgw::cc
