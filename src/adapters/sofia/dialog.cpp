// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/sofia/dialog.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>
#include <variant>

#include "adapters/sofia/convert.hpp"
#include "adapters/sofia/normalise.hpp"
#include "adapters/sofia/stack.hpp"
#include "base/strings.hpp"
#include "sip/headers.hpp"

namespace sipgw::sofia {
namespace {

constexpr char kSdpType[] = "application/sdp";
constexpr char k100rel[] = "100rel";
constexpr int kRequestTimeout = 408;
constexpr int kTemporaryFailure = 41, kNotImplemented = 79, kTimerExpiry = 102;  // Q.850

// Tags for an optional header or body; nua copies the strings.
#define SIPGW_SDP_TAGS(sdp) \
  TAG_IF(!(sdp).empty(), SIPTAG_CONTENT_TYPE_STR(kSdpType)), TAG_IF(!(sdp).empty(), SIPTAG_PAYLOAD_STR((sdp).c_str()))
#define SIPGW_HEADER_TAG(text) TAG_IF(!(text).empty(), SIPTAG_HEADER_STR((text).c_str()))
#define SIPGW_REASON_TAG(text) TAG_IF(!(text).empty(), SIPTAG_REASON_STR((text).c_str()))

/// A response's, or what nua has made of it when none came.
int status_of(const NuaEvent& event) {
  const bool from_peer = event.message != nullptr && event.message->sip_status != nullptr;
  return from_peer ? status_from_peer(*event.message) : event.status;
}

bool is_dtmf(std::string_view content_type) {
  const auto type = trim(take_until(content_type, ';'));
  return iequals(type, "application/dtmf-relay") || iequals(type, "application/dtmf");
}

}  // namespace

Dialog::Dialog(Stack& stack, sip::Invite invite)
    : stack_(stack),
      outgoing_(std::make_unique<Outgoing>(std::move(invite))),
      hop_(outgoing_->way.hop),
      endpoint_(stack.endpoint_towards(hop_)),
      id_(outgoing_->invite.dialog),
      state_(State::calling),
      policy_(outgoing_->invite.peer ? outgoing_->invite.peer->policy : stack.policy()),
      contact_user_(outgoing_->invite.peer ? outgoing_->invite.peer->contact_user : ""),
      local_sdp_(outgoing_->invite.sdp) {}

Dialog::Dialog(Stack& stack, Endpoint& endpoint, DialogId id, nua_handle_t* handle, const sip_t& invite)
    : stack_(stack),
      endpoint_(endpoint),
      id_(id),
      call_id_(text(invite.sip_call_id->i_id)),
      handle_(handle),
      state_(State::offered),
      policy_(stack.policy()),
      untouched_(true) {
  nua_handle_bind(handle, this);
  msg_t* packet = nua_current_request(endpoint_.nua());
  sip::IncomingInvite event = incoming_invite(id_, invite, packet);
  hop_.address = event.source;
  if (event.transport == "tcp") hop_.transport = sip::Transport::tcp;
  if (endpoint_.listener().tls) {
    hop_.transport = sip::Transport::tls;
    event.tls_names = stack_.tls().names_of(event.source);
  }
  stack_.memory().remember_incoming(id_, call_id_, invite, event.source.ip);
  stack_.emit(std::move(event));
}

Dialog::~Dialog() {
  if (handle_) nua_handle_bind(handle_.get(), nullptr);
  stack_.memory().forget(id_, call_id_);
}

std::string Dialog::contact() const { return endpoint_.contact(contact_user_, hop_.address.ip, hop_.transport); }

void Dialog::invite() {
  const auto& [invite, way, plain, min_se] = *outgoing_;
  answerer_.reset();
  if (hop_.transport == sip::Transport::tls) {
    stack_.tls().expect_name(hop_.address, invite.peer ? invite.peer->tls_name : "");
  }
  handle_.reset(nua_handle(endpoint_.nua(), this, NUTAG_URL(invite.request_uri.c_str()),
                           SIPTAG_FROM_STR(invite.from.c_str()), SIPTAG_TO_STR(invite.to.c_str()),
                           TAG_IF(!way.route.empty(), NUTAG_INITIAL_ROUTE_STR(way.route.c_str())),
                           TAG_IF(min_se != 0, NUTAG_SESSION_TIMER(std::max(min_se, policy_.session_expires))),
                           TAG_IF(min_se != 0, NUTAG_MIN_SE(min_se)), TAG_END()));
  if (!handle_) return stack_.finish(*this, refused(id_, 400, "Unusable Request-URI, From or To", nullptr));
  stack_.set_policy(handle_.get(), policy_);
  if (plain) nua_set_hparams(handle_.get(), SIPTAG_SUPPORTED(nullptr), NUTAG_SESSION_TIMER(0), TAG_END());
  if (call_id_.empty()) {
    Home home;
    const sip_call_id_t* call_id =
        invite.call_id.empty() ? sip_call_id_create(home, nullptr) : sip_call_id_make(home, invite.call_id.c_str());
    if (call_id == nullptr) return stack_.finish(*this, refused(id_, 400, "Unusable Call-ID", nullptr));
    call_id_ = text(call_id->i_id);
  }
  answer_challenges_with(invite.peer);
  stack_.memory().forget(id_, call_id_);
  stack_.memory().remember_outgoing(id_, call_id_, way.target);
  const std::string headers = header_text(invite.headers);
  // What the handle names by itself needs no tag, for which Sofia would give it a copy of all its settings.
  const bool names_more = !plain && policy_.prack == sip::Prack::supported;
  const std::string supported = names_more ? supported_extensions(policy_, true) : std::string();
  nua_invite(handle_.get(), SIPTAG_CALL_ID_STR(call_id_.c_str()), SIPTAG_CONTACT_STR(contact().c_str()),
             SIPGW_SDP_TAGS(invite.sdp), SIPGW_HEADER_TAG(headers),
             TAG_IF(!supported.empty(), SIPTAG_SUPPORTED_STR(supported.c_str())),
             TAG_IF(policy_.prack == sip::Prack::required, SIPTAG_REQUIRE_STR(k100rel)), TAG_END());
}

/// Those to requests of ours, as `peer` says. Besides them only a 422 makes nua repeat a request then, by itself and
/// not by invite_with_longer_session(); what else it would repeat for is switched off.
void Dialog::answer_challenges_with(const sip::PeerPtr& peer) {
  if (peer == nullptr || peer->credentials.username.empty() || answerer_) return;
  nua_set_hparams(handle_.get(), NUTAG_RETRY_COUNT(ChallengeAnswerer::kMostRepeats), TAG_END());
  answerer_ = std::make_unique<ChallengeAnswerer>(handle_.get(), call_id_, peer->credentials);
}

/// RFC 4028 §7.4: a 422 names the shortest session that the peer takes. Sofia would ask again by itself only along with
/// other retries, which are not wanted here.
bool Dialog::invite_with_longer_session(const NuaEvent& event) {
  constexpr unsigned kLongest = 86400;
  const bool asked = policy_.session_timer == sip::SessionTimer::request;
  if (state_ != State::calling || !asked || outgoing_->min_se != 0) return false;
  if (event.message == nullptr || event.message->sip_min_se == nullptr) return false;
  const auto min_se = event.message->sip_min_se->min_delta;
  if (min_se == 0 || min_se > kLongest) return false;
  outgoing_->min_se = static_cast<unsigned>(min_se);
  nua_handle_bind(handle_.get(), nullptr);
  invite();
  return true;
}

/// RFC 3261 §8.1.3.5: a peer that cannot bear the extensions that we name gets the INVITE once more without them. Where
/// one is required the call is not wanted without it.
bool Dialog::invite_without_extensions() {
  const bool required = policy_.prack == sip::Prack::required;
  if (state_ != State::calling || outgoing_->plain || required || supported_extensions(policy_, true).empty())
    return false;
  outgoing_->plain = true;
  nua_handle_bind(handle_.get(), nullptr);
  invite();
  return true;
}

// ---------------------------------------------------------------- events

void Dialog::on_event(const NuaEvent& event) {
  switch (static_cast<int>(event.kind)) {
    case nua_r_invite:
      return on_invite_response(event);
    case nua_i_invite:
    case nua_i_update:
      return on_peer_offer(event);
    case nua_i_ack:
      return on_ack(event);
    case nua_i_info:
      return on_info(event);
    case nua_r_info:
      return on_info_response(event);
    case nua_r_update:
      return on_update_response(event);
    case nua_i_cancel:
      peer_invite_pending_ = false;  // a cancelled re-INVITE leaves the call as it is
      if (state_ == State::offered) stack_.finish(*this, sip::Cancelled{id_, reason_of(event.message)});
      return;
    case nua_i_bye:
      return stack_.finish(*this, sip::PeerBye{id_, reason_of(event.message), user_to_user_of(event.message)});
    case nua_r_bye:
      if (event.status >= 200) abandon(end_status_ != 0 ? end_status_ : event.status, text(event.phrase));
      return;
    case nua_i_error:
      // Sofia itself sends BYE when the ACK to a 2xx never comes.
      if (state_ == State::accepted && event.status == 408) {
        end_status_ = event.status;
        state_ = State::ending;
        start_guard();
      }
      return;
    case nua_i_state: {
      int state = nua_callstate_init;
      tl_gets(event.tags, NUTAG_CALLSTATE_REF(state), TAG_END());
      if (state == nua_callstate_terminated) {
        abandon(end_status_ != 0 ? end_status_ : event.status, text(event.phrase));
      }
      return;
    }
    default:
      return;  // nothing that the core needs to know
  }
}

void Dialog::on_invite_response(const NuaEvent& event) {
  const bool initial = state_ == State::calling || state_ == State::cancelling;
  silence_.reset();
  if (event.status >= 200) {
    if (initial) return on_initial_final(event);
    if (state_ != State::established) return;
    auto result = offer_result(id_, status_of(event), event.message);
    if (refreshing_) return on_refreshed(result.status);
    if (result.status < 300 && !offered_sdp_.empty()) local_sdp_ = std::exchange(offered_sdp_, {});
    return stack_.emit(std::move(result));
  }
  if (state_ == State::calling && event.status > 100 && event.message != nullptr) {
    stack_.emit(sip::Provisional{id_, event.status, sdp_of(*event.message), text(event.message->sip_to->a_tag),
                                 user_to_user_of(event.message)});
  } else if (state_ == State::cancelling) {
    start_guard();  // only now has the CANCEL gone out
  }
}

void Dialog::trying() {
  if (state_ == State::calling) stack_.emit(sip::Provisional{id_, 100, {}});
}

void Dialog::on_initial_final(const NuaEvent& event) {
  if (event.status == 422 && invite_with_longer_session(event)) return;
  if (event.status == 420 && invite_without_extensions()) return;
  outgoing_.reset();
  if (event.status >= 300) return stack_.finish(*this, refusal(event));
  const bool wanted = state_ == State::calling;
  state_ = State::established;
  if (!wanted) return send_bye(*waiting_bye_);
  stack_.emit(sip::Answered{id_, sdp_of(*event.message), asserted_of(*event.message), wants_privacy(*event.message),
                            text(event.message->sip_to->a_tag), user_to_user_of(event.message)});
}

std::string Dialog::auth_failure(int status) const {
  if (status != 401 && status != 407) return {};
  return answerer_ ? answerer_->failure() : "no credentials";
}

sip::Refused Dialog::refusal(const NuaEvent& event) const {
  constexpr int kServiceUnavailable = 503;
  sip::Refused result = refused(id_, event.status, event.phrase, event.message);
  result.auth_failure = auth_failure(event.status);
  if (result.from_peer || hop_.transport != sip::Transport::tls) return result;
  if (const std::string why = stack_.tls().failure_since(hop_.address, begin_); !why.empty()) {
    result.status = kServiceUnavailable;
    result.phrase = "TLS failed: " + why;
  }
  return result;
}

void Dialog::on_ack(const NuaEvent& event) {
  if (state_ == State::accepted) state_ = State::established;
  if (state_ != State::established || event.message == nullptr) return;
  stack_.emit(sip::Acked{id_, sdp_of(*event.message)});
  if (waiting_bye_) send_bye(*waiting_bye_);
}

void Dialog::on_peer_offer(const NuaEvent& event) {
  if (event.status >= 200 || event.message == nullptr) return;  // Sofia has refused it: 491 or 500
  if (!is_whole(*event.message)) {
    nua_respond(handle_.get(), SIP_400_BAD_REQUEST, NUTAG_WITH_THIS(endpoint_.nua()),
                SIPTAG_REASON_STR(sip::q850_reason(kTemporaryFailure).c_str()), TAG_END());
    return;
  }
  const bool update = event.kind == nua_i_update;
  const std::string sdp = sdp_of(*event.message);
  if (update && sdp.empty()) {  // a refresh without an offer asks nothing of the core
    nua_respond(handle_.get(), SIP_200_OK, NUTAG_WITH_THIS(endpoint_.nua()), TAG_END());
    return;
  }
  if (update) {
    peer_update_.reset(msg_ref(nua_current_request(endpoint_.nua())));
  } else {
    peer_invite_pending_ = true;
  }
  stack_.emit(sip::PeerOffer{id_, update, sdp, text(event.message->sip_from->a_tag)});
}

void Dialog::on_info(const NuaEvent& event) {
  if (event.status >= 200 || event.message == nullptr) return;
  const std::string type = content_type_of(*event.message);
  if (!is_dtmf(type)) {
    nua_respond(handle_.get(), SIP_415_UNSUPPORTED_MEDIA, NUTAG_WITH_THIS(endpoint_.nua()),
                SIPTAG_ACCEPT_STR("application/dtmf-relay, application/dtmf"),
                SIPTAG_REASON_STR(sip::q850_reason(kNotImplemented).c_str()), TAG_END());
    return;
  }
  nua_respond(handle_.get(), SIP_200_OK, NUTAG_WITH_THIS(endpoint_.nua()), TAG_END());
  stack_.emit(sip::PeerInfo{id_, type, body_of(*event.message)});
}

void Dialog::on_info_response(const NuaEvent& event) {
  if (event.status < 200 || state_ != State::established) return;
  const int status = status_of(event);
  stack_.emit(sip::InfoResult{id_, status < 700 ? status : 500});  // nua's own failures are 900 and above
}

// ---------------------------------------------------------------- session timer (RFC 4028)

// Sofia keeps the time, refreshes by an UPDATE without SDP and sends BYE when the peer's refresh does not come. Its own
// way for a peer without UPDATE would be a re-INVITE without an offer, which asks the peer for a new session.

void Dialog::on_update_response(const NuaEvent& event) {
  constexpr int kTimeout = 408, kNoCall = 481;  // with these Sofia ends the dialog
  if (event.status < 300 || event.status == kTimeout || event.status == kNoCall) return;
  if (state_ != State::established || refreshing_ || local_sdp_.empty()) return;
  refreshing_ = true;
  send_offer(local_sdp_);
}

void Dialog::on_refreshed(int status) {
  constexpr int kRequestPending = 491;  // the peer has a request of its own under way, which refreshes as well
  refreshing_ = false;
  if (status >= 300 && status != kRequestPending) send_bye({id_, sip::q850_reason(kTimerExpiry)});
}

// ---------------------------------------------------------------- commands

void Dialog::on_command(const sip::Command& command) {
  untouched_ = false;
  std::visit(
      [this](const auto& value) {
        using T = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<T, sip::Respond>) {
          respond(value);
        } else if constexpr (std::is_same_v<T, sip::Cancel>) {
          hang_up({id_, value.reason});
        } else if constexpr (std::is_same_v<T, sip::Bye>) {
          hang_up(value);
        } else if constexpr (std::is_same_v<T, sip::AnswerOffer>) {
          answer_offer(value);
        } else if constexpr (std::is_same_v<T, sip::Offer>) {
          offer(value);
        } else if constexpr (std::is_same_v<T, sip::Info>) {
          send_info(value);
        } else {
          static_assert(std::is_same_v<T, sip::Invite>);  // only ever creates a dialog
        }
      },
      command);
}

