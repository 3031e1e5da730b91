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

std::string described(const Call& call, const NetAddress& address, std::vector<sdp::Format> formats) {
  sdp::Session session;
  session.audio = address;
  session.formats = std::move(formats);
  session.ptime = 20;
  return sdp::write(session, origin_of(call));
}

std::string one_format(const Call& call, const NetAddress& address, const sdp::Format& format) {
  return described(call, address, {format});
}

/// The same for the MSC, whose messages have no room for a peer's very long format parameters.
std::string one_format_for_msc(const Call& call, const NetAddress& address, const sdp::Format& format) {
  auto text = one_format(call, address, format);
  if (mncc::sdp_fits(text)) return text;
  return one_format(call, address, sdp::make_format(format.codec, format.payload_type));
}

/// The peer's own text where the MSC can read it and may use all of it, else what remains of it.
std::string readable_for_msc(const Call& call, const sdp::Session& session, std::string_view text) {
  const bool whole = call.sip.session && session.formats == call.sip.session->formats;
  if (whole && sdp::msc_can_read(text)) return std::string(text);
  auto rebuilt = sdp::rebuild_for_msc(session, origin_of(call));
  return rebuilt ? std::move(*rebuilt) : std::string{};
}

}  // namespace

sdp::Session every_codec() {
  sdp::Session session;
  session.ptime = 20;
  for (const auto codec : sdp::kGsmCodecs) {
    session.formats.push_back(sdp::make_format(codec, sdp::msc_payload_type(codec)));
  }
  return session;
}

const sdp::Format* format_for_phone(const Call& call, const sdp::Session& session) {
  if (session.formats.empty()) return nullptr;
  if (call.gsm.codec == sdp::Codec::other) return &session.formats.front();
  return sdp::chosen_format(session, call.gsm.codec);
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
  const auto& config = call.config->sip;
  const bool offers = call.mobile_originated() || !call.sip.session;
  if (call.anchored) {
    const auto* agreed = peer_format(call);
    const auto& local = *call.anchored->local(Side::sip);
    if (agreed != nullptr) return one_format(call, local, *agreed);
    return described(call, local, formats_to_offer(msc_format(call), config, true));
  }
  if (call.gsm.sdp.empty()) {
    const auto own = msc_format(call);
    return described(call, *call.gsm.rtp, offers ? formats_to_offer(own, config, false) : std::vector{own});
  }
  if (call.gsm.session && !call.gsm.emergency) {
    auto allowed = with_allowed_codecs(*call.gsm.session, config.codecs);
    if (!allowed.formats.empty() && allowed.formats != call.gsm.session->formats) {
      allowed.audio = *call.gsm.rtp;
      return sdp::write(allowed, origin_of(call));
    }
  }
  if (call.gsm.session && call.gsm.session->audio.usable()) return call.gsm.sdp;
  return sdp::with_address(call.gsm.sdp, *call.gsm.rtp);
}

LocalSdp next_local_sdp(Call& call, sdp::Direction direction) {
  auto& sip = call.sip;
  auto content = sdp::with_direction(sdp_for_peer(call), direction);
  if (content == sip.local.content) return sip.local;
  if (!sip.local.content.empty()) ++sip.last_sdp_version;
  return {std::move(content), sip.last_sdp_version};
}

std::string sdp_for_setup(const Call& call) {
  if (!call.anchored && !call.sip.session) return {};  // delayed offer: no address yet
  auto session = with_allowed_codecs(call.sip.session.value_or(every_codec()), call.config->sip.codecs);
  if (!call.anchored) return readable_for_msc(call, session, call.sip.sdp);
  session.audio = *call.anchored->local(Side::msc);
  session.direction = sdp::Direction::sendrecv;
  auto rebuilt = sdp::rebuild_for_msc(session, origin_of(call));
  return rebuilt ? std::move(*rebuilt) : std::string{};
}

std::string sdp_for_msc(const Call& call) {
  if (call.anchored) return one_format_for_msc(call, *call.anchored->local(Side::msc), msc_format(call));
  if (!call.sip.session) return {};
  if (!call.sip.session->audio.usable() && call.gsm.connected_to) {
    return sdp_for_placeholder(call, *call.gsm.connected_to);  // never 0.0.0.0 to the MSC
  }
  return readable_for_msc(call, *call.sip.session, call.sip.sdp);
}

std::string sdp_for_placeholder(const Call& call, const NetAddress& address) {
  return one_format_for_msc(call, address, msc_format(call));
}

std::optional<NetAddress> rtp_target_for_msc(const Call& call) {
  if (call.anchored) return call.anchored->both_exist() ? call.anchored->local(Side::msc) : std::nullopt;
  if (!call.sip.session || !call.sip.session->audio.usable()) return std::nullopt;
  return call.sip.session->audio;
}

std::uint8_t payload_type_for_msc(const Call& call) {
  const auto* format = call.anchored ? nullptr : peer_format(call);
  return format != nullptr ? format->payload_type : call.gsm.payload_type;
}

}  // namespace sipgw::cc
