// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/sofia/stack.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
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
constexpr unsigned kNever = std::numeric_limits<unsigned>::max();
constexpr unsigned kHalfMessageMs = 30000;    // by TCP: then it is given up
constexpr char kNoDirectory[] = "/dev/null";  // Sofia shall read no certificates: Tls does
constexpr char kAllow[] = "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE";
constexpr char kAllowWithPrack[] = "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, PRACK";

}  // namespace

Stack::Stack(const SipThread::Settings& settings, const SipThread::Sinks& sinks, Counters& counters,
             TlsBoard& tls_board)
    : settings_(settings),
      policy_(settings.policy),
      sinks_(sinks),
      counters_(counters),
      memory_(counters,
              [this](DialogId dialog) {
                if (const auto found = dialogs_.find(dialog); found != dialogs_.end()) found->second->trying();
              }),
      walk_([this] { return dialogs_.size(); }),
      root_(su_root_create(this)),
      tls_(tls_board, settings.on_tls_failed, settings.connections.handshake) {
  su_root_threading(root_.get(), 0);  // nua's own part shall run in this very thread
}

Stack::~Stack() {
  dialogs_.clear();
  requests_.clear();
  counters_.dialogs = 0;
  for (const auto& endpoint : endpoints_) {
    if (!endpoint->shut_down) endpoint->leave();
  }
}

Result<std::vector<NetAddress>> Stack::open() {
  set_log_level(settings_.sofia_log_level);
  const auto listeners =
      settings_.listeners.empty() ? std::vector{sip::Listener{settings_.local}} : settings_.listeners;
  for (const sip::Listener& listener : listeners) {
    if (const Status opened = open(listener); !opened) {
      const std::string why = opened.error().text;
      close();
      return Error{"SIP cannot use " + listener.address.to_string() + ": " + why};
    }
  }
  const auto uses_tls = [](const sip::Listener& listener) { return listener.tls; };
  if (std::any_of(listeners.begin(), listeners.end(), uses_tls)) {
    set_tls(settings_.tls);
    start_tls_timer();
  }
  std::vector<NetAddress> locals;
  for (const auto& endpoint : endpoints_) locals.push_back(endpoint->local());
  return locals;
}

/// Ends with the endpoint ready, or with none.
Status Stack::open(const sip::Listener& listener) {
  if (listener.tls && (listener.udp || listener.tcp)) return Error{"TLS needs a port of its own"};
  if (Status free = probe_bind(listener); !free) return free;
  auto endpoint = std::make_unique<Endpoint>(listener, settings_.external_address);
  endpoint->own(create_nua(*endpoint));
  if (endpoint->nua() == nullptr) return Error{"Sofia-SIP does not start"};
  tls_.adopt_contexts();
  endpoints_.push_back(std::move(endpoint));
  apply_policy(*endpoints_.back());
  nua_get_params(endpoints_.back()->nua(), TAG_ANY(), TAG_END());
  su_root_run(root_.get());  // until on_params() has the address
  return ok();
}

/// Shuts down what is open while nobody has been served yet.
void Stack::close() {
  if (endpoints_.empty()) return;
  shut_down();
  su_root_run(root_.get());
}