void Dialog::respond(const sip::Respond& command) {
  if (state_ != State::offered || command.status < 101 || command.status > 699) return;
  if (command.peer && command.peer->policy != policy_) {
    policy_ = command.peer->policy;
    stack_.set_policy(handle_.get(), policy_);
  }
  answer_challenges_with(command.peer);
  if (command.peer) contact_user_ = command.peer->contact_user;
  const std::string headers = header_text(command.headers);
  const std::string contact = command.status < 300 ? this->contact() : std::string();
  const bool reliable = command.status < 200 && policy_.prack == sip::Prack::required;
  nua_respond(handle_.get(), command.status, phrase_of(command.status), SIPGW_SDP_TAGS(command.sdp),
              SIPGW_HEADER_TAG(headers), TAG_IF(!contact.empty(), SIPTAG_CONTACT_STR(contact.c_str())),
              TAG_IF(reliable, SIPTAG_REQUIRE_STR(k100rel)), TAG_END());
  if (command.status >= 300) return abandon(command.status, phrase_of(command.status));
  if (!command.sdp.empty()) local_sdp_ = command.sdp;
  if (command.status < 200) return;
  state_ = State::accepted;
  stack_.memory().remember_answered(id_, call_id_);
}

void Dialog::answer_offer(const sip::AnswerOffer& command) {
  const std::string headers = header_text(command.headers);
  if (command.status < 300 && !command.sdp.empty()) local_sdp_ = command.sdp;
  if (const Message update = std::move(peer_update_); update) {
    nua_respond(handle_.get(), command.status, phrase_of(command.status), NUTAG_WITH(update.get()),
                SIPGW_SDP_TAGS(command.sdp), SIPGW_HEADER_TAG(headers), TAG_END());
  } else if (std::exchange(peer_invite_pending_, false)) {
    nua_respond(handle_.get(), command.status, phrase_of(command.status), SIPGW_SDP_TAGS(command.sdp),
                SIPGW_HEADER_TAG(headers), TAG_END());
  }
}

