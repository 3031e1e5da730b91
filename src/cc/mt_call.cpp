// SPDX-License-Identifier: AGPL-3.0-or-later
// Calls to the phone: INVITE to SETUP_REQ, and the phone's answer back.
#include <algorithm>
#include <utility>

#include "cc/call_sdp.hpp"
#include "cc/codec_choice.hpp"
#include "cc/core_impl.hpp"
#include "cc/gsm_messages.hpp"
#include "cc/trunk_match.hpp"
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
constexpr unsigned kRetryWhileDraining = 60, kRetryWhenFull = 5;
constexpr int kForbidden = 403, kExtensionRequired = 421;
constexpr int kCongestion = 42, kCallRejected = 21, kInterworking = 127, kIncompatibleMediaFormat = 305;

bool is_imsi(std::string_view digits) {
  return (digits.size() == 14 || digits.size() == 15) &&
         digits.find_first_not_of("0123456789") == std::string_view::npos;
}

mncc::Number calling_number(const sip::IncomingInvite& invite, CallingFrom first) {
  const sip::Party* asserted = nullptr;
  if (first != CallingFrom::from && invite.remote_party) asserted = &*invite.remote_party;
  if (first == CallingFrom::pai && invite.asserted) asserted = &*invite.asserted;
  auto number = presented_number(asserted != nullptr ? asserted->user : invite.from.user, invite.wants_privacy);
  if (asserted != nullptr) number.screen = kNetworkProvided;
  return number;
}

std::optional<std::string> called_number(const sip::IncomingInvite& invite, CalledFrom where) {
  switch (where) {
    case CalledFrom::to:
      return sip::dialable(invite.to.user);
    case CalledFrom::p_called_party_id:
      if (invite.called_party) return sip::dialable(invite.called_party->user);
      break;
    case CalledFrom::ruri:
      break;
  }
  return sip::dialable(invite.request_uri.user);
}

void take_invite(Call& call, const sip::IncomingInvite& invite) {
  call.sip.remote = invite.source;
  const auto& config = *call.config;
  (config.use_imsi ? call.gsm.imsi : call.gsm.called) = called_number(invite, call.trunk->called_from).value_or("");
  if (invite.diverted_by) call.gsm.redirecting = presented_number(invite.diverted_by->user, invite.diversion_withheld);
  call.set_up->calling_party = calling_number(invite, call.trunk->calling_from);
  call.gsm.calling = digits_of(call.set_up->calling_party);
}

}  // namespace

/// The checks in the order in which a caller would want to hear of them; nothing: the call may begin.
std::optional<Core::Impl::Refusal> Core::Impl::refuse_mt(const sip::IncomingInvite& invite, const TrunkConfig* trunk) {
  if (trunk == nullptr) {
    note_stranger(invite.source.ip);
    return Refusal{kForbidden,
                   "unknown source " + invite.source.to_string() + "; to admit it: sip / remote " +
                       invite.source.ip.to_string() + " " + std::to_string(config_->default_trunk().remote_port),
                   kCallRejected,
                   {},
                   {}};
  }
  const auto reconnect = static_cast<unsigned>(config_->mncc.reconnect_interval.count());
  if (shutting_down_) return Refusal{503, "the gateway is stopping", 41, {}, reconnect};
  if (trunk->shutdown) return Refusal{503, "the trunk " + trunk->name + " is shut down", 42, {}, kRetryWhileDraining};
  if (draining_) return Refusal{503, "the gateway takes no new calls (drain)", 42, {}, kRetryWhileDraining};
  const auto msc = mscs_.find(kOnlyMsc);
  if (msc == mscs_.end() || !msc->second.up) return Refusal{503, "no connection to the MSC", 41, {}, reconnect};
  if (trunk->policy.prack == sip::Prack::required && !invite.supports_100rel) {
    return Refusal{kExtensionRequired, "the peer does without reliable provisional responses", kInterworking, {}, {}};
  }
  const auto called = called_number(invite, trunk->called_from);
  if (!called || !(config_->use_imsi ? is_imsi(*called) : is_number(*called))) {
    return Refusal{484, "the called number is not usable", 28, {}, {}};
  }
  counters_.unusable_bodies += invite.unusable_body;
  if (invite.unusable_body) return Refusal{415, "a body that holds no SDP", 79, {}, {}};
  return std::nullopt;
}