nua_t* Stack::create_nua(const Endpoint& endpoint) {
  const std::string url = endpoint.url();
  const unsigned t1 = settings_.t1_ms;
  const auto ms = [](std::chrono::seconds time) {
    return static_cast<unsigned>(std::chrono::milliseconds(time).count());
  };
  const unsigned idle = ms(settings_.connections.idle);
  const HandleWalk::Learning learning{walk_};
  return nua_create(root_.get(), on_nua, this, NUTAG_URL(url.c_str()), NUTAG_CERTIFICATE_DIR(kNoDirectory),
                    NTATAG_MCLASS(completing_message_class()), NTATAG_MAXSIZE(kMaxMessageSize),
                    TPTAG_UDP_RMEM(kUdpReceiveBuffer), TPTAG_IDLE(idle == 0 ? kNever : idle),
                    // Requests that wait on a handshake shall be told of its failure.
                    TAG_IF(endpoint.listener().tls, TPTAG_SDWN_ERROR(1)), TPTAG_TIMEOUT(kHalfMessageMs),
                    TPTAG_KEEPALIVE(ms(settings_.connections.keepalive)), NTATAG_SIP_T1(t1), NTATAG_SIP_T2(8 * t1),
                    NTATAG_SIP_T4(10 * t1), NTATAG_SIP_T1X64(64 * t1), NTATAG_MAX_FORWARDS(70),
                    // The SDP and the decisions are the core's; the answers that cannot wait are Sofia's.
                    NUTAG_MEDIA_ENABLE(0), NUTAG_AUTOANSWER(0), NUTAG_AUTOALERT(0), NUTAG_AUTOACK(1), NUTAG_AUTO302(0),
                    NUTAG_AUTO305(0), NUTAG_RETRY_COUNT(0), NUTAG_MAX_RETRY_AFTER(0), NUTAG_EARLY_MEDIA(0),
                    NUTAG_UPDATE_REFRESH(1), NUTAG_APPL_METHOD("INVITE, UPDATE, INFO"), SIPTAG_SUPPORTED(nullptr),
                    SIPTAG_ALLOW_EVENTS(nullptr), SIPTAG_USER_AGENT_STR(settings_.user_agent.c_str()), TAG_END());
}

#define SIPGW_POLICY_TAGS(policy, supported)                                                                    \
  TAG_IF((supported).empty(), SIPTAG_SUPPORTED(nullptr)),                                                       \
      TAG_IF(!(supported).empty(), SIPTAG_SUPPORTED_STR((supported).c_str())),                                  \
      SIPTAG_ALLOW_STR((policy).prack == sip::Prack::off ? kAllow : kAllowWithPrack),                           \
      NUTAG_SESSION_TIMER((policy).session_timer == sip::SessionTimer::request ? (policy).session_expires : 0), \
      NUTAG_MIN_SE((policy).min_se), TAG_END()

void Stack::set_policy(const sip::Policy& policy) {
  policy_ = policy;
  for (const auto& endpoint : endpoints_) apply_policy(*endpoint);
}

void Stack::apply_policy(const Endpoint& endpoint) {
  const std::string supported = supported_extensions(policy_, false);
  nua_set_params(endpoint.nua(), SIPGW_POLICY_TAGS(policy_, supported));
}

void Stack::set_policy(nua_handle_t* handle, const sip::Policy& policy) const {
  if (policy == policy_) return;
  const std::string supported = supported_extensions(policy, false);
  nua_set_hparams(handle, SIPGW_POLICY_TAGS(policy, supported));
}

void Stack::set_tls(const sip::TlsSettings& settings) {
  if (const Status used = tls_.use(settings); !used) log::error(log::Category::sip, "TLS: {}", used.error().text);
}

