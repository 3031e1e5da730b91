// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sim/msc_messages.hpp"

#include "sdp/sdp.hpp"

namespace sipgw::sim {
namespace {

constexpr std::uint8_t kIsdnPlan = 1;
constexpr std::uint8_t kInternational = 1;

mncc::BearerCap make_bearer_cap(sdp::Codec codec) {
  sdp::Session session;
  session.formats.push_back(sdp::make_format(codec, sdp::msc_payload_type(codec)));
  mncc::BearerCap cap;
  cap.speech_versions = sdp::speech_versions(session);
  if (codec != sdp::Codec::gsm_fr) cap.speech_versions.push_back(static_cast<int>(mncc::SpeechVersion::fr));
  return cap;
}

std::uint32_t payload_msg_type(sdp::Codec codec) {
  switch (codec) {
    case sdp::Codec::gsm_fr:
      return mncc::kPayloadGsmFr;
    case sdp::Codec::gsm_efr:
      return mncc::kPayloadGsmEfr;
    case sdp::Codec::gsm_hr:
      return mncc::kPayloadGsmHr;
    case sdp::Codec::amr:
      return mncc::kPayloadAmr;
    case sdp::Codec::other:
      break;
  }
  return 0;
}

std::string make_sdp(Dialect dialect, const NetAddress& address, sdp::Codec codec) {
  if (dialect == Dialect::msc_1_9) return {};
  sdp::Session session;
  session.audio = address;
  session.formats.push_back(sdp::make_format(codec, sdp::msc_payload_type(codec)));
  return sdp::write(session, {});
}

/// A reference that is the call's own: it comes back in X-Global-Call-Ref.
std::array<std::uint8_t, 16> make_gcr(Callref callref) {
  std::array<std::uint8_t, 16> gcr{3, 1, 2, 3, 2, 4, 5, 5};
  for (std::size_t i = 0; i < 4; ++i) gcr[12 + i] = static_cast<std::uint8_t>(callref >> (8 * (3 - i)));
  return gcr;
}

}  // namespace

mncc::Hello make_hello(Dialect dialect) {
  return {.version = 8,
          .mncc_size = static_cast<std::uint32_t>(message_size(dialect)),
          .data_frame_size = 8,
          .called_offset = 104,
          .signal_offset = 796,
          .emergency_offset = 812,
          .lchan_type_offset = 832};
}

std::size_t message_size(Dialect dialect) { return dialect == Dialect::msc_1_12 ? 1896 : 1876; }

std::string imsi_of(std::string_view number) {
  constexpr std::size_t kSubscriberDigits = 10;
  number = bare(number);
  if (number.size() > kSubscriberDigits) number.remove_prefix(number.size() - kSubscriberDigits);
  return "90170" + std::string(kSubscriberDigits - number.size(), '0') + std::string{number};
}

mncc::Signalling make_setup_ind(Dialect dialect, Callref callref, const LegSetup& setup) {
  auto message = make_plain(mncc::Type::setup_ind, callref);
  // osmo-msc fills the calling number from its VLR with type, plan and presentation zero.
  message.calling = mncc::Number{.digits = std::string{bare(setup.own)}};
  message.called = mncc::Number{.type = setup.other.starts_with('+') ? kInternational : std::uint8_t{0},
                                .plan = kIsdnPlan,
                                .digits = std::string{bare(setup.other)}};
  message.imsi = imsi_of(setup.own);
  message.emergency = setup.emergency;
  if (!setup.emergency) message.bearer_cap = make_bearer_cap(setup.codec);
  message.clir_invoked = setup.clir;
  message.gcr = make_gcr(callref);
  message.sdp = make_sdp(dialect, {}, setup.codec);
  return message;
}

mncc::Signalling make_call_conf_ind(Dialect dialect, Callref callref, sdp::Codec codec) {
  auto message = make_plain(mncc::Type::call_conf_ind, callref);
  message.bearer_cap = make_bearer_cap(codec);
  message.sdp = make_sdp(dialect, {}, codec);
  return message;
}

mncc::Rtp make_rtp_create(Dialect dialect, Callref callref, const LegSetup& setup) {
  return {.type = mncc::Type::rtp_create,
          .callref = callref,
          .address = setup.rtp,
          .payload_type = sdp::msc_payload_type(setup.codec),
          .payload_msg_type = payload_msg_type(setup.codec),
          .sdp = make_sdp(dialect, setup.rtp, setup.codec)};
}

mncc::Signalling make_plain(mncc::Type type, Callref callref) {
  mncc::Signalling message;
  message.type = type;
  message.callref = callref;
  return message;
}

mncc::Signalling make_with_cause(mncc::Type type, Callref callref, int cause, int location) {
  auto message = make_plain(type, callref);
  message.cause = mncc::Cause{.location = location, .value = cause};
  return message;
}

}  // namespace sipgw::sim