/// Direct where the peer's payload types suit the MSC, else anchored where an MGW is there. Without an offer nothing
/// speaks against what is configured.
std::optional<Core::Impl::Refusal> Core::Impl::choose_mt_media(const sdp::Session* offer, const TrunkConfig& trunk,
                                                               MediaMode& media) const {
  const auto& config = *config_;
  const bool mgw_up = usable_mgw(config).has_value();
  const bool without_codec =
      offer != nullptr && sdp::speech_versions(with_allowed_codecs(*offer, trunk.codecs)).empty();
  media = trunk.media;
  if (media == MediaMode::anchor) {
    if (!mgw_up) return Refusal{503, "the MGW does not answer", 47, {}, {}};
    if (without_codec) return Refusal{488, "no GSM codec in the offer", 65, kIncompatibleMediaFormat, {}};
    return std::nullopt;
  }
  if (offer == nullptr) return std::nullopt;
  if (!offer->audio.usable() && (offer->audio.port == 0 || !offer->holds_by_address())) {
    return Refusal{488, "no usable media address in the offer", 65, kIncompatibleMediaFormat, {}};
  }
  const bool any_number = trunk.pt_mismatch == PtMismatch::allow;
  const bool any_codec = any_number && trunk.codecs.empty();  // as osmo-sip-connector does
  if (without_codec && !any_codec) return Refusal{488, "no GSM codec in the offer", 65, kIncompatibleMediaFormat, {}};
  if (any_number || follows_sdp(kOnlyMsc)) return std::nullopt;
  const bool fits = std::any_of(sdp::kGsmCodecs.begin(), sdp::kGsmCodecs.end(), [&](sdp::Codec codec) {
    return is_allowed(codec, trunk.codecs) && sdp::offers_codec_on(*offer, codec, sdp::msc_payload_type(codec));
  });
  if (fits) return std::nullopt;
  if (!mgw_up)
    return Refusal{488, "no GSM codec on the payload type that the MSC uses", 65, kIncompatibleMediaFormat, {}};
  media = MediaMode::anchor;
  return std::nullopt;
}

void Core::Impl::refuse(const sip::IncomingInvite& invite, const TrunkConfig* trunk, const Refusal& refusal) {
  ++counters_.mt_refused;
  sip::Respond response{invite.dialog, refusal.status, {}, {}};
  if (refusal.cause) response.headers.emplace_back("Reason", sip::q850_reason(*refusal.cause));
  if (refusal.warning) {
    response.headers.emplace_back("Warning", std::to_string(*refusal.warning) + " osmo-sipgw \"" + refusal.why + "\"");
  }
  if (refusal.status == kExtensionRequired) response.headers.emplace_back("Require", "100rel");
  if (refusal.retry_after) response.headers.emplace_back("Retry-After", std::to_string(*refusal.retry_after));
  const std::string refused = " refused with " + std::to_string(refusal.status) + ": " + refusal.why;
  if (trunk == nullptr) {  // a stranger's is no call: it leaves no record
    out_->push_back(SendSip{CallId{}, std::move(response)});
    return log_limited(refused_source_log_, "INVITE" + refused);
  }
  auto attempt = begin_attempt(Direction::mobile_terminated, *trunk);
  take_invite(attempt, invite);
  note(attempt, sip::Event{invite});
  send(attempt, std::move(response));
  log_limited(refused_invite_log_, parties(attempt) + refused);
  end_attempt(attempt, {refusal.cause.value_or(kInterworking), 1, EndedBy::gateway, refusal.why});
}

void Core::Impl::begin_mt(const sip::IncomingInvite& invite) {
  const auto* trunk = trunk_of(invite, *config_, trunks_);
  if (trunk == nullptr) trunk = trunk_for_strangers();
  if (const auto refusal = refuse_mt(invite, trunk)) return refuse(invite, trunk, *refusal);
  std::optional<sdp::Session> offer;
  if (!invite.sdp.empty()) {
    auto parsed = read_sdp(invite.sdp);
    if (!parsed)
      return refuse(invite, trunk, {488, "no usable offer: " + parsed.error().text, 65, kIncompatibleMediaFormat, {}});
    offer = std::move(*parsed);
  }
  MediaMode media{};
  if (const auto refusal = choose_mt_media(offer ? &*offer : nullptr, *trunk, media))
    return refuse(invite, trunk, *refusal);
  auto over = over_limit(kOnlyMsc);
  if (!over) over = over_limit(*trunk);
  if (over) return refuse(invite, trunk, {503, *over, kCongestion, {}, kRetryWhenFull});

  auto& call = calls_.create(Direction::mobile_terminated);
  ++counters_.mt_calls;
  call.config = config_;
  call.began = now_;
  calls_.set_dialog(call, invite.dialog);
  calls_.set_callref(call, kOnlyMsc, next_callref(kOnlyMsc));
  count_begin(call);
  take_trunk(call, *trunk);
  call.sip.fsm.enter(SipState::incoming);
  call.sip.peer = trunks_.peer(trunk->name);
  take_invite(call, invite);
  note(call, sip::Event{invite});
  call.set_up->caller_info = user_info_from_peer(call, invite.user_to_user);
  call.sip.sdp = invite.sdp;
  if (offer) call.hold.peer = sdp::direction_of(*offer);
  call.sip.session = std::move(offer);
  if (config_->use_imsi) calls_.set_imsi(call, call.gsm.imsi);
  log(Category::call, Level::info, call, [&] { return parties(call); });
  if (!invite.global_call_ref.empty()) {
    call.gsm.gcr = parse_gcr(invite.global_call_ref);
    if (!call.gsm.gcr)
      log(Category::call, Level::notice, call, std::string(kGcrHeader) + " ignored: not 13 to 16 octets");
  }
  start_timer(call, TimerKind::no_answer);
  if (media == MediaMode::anchor) anchor(call, *usable_mgw(*config_));
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
  if (!assignment_fits(call)) return;
  if (call.anchored) call.anchored->want_remote(Side::msc, {*gsm.rtp, msc_format(call)});
  want_peer_remote(call);
  connect_rtp(call);
  const bool held_from_the_start = !call.anchored && peer_format(call) != nullptr;  // the offer came with c=0.0.0.0
  if (!gsm.connected_to && held_from_the_start) send_placeholder(call);
  if (call.answer_pending) pass_answer_to_peer(call);
}