Endpoint& Stack::endpoint_towards(const sip::NextHop& hop) {
  if (endpoints_.size() == 1) return *endpoints_.front();
  const IpAddress& peer = hop.address.ip;
  Endpoint* result = nullptr;
  for (const auto& endpoint : endpoints_) {
    if (!endpoint->reaches(peer, hop.transport)) continue;
    if (endpoint->suits(peer)) return *endpoint;
    if (result == nullptr) result = endpoint.get();
  }
  return result == nullptr ? *endpoints_.front() : *result;
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

void Stack::request(sip::Request request) {
  if (stopping_ || requests_.count(request.id) != 0) return;
  const RequestId id = request.id;
  requests_.emplace(id, std::make_unique<OutOfDialog>(*this, std::move(request)));
  requests_[id]->send();
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

void Stack::finish(const OutOfDialog& request, sip::RequestResult result) {
  auto node = requests_.extract(request.id());
  sinks_.result(std::move(result));
}

// ---------------------------------------------------------------- nua events

void Stack::on_nua(nua_event_t kind, int status, const char* phrase, nua_t* nua, Stack* stack, nua_handle_t* handle,
                   HandleUser* user, const sip_t* message, tagi_t tags[]) {
  const NuaEvent event{kind, status, phrase, message, tags};
  if (user != nullptr) return user->on_event(event);
  for (const auto& endpoint : stack->endpoints_) {
    if (endpoint->nua() == nua) return stack->on_event(*endpoint, handle, event);
  }
}

void Stack::on_event(Endpoint& endpoint, nua_handle_t* handle, const NuaEvent& event) {
  if (event.kind == nua_r_get_params) {
    on_params(endpoint, event);
  } else if (event.kind == nua_r_shutdown) {
    on_shut_down(endpoint, event.status);
  } else if (handle != nullptr && event.kind != nua_r_set_params) {
    on_unbound(endpoint, handle, event);
  }
}

/// A request outside any dialog. Sofia has made a handle for it, which is ours to destroy.
void Stack::on_unbound(Endpoint& endpoint, nua_handle_t* handle, const NuaEvent& event) {
  if (event.kind == nua_i_invite && event.status < 200 && event.message != nullptr) {
    return on_incoming_invite(endpoint, handle, *event.message);
  }
  if (event.status < 200 && (event.kind == nua_i_info || event.kind == nua_i_update)) {
    nua_respond(handle, SIP_481_NO_CALL, NUTAG_WITH_THIS(endpoint.nua()),
                SIPTAG_REASON_STR(sip::q850_reason(kTemporaryFailure).c_str()), TAG_END());
  }
  nua_handle_destroy(handle);
}

void Stack::on_incoming_invite(Endpoint& endpoint, nua_handle_t* handle, const sip_t& message) {
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
  add(std::make_unique<Dialog>(*this, endpoint, DialogId{next_incoming_}, handle, message));
  next_incoming_ += 2;
}

void Stack::on_params(Endpoint& endpoint, const NuaEvent& event) {
  const sip_contact_t* contact = nullptr;
  tl_gets(event.tags, NTATAG_CONTACT_REF(contact), TAG_END());
  if (contact != nullptr && contact->m_url->url_port != nullptr) {
    endpoint.set_port(parse_number<std::uint16_t>(contact->m_url->url_port).value_or(endpoint.local().port));
  }
  su_root_break(root_.get());
}

// ---------------------------------------------------------------- the end

void Stack::stop(unsigned grace_ms) {
  if (stopping_) return;
  stopping_ = true;
  requests_.clear();
  stop_timer_.reset(su_timer_create(su_root_task(root_.get()), 0));
  su_timer_set_interval(stop_timer_.get(), on_stop_timer, nullptr, static_cast<su_duration_t>(grace_ms));
  std::vector<Dialog*> left;
  for (const auto& [id, dialog] : dialogs_) left.push_back(dialog.get());
  const std::string reason = sip::q850_reason(kTemporaryFailure);
  for (Dialog* dialog : left) dialog->hang_up({dialog->id(), reason}, 503);
  if (left.empty()) shut_down();
}

void Stack::on_stop_timer(Stack* stack, su_timer_t*, void*) {
  while (!stack->dialogs_.empty()) stack->dialogs_.begin()->second->abandon(0, "stopped");
}

void Stack::shut_down() {
  walk_.hasten();
  for (const auto& endpoint : endpoints_) nua_shutdown(endpoint->nua());
}

void Stack::on_shut_down(Endpoint& endpoint, int status) {
  endpoint.shut_down = status >= 200;
  const auto down = [](const auto& each) { return each->shut_down; };
  if (std::all_of(endpoints_.begin(), endpoints_.end(), down)) su_root_break(root_.get());
}

// ---------------------------------------------------------------- TLS

void Stack::start_tls_timer() {
  constexpr su_duration_t kEvery = 500;  // ms
  tls_timer_.reset(su_timer_create(su_root_task(root_.get()), kEvery));
  if (tls_timer_) su_timer_run(tls_timer_.get(), on_tls_timer, nullptr);
}

void Stack::on_tls_timer(Stack* stack, su_timer_t*, void*) {
  stack->tls_.close_lingering();
  stack->tls_.warn_of_expiry();
}

}  // namespace sipgw::sofia
