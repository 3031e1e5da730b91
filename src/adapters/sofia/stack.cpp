// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/sofia/stack.hpp"

#include <chrono>
#include <string>
#include <vector>

#include "adapters/sofia/bind_probe.hpp"
#include "adapters/sofia/convert.hpp"
#include "adapters/sofia/log_redirect.hpp"
#include "adapters/sofia/normalise.hpp"
#include "base/strings.hpp"
#include "log/log.hpp"
#include "sip/headers.hpp"

namespace sipgw::sofia {
namespace {

constexpr std::size_t kMaxUntouched = 5000;
constexpr char kOverloadRetryAfter[] = "5";  // seconds
constexpr int kTemporaryFailure = 41;        // Q.850
constexpr int kCongestion = 42;
constexpr unsigned kMaxMessageSize = 64 * 1024;
constexpr unsigned kUdpReceiveBuffer = 4 * 1024 * 1024;
constexpr char kAllow[] = "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE";
constexpr char kAllowWithPrack[] = "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, PRACK";

}  // namespace

Stack::Stack(const SipThread::Settings& settings, const SipThread::Sink& sink, Counters& counters)
    : settings_(settings),
      policy_(settings.policy),
      sink_(sink),
      counters_(counters),
      memory_(counters),
      root_(su_root_create(this)) {
  su_root_threading(root_.get(), 0);  // nua's own part shall run in this very thread
}

Stack::~Stack() {
  dialogs_.clear();
  counters_.dialogs = 0;
  // Destroying a nua that has not shut down aborts: better to leave it.
  if (nua_ && !shut_down_) static_cast<void>(nua_.release());
}

Result<NetAddress> Stack::open() {
  local_ = settings_.local;
  const auto refuse = [this](const std::string& why) {
    return Error{"SIP cannot use " + settings_.local.to_string() + ": " + why};
  };
  if (const Status free = probe_bind(settings_.local); !free) return refuse(free.error().text);
  if (!create_nua(settings_.local)) return refuse("Sofia-SIP does not start");
  set_log_level(settings_.sofia_log_level);
  set_policy(policy_);
  nua_get_params(nua_.get(), TAG_ANY(), TAG_END());
  su_root_run(root_.get());  // until on_params() has the address
  return local_;
}

bool Stack::create_nua(const NetAddress& local) {
  const std::string url = "sip:" + local.to_string();
  const unsigned t1 = settings_.t1_ms;
  nua_.reset(nua_create(root_.get(), on_nua, this, NUTAG_URL(url.c_str()), NTATAG_MCLASS(completing_message_class()),
                        NTATAG_MAXSIZE(kMaxMessageSize), TPTAG_UDP_RMEM(kUdpReceiveBuffer), NTATAG_SIP_T1(t1),
                        NTATAG_SIP_T2(8 * t1), NTATAG_SIP_T4(10 * t1), NTATAG_SIP_T1X64(64 * t1),
                        NTATAG_MAX_FORWARDS(70), NTATAG_PASS_100(1),
                        // The SDP and the decisions are the core's; the answers that cannot wait are Sofia's.
                        NUTAG_MEDIA_ENABLE(0), NUTAG_AUTOANSWER(0), NUTAG_AUTOALERT(0), NUTAG_AUTOACK(1),
                        NUTAG_AUTO302(0), NUTAG_AUTO305(0), NUTAG_RETRY_COUNT(0), NUTAG_EARLY_MEDIA(0),
                        NUTAG_UPDATE_REFRESH(1), NUTAG_APPL_METHOD("INVITE, UPDATE, INFO"), SIPTAG_SUPPORTED(nullptr),
                        SIPTAG_ALLOW_EVENTS(nullptr), SIPTAG_USER_AGENT_STR(settings_.user_agent.c_str()), TAG_END()));
  return nua_ != nullptr;
}

#define SIPGW_POLICY_TAGS(policy, supported)                                                                    \
  TAG_IF((supported).empty(), SIPTAG_SUPPORTED(nullptr)),                                                       \
      TAG_IF(!(supported).empty(), SIPTAG_SUPPORTED_STR((supported).c_str())),                                  \
      SIPTAG_ALLOW_STR((policy).prack == sip::Prack::off ? kAllow : kAllowWithPrack),                           \
      NUTAG_SESSION_TIMER((policy).session_timer == sip::SessionTimer::request ? (policy).session_expires : 0), \
      NUTAG_MIN_SE((policy).min_se), TAG_END()

void Stack::set_policy(const sip::Policy& policy) {
  policy_ = policy;
  const std::string supported = supported_extensions(policy, false);
  nua_set_params(nua_.get(), SIPGW_POLICY_TAGS(policy, supported));
}

void Stack::set_policy(nua_handle_t* handle, const sip::Policy& policy) const {
  if (policy == policy_) return;
  const std::string supported = supported_extensions(policy, false);
  nua_set_hparams(handle, SIPGW_POLICY_TAGS(policy, supported));
}

void Stack::run() { su_root_run(root_.get()); }

void Stack::command(const sip::Command& command) {
  if (stopping_) return;
  if (const auto* invite = std::get_if<sip::Invite>(&command)) {
    if (dialogs_.count(invite->dialog) != 0) return;
    add(std::make_unique<Dialog>(*this, *invite));
    return dialogs_[invite->dialog]->invite();
  }
  const auto found = dialogs_.find(sip::dialog_of(command));
  if (found == dialogs_.end()) return;
  if (found->second->untouched()) --untouched_;
  found->second->on_command(command);
}

void Stack::add(std::unique_ptr<Dialog> dialog) {
  const DialogId id = dialog->id();
  dialogs_.emplace(id, std::move(dialog));
  counters_.dialogs = dialogs_.size();
}

void Stack::finish(const Dialog& dialog, sip::Event event) {
  if (dialog.untouched()) --untouched_;
  // Out of the table first: who gets the event may at once read the count.
  auto node = dialogs_.extract(dialog.id());
  counters_.dialogs = dialogs_.size();
  emit(std::move(event));
  node = {};
  if (stopping_ && dialogs_.empty()) shut_down();
}

// ---------------------------------------------------------------- nua events

void Stack::on_nua(nua_event_t kind, int status, const char* phrase, nua_t*, Stack* stack, nua_handle_t* handle,
                   Dialog* dialog, const sip_t* message, tagi_t tags[]) {
  stack->on_event(handle, dialog, {kind, status, phrase, message, tags});
}

void Stack::on_event(nua_handle_t* handle, Dialog* dialog, const NuaEvent& event) {
  if (dialog != nullptr) {
    dialog->on_event(event);
  } else if (event.kind == nua_r_get_params) {
    on_params(event);
  } else if (event.kind == nua_r_shutdown) {
    shut_down_ = event.status >= 200;
    if (shut_down_) su_root_break(root_.get());
  } else if (handle != nullptr && event.kind != nua_r_set_params) {
    on_unbound(handle, event);
  }
}

/// A request outside any dialog. Sofia has made a handle for it, which is ours to destroy.
void Stack::on_unbound(nua_handle_t* handle, const NuaEvent& event) {
  if (event.kind == nua_i_invite && event.status < 200 && event.message != nullptr) {
    return on_incoming_invite(handle, *event.message);
  }
  if (event.status < 200 && (event.kind == nua_i_info || event.kind == nua_i_update)) {
    nua_respond(handle, SIP_481_NO_CALL, NUTAG_WITH_THIS(nua_.get()),
                SIPTAG_REASON_STR(sip::q850_reason(kTemporaryFailure).c_str()), TAG_END());
  }
  nua_handle_destroy(handle);
}

void Stack::on_incoming_invite(nua_handle_t* handle, const sip_t& message) {
  if (!is_whole(message)) {
    ++counters_.malformed;
    nua_respond(handle, SIP_400_BAD_REQUEST, SIPTAG_REASON_STR(sip::q850_reason(kTemporaryFailure).c_str()), TAG_END());
    nua_handle_destroy(handle);
    return;
  }
  if (stopping_ || untouched_ >= kMaxUntouched) {
    ++counters_.overloaded;
    if (const auto suppressed = overload_log_.permit(std::chrono::steady_clock::now()); suppressed && !stopping_) {
      log::notice(log::Category::sip, "INVITE refused with 503, {} still wait for an answer ({} more such lines)",
                  untouched_, *suppressed);
    }
    const std::string reason = sip::q850_reason(stopping_ ? kTemporaryFailure : kCongestion);
    nua_respond(handle, SIP_503_SERVICE_UNAVAILABLE, SIPTAG_REASON_STR(reason.c_str()),
                TAG_IF(!stopping_, SIPTAG_RETRY_AFTER_STR(kOverloadRetryAfter)), TAG_END());
    nua_handle_destroy(handle);
    return;
  }
  ++untouched_;
  add(std::make_unique<Dialog>(*this, DialogId{next_incoming_}, handle, message));
  next_incoming_ += 2;
}

void Stack::on_params(const NuaEvent& event) {
  const sip_contact_t* contact = nullptr;
  tl_gets(event.tags, NTATAG_CONTACT_REF(contact), TAG_END());
  if (contact != nullptr && contact->m_url->url_port != nullptr) {
    local_.port = parse_number<std::uint16_t>(contact->m_url->url_port).value_or(local_.port);
  }
  su_root_break(root_.get());
}

// ---------------------------------------------------------------- the end

void Stack::stop(unsigned grace_ms) {
  if (stopping_) return;
  stopping_ = true;
  stop_timer_.reset(su_timer_create(su_root_task(root_.get()), 0));
  su_timer_set_interval(stop_timer_.get(), on_stop_timer, nullptr, static_cast<su_duration_t>(grace_ms));
  std::vector<Dialog*> left;
  for (const auto& [id, dialog] : dialogs_) left.push_back(dialog.get());
  const std::string reason = sip::q850_reason(kTemporaryFailure);
  for (Dialog* dialog : left) dialog->hang_up(reason, 503);
  if (left.empty()) shut_down();
}

void Stack::on_stop_timer(Stack* stack, su_timer_t*, void*) {
  while (!stack->dialogs_.empty()) stack->dialogs_.begin()->second->abandon(0, "stopped");
}

void Stack::shut_down() { nua_shutdown(nua_.get()); }

}  // namespace sipgw::sofia
