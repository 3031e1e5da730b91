// SPDX-License-Identifier: AGPL-3.0-or-later
#include "e2e/bss/layer3.hpp"

#include <algorithm>
#include <memory>

#include "e2e/bss/bssmap.hpp"

namespace sipgw::e2e {
namespace {

constexpr std::uint8_t kClassmark1[] = {0x57};              // release 99
constexpr std::uint8_t kClassmark2[] = {0x57, 0x18, 0x81};  // release 99, no A5 to choose from
constexpr std::uint8_t kNoKey = 0x70;
constexpr std::uint8_t kTypeMask = 0x3f;

/// What one of libosmogsm's encoders writes.
template <typename Encoder>
Bytes encoded(Encoder encoder) {
  const std::unique_ptr<msgb, decltype(&msgb_free)> message(msgb_alloc(256, "element"), &msgb_free);
  encoder(message.get());
  return Bytes(message->data, message->data + message->len);
}

Bytes identity(const std::string& imsi) {
  osmo_mobile_identity identity{};
  identity.type = GSM_MI_TYPE_IMSI;
  OSMO_STRLCPY_ARRAY(identity.imsi, imsi.c_str());
  return encoded([&](msgb* message) { osmo_mobile_identity_encode_msgb(message, &identity, false); });
}

int speech_version(sdp::Codec codec) {
  switch (codec) {
    case sdp::Codec::gsm_fr:
      return GSM48_BCAP_SV_FR;
    case sdp::Codec::gsm_efr:
      return GSM48_BCAP_SV_EFR;
    case sdp::Codec::gsm_hr:
      return GSM48_BCAP_SV_HR;
    case sdp::Codec::amr:
      return GSM48_BCAP_SV_AMR_F;
    case sdp::Codec::other:
      break;
  }
  return -1;
}

/// Length and value, as libosmogsm's decoders want them.
Bytes lv_of(View value) {
  Bytes lv;
  put_lv(lv, value);
  return lv;
}

/// A mandatory element that comes first, as length and value without a tag.
std::optional<View> leading_value(View body) {
  if (body.empty() || body[0] >= body.size()) return std::nullopt;
  return body.subspan(1, body[0]);
}

}  // namespace

Bytes location_updating_request(const std::string& imsi) {
  Bytes message{GSM48_PDISC_MM, GSM48_MT_MM_LOC_UPD_REQUEST, kNoKey | 0x02};  // IMSI attach
  put(message, kLocationArea);
  put(message, kClassmark1);
  put_lv(message, identity(imsi));
  return message;
}

Bytes imsi_detach(const std::string& imsi) {
  Bytes message{GSM48_PDISC_MM, GSM48_MT_MM_IMSI_DETACH_IND};
  put(message, kClassmark1);
  put_lv(message, identity(imsi));
  return message;
}

Bytes service_request(Service service, const std::string& imsi) {
  Bytes message{GSM48_PDISC_MM, GSM48_MT_MM_CM_SERV_REQ, static_cast<std::uint8_t>(kNoKey | static_cast<int>(service))};
  put_lv(message, kClassmark2);
  put_lv(message, identity(imsi));
  return message;
}

Bytes paging_response(const std::string& imsi) {
  Bytes message{GSM48_PDISC_RR, GSM48_MT_RR_PAG_RESP, kNoKey >> 4};
  put_lv(message, kClassmark2);
  put_lv(message, identity(imsi));
  return message;
}

Bytes identity_response(const std::string& imsi) {
  Bytes message{GSM48_PDISC_MM, GSM48_MT_MM_ID_RESP};
  put_lv(message, identity(imsi));
  return message;
}

Bytes call_control(Transaction uplink, std::uint8_t type, const Bytes& elements) {
  Bytes message{static_cast<std::uint8_t>(uplink | GSM48_PDISC_CC), type};
  put(message, elements);
  return message;
}

Bytes bearer_capability(std::span<const sdp::Codec> codecs) {
  gsm_mncc_bearer_cap capability{};
  const bool half_rate = std::ranges::find(codecs, sdp::Codec::gsm_hr) != codecs.end();
  capability.radio = half_rate ? GSM48_BCAP_RRQ_DUAL_FR : GSM48_BCAP_RRQ_FR_ONLY;
  std::size_t count = 0;
  for (const auto codec : codecs) capability.speech_ver[count++] = speech_version(codec);
  capability.speech_ver[count] = -1;
  return encoded([&](msgb* message) { gsm48_encode_bearer_cap(message, 0, &capability); });
}

Bytes called_number(const std::string& digits) {
  gsm_mncc_number number{};
  number.plan = 1;  // E.164
  OSMO_STRLCPY_ARRAY(number.number, digits.c_str());
  return encoded([&](msgb* message) { gsm48_encode_called(message, &number); });
}

Bytes cause_element(int cause) {
  gsm_mncc_cause element{};
  element.coding = 3;    // GSM
  element.location = 0;  // the user
  element.value = cause;
  return encoded([&](msgb* message) { gsm48_encode_cause(message, 0, &element); });
}

Bytes keypad(char key) {
  return encoded([&](msgb* message) { gsm48_encode_keypad(message, key); });
}

std::optional<int> Downlink::cause() const {
  const bool leads = type == GSM48_MT_CC_DISCONNECT || type == GSM48_MT_CC_HOLD_REJ || type == GSM48_MT_CC_RETR_REJ ||
                     type == GSM48_MT_CC_START_DTMF_REJ;
  const auto value = leads ? leading_value(body) : elements().find(GSM48_IE_CAUSE);
  gsm_mncc_cause decoded{};
  if (!value || gsm48_decode_cause(&decoded, lv_of(*value).data()) < 0) return std::nullopt;
  return decoded.value;
}

std::optional<int> Downlink::progress() const {
  const auto leading = leading_value(body);
  const auto behind_cause = type == GSM48_MT_CC_DISCONNECT && leading ? body.subspan(1 + leading->size()) : body;
  const auto value =
      type == GSM48_MT_CC_PROGRESS ? leading : Elements(gsm48_att_tlvdef, behind_cause).find(GSM48_IE_PROGR_IND);
  gsm_mncc_progress decoded{};
  if (!value || gsm48_decode_progress(&decoded, lv_of(*value).data()) < 0) return std::nullopt;
  return decoded.descr;
}

std::string Downlink::calling() const {
  const auto value = elements().find(GSM48_IE_CALLING_BCD);
  gsm_mncc_number decoded{};
  if (!value || gsm48_decode_calling(&decoded, lv_of(*value).data()) < 0) return {};
  return decoded.number;
}

std::string Downlink::key() const {
  const auto value = elements().find(GSM48_IE_KPD_FACILITY);
  return value && !value->empty() ? std::string(1, static_cast<char>(value->front())) : "";
}

std::optional<Downlink> parse_layer3(View layer3) {
  if (layer3.size() < 2) return std::nullopt;
  const auto transaction = static_cast<Transaction>((layer3[0] & 0xf0) ^ kOtherSide);
  return Downlink{static_cast<std::uint8_t>(layer3[0] & 0x0f), transaction,
                  static_cast<std::uint8_t>(layer3[1] & kTypeMask), layer3.subspan(2)};
}

void SendSequence::number(Bytes& layer3) {
  const auto discriminator = layer3[0] & 0x0f;
  if (discriminator != GSM48_PDISC_MM && discriminator != GSM48_PDISC_CC) return;
  layer3[1] = static_cast<std::uint8_t>(layer3[1] | next_ << 6);
  next_ = (next_ + 1) % 4;
}

}  // namespace sipgw::e2e
