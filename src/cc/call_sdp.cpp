// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cc/call_sdp.hpp"

#include "cc/codec_choice.hpp"
#include "mncc/codec.hpp"
#include "sdp/answer.hpp"
#include "sdp/sdp.hpp"

namespace sipgw::cc {

namespace {

using Side = AnchoredMedia::Side;

sdp::Origin origin_of(const Call& call) { return {call.id.value, 1}; }

sdp::Session described(const NetAddress& address, std::vector<sdp::Format> formats) {
  sdp::Session session;
  session.audio = address;
  session.formats = std::move(formats);
  session.ptime = 20;
  return session;
}

std::string for_peer(const Call& call, const NetAddress& address, std::vector<sdp::Format> formats) {
  return sdp::write(described(address, std::move(formats)), origin_of(call));
}

/// The same for the MSC, whose messages have no room for a peer's very long format parameters.
std::string one_format_for_msc(const Call& call, const NetAddress& address, const sdp::Format& format) {
  auto text = sdp::write_for_msc(described(address, {format}), origin_of(call));
  if (mncc::sdp_fits(text)) return text;
  return sdp::write_for_msc(described(address, {sdp::make_format(format.codec, format.payload_type)}), origin_of(call));
}

/// The peer's own text where the MSC can read it and may use all of it, else what remains of it.
std::string readable_for_msc(const Call& call, const sdp::Session& session) {
  const bool whole = call.sip.session && session.formats == call.sip.session->formats;
  if (whole && sdp::msc_can_read(call.sip.sdp, session)) return call.sip.sdp;
  auto rebuilt = sdp::rebuild_for_msc(session, origin_of(call));
  return rebuilt ? std::move(*rebuilt) : std::string{};
}

sdp::Session every_codec() {
  sdp::Session session;
  session.ptime = 20;
  for (const auto codec : sdp::kGsmCodecs) {
    session.formats.push_back(sdp::make_format(codec, sdp::msc_payload_type(codec)));
  }
  return session;
}

}  // namespace

sdp::Session codecs_for_phone(const Call& call) {
  return with_allowed_codecs(call.sip.session.value_or(every_codec()), call.trunk->codecs);
}

const sdp::Format* format_for_phone(const Call& call, const sdp::Session& session) {
  if (session.formats.empty()) return nullptr;
  if (call.gsm.codec == sdp::Codec::other) return &session.formats.front();
  return sdp::chosen_format(session, call.gsm.codec, call.gsm.payload_type);
}

const sdp::Format* peer_format(const Call& call) {
  return call.sip.session ? format_for_phone(call, *call.sip.session) : nullptr;
}

sdp::Format msc_format(const Call& call) {
  if (call.gsm.session) {
    if (const auto* format = call.gsm.session->find(call.gsm.codec)) return *format;
  }
  return sdp::make_format(call.gsm.codec, call.gsm.payload_type);
}

std::string sdp_for_peer(const Call& call) {
  const auto& trunk = *call.trunk;
  const bool offers = call.mobile_originated() || !call.sip.session;
  if (call.anchored) {
    const auto* agreed = peer_format(call);
    const auto& local = *call.anchored->local(Side::sip);
    if (agreed != nullptr) return for_peer(call, local, {*agreed});
    return for_peer(call, local, formats_to_offer(msc_format(call), trunk, true));
  }
  const auto& gsm = call.gsm;
  const bool names_codec = gsm.codec == sdp::Codec::other || !gsm.session || gsm.session->find(gsm.codec) != nullptr;
  if (gsm.sdp.empty() || !names_codec) {
    const auto own = msc_format(call);
    return for_peer(call, *gsm.rtp, offers ? formats_to_offer(own, trunk, false) : std::vector{own});
  }
  if (gsm.session && !gsm.emergency) {
    auto allowed = with_allowed_codecs(*gsm.session, trunk.codecs);
    if (!allowed.formats.empty() && allowed.formats != gsm.session->formats) {
      allowed.audio = *gsm.rtp;
      return sdp::write(allowed, origin_of(call));
    }
  }
  if (gsm.session && gsm.session->audio == *gsm.rtp) return gsm.sdp;
  return sdp::with_address(gsm.sdp, *gsm.rtp);
}

LocalSdp next_local_sdp(Call& call, sdp::Direction direction) {
  auto& sip = call.sip;
  auto content = sdp::with_direction(sdp_for_peer(call), direction);
  if (content == sip.local.content) return sip.local;
  if (!sip.local.content.empty()) ++sip.last_sdp_version;
  content.shrink_to_fit();  // it is kept as long as the call
  return {std::move(content), sip.last_sdp_version, direction};
}

std::string sdp_offered_to_msc(const Call& call, const sdp::Session& session) {
  auto rebuilt = sdp::rebuild_for_msc(session, origin_of(call));
  return rebuilt ? std::move(*rebuilt) : std::string{};
}

std::string sdp_for_setup(const Call& call) {
  if (!call.anchored && !call.sip.session) return {};  // delayed offer: no address yet
  auto session = codecs_for_phone(call);
  if (!call.anchored) return readable_for_msc(call, session);
  session.audio = *call.anchored->local(Side::msc);
  session.direction = sdp::Direction::sendrecv;
  return sdp_offered_to_msc(call, session);
}

std::string sdp_for_msc(const Call& call) {
  if (call.anchored) return one_format_for_msc(call, *call.anchored->local(Side::msc), msc_format(call));
  if (!call.sip.session) return {};
  if (!call.sip.session->audio.usable() && call.gsm.connected_to) {
    return sdp_for_placeholder(call, *call.gsm.connected_to);  // never 0.0.0.0 to the MSC
  }
  return readable_for_msc(call, *call.sip.session);
}

std::string sdp_for_placeholder(const Call& call, const NetAddress& address) {
  return one_format_for_msc(call, address, msc_format(call));
}

std::optional<NetAddress> rtp_target_for_msc(const Call& call) {
  if (call.anchored) return call.anchored->both_exist() ? call.anchored->local(Side::msc) : std::nullopt;
  const bool known = call.sip.session && call.sip.session->audio.usable() && peer_format(call) != nullptr;
  return known ? std::optional(call.sip.session->audio) : std::nullopt;
}

std::uint8_t payload_type_for_msc(const Call& call) {
  const auto* format = call.anchored ? nullptr : peer_format(call);
  return format != nullptr ? format->payload_type : call.gsm.payload_type;
}

}  // namespace sipgw::cc