void Dialog::offer(const sip::Offer& command) {
  if (state_ != State::established) return;
  if (refreshing_) return stack_.emit(sip::OfferResult{id_, 491, ""});
  offered_sdp_ = command.sdp;
  send_offer(command.sdp);
}

/// Sofia drops a dialog whose re-INVITE is never answered, without BYE: shortly before that it is for us to end it.
void Dialog::send_offer(const std::string& sdp) {
  nua_invite(handle_.get(), SIPGW_SDP_TAGS(sdp), TAG_END());
  stack_.memory().await_response(id_, call_id_);
  silence_.reset(su_timer_create(su_root_task(stack_.root()), 0));
  if (silence_) su_timer_set_interval(silence_.get(), on_silence, this, stack_.silence_ms());
}

void Dialog::on_silence(Stack*, su_timer_t*, void* dialog) { static_cast<Dialog*>(dialog)->end_waiting(); }

/// A peer that has said 100 may take its time.
void Dialog::end_waiting() {
  if (state_ != State::established || stack_.memory().response_came(id_, call_id_)) return;
  if (refreshing_) return on_refreshed(kRequestTimeout);
  stack_.emit(sip::OfferResult{id_, kRequestTimeout, ""});
}

void Dialog::send_info(const sip::Info& command) {
  if (state_ != State::established) return;
  nua_info(handle_.get(), SIPTAG_CONTACT(nullptr), SIPTAG_CONTENT_TYPE_STR(command.content_type.c_str()),
           SIPTAG_PAYLOAD_STR(command.body.c_str()), TAG_END());
}

