// SPDX-License-Identifier: AGPL-3.0-or-later
// Calls to the phone: INVITE to SETUP_REQ, and the phone's answer back.
#include <algorithm>
#include <utility>

#include "cc/call_sdp.hpp"
#include "cc/core_impl.hpp"
#include "cc/gsm_messages.hpp"
#include "sdp/answer.hpp"
#include "sdp/sdp.hpp"
#include "sip/headers.hpp"

namespace sipgw::cc {

using log::Category;
using log::Level;
using Side = AnchoredMedia::Side;

namespace {

constexpr MscId kOnlyMsc{0};
constexpr std::uint8_t kAllowed = 0, kNetworkProvided = 3;
constexpr unsigned kRetryWhileDraining = 60;
constexpr int kForbidden = 403, kExtensionRequired = 421;
constexpr int kCallRejected = 21, kInterworking = 127, kIncompatibleMediaFormat = 305;

bool is_imsi(std::string_view digits) {
  return (digits.size() == 14 || digits.size() == 15) &&
         digits.find_first_not_of("0123456789") == std::string_view::npos;
}

/// P-Asserted-Identity before From.
mncc::Number calling_number(const sip::IncomingInvite& invite) {
  auto number = presented_number(invite.asserted ? invite.asserted->user : invite.from.user, invite.wants_privacy);
  if (invite.asserted) number.screen = kNetworkProvided;
  return number;
}

void take_invite(Call& call, const sip::IncomingInvite& invite) {
  call.sip.call_id = invite.call_id;
  call.sip.remote = invite.source;
  (call.config->use_imsi ? call.gsm.imsi : call.gsm.called) = sip::dialable(invite.request_uri.user).value_or("");
  call.gsm.calling_party = calling_number(invite);
  call.gsm.calling = digits_of(call.gsm.calling_party);
}

}  // namespace

/// The checks in the order in which a caller would want to hear of them; nothing: the call may begin.
std::optional<Core::Impl::Refusal> Core::Impl::refuse_mt(const sip::IncomingInvite& invite) {
  if (std::find(remotes_.begin(), remotes_.end(), invite.source.ip) == remotes_.end()) {
    ++refused_sources_;
    return Refusal{kForbidden,
                   "unknown source " + invite.source.to_string() + "; to admit it: sip / remote " +
                       invite.source.ip.to_string() + " " + std::to_string(config_->sip.remote_port),
                   kCallRejected,
                   {},
                   {}};
  }
  const auto reconnect = static_cast<unsigned>(config_->mncc.reconnect_interval.count());
  if (shutting_down_) return Refusal{503, "the gateway is stopping", 41, {}, reconnect};
  if (draining_) return Refusal{503, "the gateway takes no new calls (drain)", 42, {}, kRetryWhileDraining};
  const auto msc = mscs_.find(kOnlyMsc);
  if (msc == mscs_.end() || !msc->second.up) return Refusal{503, "no connection to the MSC", 41, {}, reconnect};
  if (config_->sip.policy.prack == sip::Prack::required && !invite.supports_100rel) {
    return Refusal{kExtensionRequired, "the peer does without reliable provisional responses", kInterworking, {}, {}};
  }
  const auto called = sip::dialable(invite.request_uri.user);
  if (!called || !(config_->use_imsi ? is_imsi(*called) : is_number(*called))) {
    return Refusal{484, "called number in the Request-URI is not usable", 28, {}, {}};
  }
  counters_.unusable_bodies += invite.unusable_body;
  if (invite.unusable_body) return Refusal{415, "a body that holds no SDP", 79, {}, {}};
  return std::nullopt;
}

/// Direct where the peer's payload types suit the MSC, else anchored where an MGW is there. Without an offer nothing
/// speaks against what is configured.
std::optional<Core::Impl::Refusal> Core::Impl::choose_mt_media(const sdp::Session* offer, MediaMode& media) const {
  const auto& config = *config_;
  const bool mgw_up = usable_mgw(config) != nullptr;
  media = config.sip.media;
  if (media == MediaMode::anchor) {
    if (!mgw_up) return Refusal{503, "the MGW does not answer", 47, {}, {}};
    if (offer != nullptr && sdp::speech_versions(*offer).empty())
      return Refusal{488, "no GSM codec in the offer", 65, kIncompatibleMediaFormat, {}};
    return std::nullopt;
  }
  if (offer == nullptr) return std::nullopt;
  if (!offer->audio.usable() && (offer->audio.port == 0 || !offer->holds_by_address())) {
    return Refusal{488, "no usable media address in the offer", 65, kIncompatibleMediaFormat, {}};
  }
  if (config.sip.pt_mismatch == PtMismatch::allow) return std::nullopt;
  if (sdp::speech_versions(*offer).empty())
    return Refusal{488, "no GSM codec in the offer", 65, kIncompatibleMediaFormat, {}};
  if (mscs_.at(kOnlyMsc).sends_sdp) return std::nullopt;
  const bool fits = std::any_of(sdp::kGsmCodecs.begin(), sdp::kGsmCodecs.end(), [&](sdp::Codec codec) {
    return sdp::offers_codec_on(*offer, codec, sdp::msc_payload_type(codec));
  });
  if (fits) return std::nullopt;
  if (!mgw_up)
    return Refusal{488, "no GSM codec on the payload type that the MSC uses", 65, kIncompatibleMediaFormat, {}};
  media = MediaMode::anchor;
  return std::nullopt;
}

void Core::Impl::refuse(const sip::IncomingInvite& invite, const Refusal& refusal) {
  ++counters_.mt_refused;
  sip::Respond response{invite.dialog, refusal.status, {}, {}};
  if (refusal.cause) response.headers.emplace_back("Reason", sip::q850_reason(*refusal.cause));
  if (refusal.warning) {
    response.headers.emplace_back("Warning", std::to_string(*refusal.warning) + " osmo-sipgw \"" + refusal.why + "\"");
  }
  if (refusal.status == kExtensionRequired) response.headers.emplace_back("Require", "100rel");
  if (refusal.retry_after) response.headers.emplace_back("Retry-After", std::to_string(*refusal.retry_after));
  const std::string refused = " refused with " + std::to_string(refusal.status) + ": " + refusal.why;
  if (refusal.status == kForbidden) {  // a stranger's is no call: it leaves no record
    out_->push_back(SendSip{CallId{}, std::move(response)});
    return log_limited(refused_source_log_, "INVITE" + refused);
  }
  auto attempt = begin_attempt(Direction::mobile_terminated);
  take_invite(attempt, invite);
  note(attempt, sip::Event{invite});
  send(attempt, std::move(response));
  log_limited(refused_invite_log_, parties(attempt) + refused);
  end_attempt(attempt, {refusal.cause.value_or(kInterworking), 1, EndedBy::gateway, refusal.why});
}

void Core::Impl::begin_mt(const sip::IncomingInvite& invite) {
  if (const auto refusal = refuse_mt(invite)) return refuse(invite, *refusal);
  std::optional<sdp::Session> offer;
  if (!invite.sdp.empty()) {
    auto parsed = read_sdp(invite.sdp);
    if (!parsed)
      return refuse(invite, {488, "no usable offer: " + parsed.error().text, 65, kIncompatibleMediaFormat, {}});
    offer = std::move(*parsed);
  }
  MediaMode media{};
  if (const auto refusal = choose_mt_media(offer ? &*offer : nullptr, media)) return refuse(invite, *refusal);

  auto& call = calls_.create(Direction::mobile_terminated);
  ++counters_.mt_calls;
  call.config = config_;
  call.began = now_;
  calls_.set_dialog(call, invite.dialog);
  calls_.set_callref(call, kOnlyMsc, next_callref(kOnlyMsc));
  call.sip.fsm.enter(SipState::incoming);
  take_invite(call, invite);
  note(call, sip::Event{invite});
  call.sip.sdp = invite.sdp;
  if (offer) call.hold.peer = sdp::direction_of(*offer);
  call.sip.session = std::move(offer);
  if (config_->use_imsi) calls_.set_imsi(call, call.gsm.imsi);
  log(Category::call, Level::info, call, parties(call));
  if (!invite.global_call_ref.empty()) {
    call.gsm.gcr = parse_gcr(invite.global_call_ref);
    if (!call.gsm.gcr)
      log(Category::call, Level::notice, call, std::string(kGcrHeader) + " ignored: not 13 to 16 octets");
  }
  start_timer(call, TimerKind::no_answer);
  if (media == MediaMode::anchor) anchor(call);
  advance(call);
}

Callref Core::Impl::next_callref(MscId msc) {
  do {
    last_callref_ = (last_callref_ + 1) & 0x7fffffff;
  } while (last_callref_ == 0 || calls_.find(msc, last_callref_) != nullptr);
  return last_callref_;
}

void Core::Impl::advance_mt(Call& call) {
  auto& gsm = call.gsm;
  if (gsm.fsm.state() == GsmState::null) {
    if (call.anchored && !call.anchored->both_exist()) return;
    return send_setup(call);
  }
  if (!gsm.rtp) return;
  if (call.sip.session && !answer_fits(call)) return;
  if (call.anchored) {
    call.anchored->want_remote(Side::msc, {*gsm.rtp, msc_format(call)});
    if (call.sip.session && call.sip.session->audio.usable())
      call.anchored->want_remote(Side::sip, {call.sip.session->audio, *peer_format(call)});
  }
  connect_rtp(call);
  const bool held_from_the_start = !call.anchored && call.sip.session;  // the offer came with c=0.0.0.0
  if (!gsm.connected_to && held_from_the_start) send_placeholder(call);
  if (call.answer_pending) pass_answer_to_peer(call);
}

void Core::Impl::send_setup(Call& call) {
  auto& gsm = call.gsm;
  auto setup = plain(mncc::Type::setup_req, gsm);
  setup.called = number_from(gsm.called);
  setup.calling = gsm.calling_party;
  setup.imsi = gsm.imsi;
  setup.sdp = sdp_for_setup(call);
  setup.gcr = gcr_for_msc(call);
  gsm.bearer_cap.speech_versions = sdp::speech_versions(call.sip.session ? *call.sip.session : every_codec());
  if (gsm.bearer_cap.speech_versions.empty()) gsm.bearer_cap = full_rate_bearer();
  setup.bearer_cap = gsm.bearer_cap;
  send(call, std::move(setup));
  gsm.fsm.enter(GsmState::call_present);
  start_timer(call, TimerKind::call_conf);
}

/// The peer's, unless the MSC would drop a message that carries one.
std::optional<Gcr> Core::Impl::gcr_for_msc(const Call& call) {
  const auto mode = call.config->mncc.gcr;
  auto& msc = mscs_[call.gsm.msc];
  if (!call.gsm.gcr || mode == GcrMode::off) return std::nullopt;
  if (mode == GcrMode::on || msc.extended) return call.gsm.gcr;
  if (!std::exchange(msc.gcr_left_out, true)) {
    log(Category::mncc, Level::notice, call,
        "global call references are not passed on: an MSC up to 1.9 would drop the call; later ones: mncc / gcr on");
  }
  return std::nullopt;
}

/// An MSC up to 1.10 uses its own payload types whatever it is told.
bool Core::Impl::payload_type_suits(const Call& call, const sdp::Session& session) const {
  const auto& gsm = call.gsm;
  const auto msc = mscs_.find(gsm.msc);
  const bool follows_sdp = msc != mscs_.end() && msc->second.sends_sdp;
  return call.anchored || follows_sdp || call.config->sip.pt_mismatch == PtMismatch::allow ||
         gsm.codec == sdp::Codec::other || sdp::offers_codec_on(session, gsm.codec, gsm.payload_type);
}

/// Does the phone's answer suit the peer's offer? False: the call had to be released.
bool Core::Impl::answer_fits(Call& call) {
  if (peer_format(call) == nullptr) {
    release(call, {65, 1, EndedBy::gateway, "the phone's codec is not in the peer's offer"});
    return false;
  }
  if (call.answered || payload_type_suits(call, *call.sip.session)) return true;
  if (usable_mgw(*call.config) != nullptr) {
    anchor(call);
    return true;
  }
  release(call, {65, 1, EndedBy::gateway, "the peer's payload type is not the one that the MSC uses"});
  return false;
}

void Core::Impl::pass_answer_to_peer(Call& call) {
  want_media(call);
  if (call.anchored && !call.anchored->settled()) return;
  const bool delayed_offer = !call.sip.session;
  if (!call.gsm.connected_to && !delayed_offer && !call.gsm.shares_stream) return;
  send(call, plain(mncc::Type::setup_compl_req, call.gsm));
  call.gsm.fsm.enter(GsmState::active);
  call.sip.local = next_local_sdp(call, sdp::answer_direction(call.hold.peer, call.hold.by_phone));
  call.sip.answer_awaited = delayed_offer;
  sip::Respond answer{call.sip.dialog, 200, call.sip.local.text(), {}};
  if (call.connected && call.connected->present == kAllowed && is_number(call.connected->digits)) {
    answer.headers.emplace_back("P-Asserted-Identity",
                                sip::name_addr({}, digits_of(*call.connected), local_host(call.sip.remote.ip)));
  }
  send(call, std::move(answer));
  call.sip.fsm.enter(SipState::answered);
  stop_timer(call, TimerKind::rtp_create);
  call.answer_pending = false;
  answered(call);
}

}  // namespace sipgw::cc