void Core::Impl::send_setup(Call& call) {
  auto& gsm = call.gsm;
  auto setup = plain(mncc::Type::setup_req, gsm);
  setup.called = number_from(gsm.called);
  setup.calling = call.set_up->calling_party;
  setup.redirecting = gsm.redirecting;
  setup.useruser = call.set_up->caller_info;
  setup.imsi = gsm.imsi;
  setup.sdp = sdp_for_setup(call);
  setup.gcr = gcr_for_msc(call);
  gsm.bearer_cap.speech_versions = sdp::speech_versions(choice_for_phone(call));
  if (gsm.bearer_cap.speech_versions.empty()) gsm.bearer_cap = full_rate_bearer();
  setup.bearer_cap = gsm.bearer_cap;
  send(call, std::move(setup));
  call.set_up->request_sent = now_;
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

bool Core::Impl::follows_sdp(MscId id) const {
  const auto msc = mscs_.find(id);
  switch (config_->mncc.dialect) {
    case Dialect::automatic:
      return msc != mscs_.end() && msc->second.sends_sdp;
    case Dialect::legacy:
      return false;
    case Dialect::sdp:
      return true;
  }
  return false;
}

/// An MSC up to 1.10 uses its own payload types whatever it is told. An emergency call is not given up for that.
bool Core::Impl::payload_types_are_fixed(const Call& call) const {
  return !call.anchored && !follows_sdp(call.gsm.msc) && !call.gsm.emergency &&
         call.trunk->pt_mismatch == PtMismatch::reject;
}

bool Core::Impl::payload_type_suits(const Call& call, const sdp::Session& session) const {
  const auto& gsm = call.gsm;
  return !payload_types_are_fixed(call) || gsm.codec == sdp::Codec::other ||
         sdp::offers_codec_on(session, gsm.codec, gsm.payload_type);
}

/// What the phone may choose from: the peer's offer, without what it could not be anchored for.
sdp::Session Core::Impl::choice_for_phone(const Call& call) const {
  auto choice = codecs_for_phone(call);
  if (!payload_types_are_fixed(call) || usable_mgw(*call.config)) return choice;
  const auto offer = choice;
  std::erase_if(choice.formats, [&](const sdp::Format& format) {
    return !sdp::offers_codec_on(offer, format.codec, sdp::msc_payload_type(format.codec));
  });
  return choice;
}

/// Does what the MSC has assigned suit the peer's session, or can we still offer it? False: the call had to be
/// released.
bool Core::Impl::assignment_fits(Call& call) {
  const auto state = call.sip.fsm.state();
  if (!call.sip.session || state == SipState::answered || state == SipState::confirmed) return true;
  if (peer_format(call) == nullptr) {
    release(call, {65, 1, EndedBy::gateway, "the phone's codec is not in the peer's session"});
    return false;
  }
  if (call.mobile_originated() || payload_type_suits(call, *call.sip.session)) return true;
  if (const auto mgw = usable_mgw(*call.config)) {
    anchor(call, *mgw);
    return true;
  }
  release(call, {65, 1, EndedBy::gateway, "the peer's payload type is not the one that the MSC uses"});
  return false;
}

void Core::Impl::pass_ringing_to_peer(Call& call, const mncc::Signalling& alert) {
  call.sip.fsm.enter(SipState::ringing);
  sip::Respond ringing{call.sip.dialog, 180, {}, {}};
  tell_user_info(call, alert.useruser, ringing.headers);
  send(call, std::move(ringing));
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
  const auto& connected = call.set_up->connected;
  if (connected && connected->present == kAllowed && is_number(connected->digits)) {
    answer.headers.emplace_back("P-Asserted-Identity",
                                sip::name_addr({}, digits_of(*connected), local_host(call.sip.remote.ip)));
  }
  tell_user_info(call, call.set_up->called_info, answer.headers);
  send(call, std::move(answer));
  call.sip.fsm.enter(SipState::answered);
  stop_timer(call, TimerKind::rtp_create);
  call.answer_pending = false;
  answered(call);
}

}  // namespace sipgw::cc