// ---------------------------------------------------------------- the end

void Dialog::hang_up(sip::Bye bye, int refusal) {
  switch (state_) {
    case State::calling:
      return send_cancel(std::move(bye));
    case State::offered:
      return respond({id_, refusal, "", {{"Reason", bye.reason}}});
    case State::accepted:  // RFC 3261 §15: no BYE from the callee before the ACK
      waiting_bye_ = std::make_unique<const sip::Bye>(std::move(bye));
      return;
    case State::established:
      return send_bye(bye);
    case State::cancelling:
    case State::ending:
      return;
  }
}

void Dialog::send_cancel(sip::Bye bye) {
  state_ = State::cancelling;
  if (answerer_) answerer_->give_up_invite();
  waiting_bye_ = std::make_unique<const sip::Bye>(std::move(bye));
  start_guard();
  nua_cancel(handle_.get(), SIPGW_REASON_TAG(waiting_bye_->reason), TAG_END());  // nta waits with it for the first 1xx
}

void Dialog::send_bye(const sip::Bye& bye) {
  state_ = State::ending;
  start_guard();
  const std::string headers = header_text(bye.headers);
  nua_bye(handle_.get(), SIPTAG_CONTACT(nullptr), SIPGW_REASON_TAG(bye.reason), SIPGW_HEADER_TAG(headers), TAG_END());
}

void Dialog::abandon(int status, std::string text) { stack_.finish(*this, sip::Ended{id_, status, std::move(text)}); }

void Dialog::start_guard() {
  guard_.reset(su_timer_create(su_root_task(stack_.root()), 0));
  if (guard_) su_timer_set_interval(guard_.get(), on_guard, this, stack_.guard_ms());
}

void Dialog::on_guard(Stack*, su_timer_t*, void* dialog) {
  static_cast<Dialog*>(dialog)->abandon(408, "No final response");
}

}  // namespace sipgw::sofia
