// SPDX-License-Identifier: AGPL-3.0-or-later
#include "e2e/bss/bssmap.hpp"

#include <algorithm>

namespace sipgw::e2e {
namespace {

constexpr std::uint8_t kBssmap = 0, kDtap = 1;
constexpr std::uint8_t kRadioInterfaceFailure = 0x01, kEquipmentFailure = 0x20, kNoRadioResource = 0x21;
constexpr std::uint8_t kFullIp = 0x80;  // bit of a speech codec element
// Of the 16 AMR configurations those that most networks have.
constexpr std::uint8_t kSupportedCodecs[] = {0x80, 0x82, 0x81, 0x83, 0xff, 0x57, 0x84, 0x3f, 0x07};

Bytes bssmap(std::uint8_t type, const Bytes& elements = {}) {
  Bytes body{type};
  put(body, elements);
  Bytes message{kBssmap};
  put_lv(message, body);
  return message;
}

Bytes cause(std::uint8_t value) { return {GSM0808_IE_CAUSE, 1, value}; }

std::uint8_t codec_type(std::uint8_t first_octet) { return first_octet & 0x0f; }

/// AMR's elements carry two octets of configurations.
std::size_t element_size(std::uint8_t first_octet) {
  const auto type = codec_type(first_octet);
  return type == GSM0808_SCT_FR3 || type == GSM0808_SCT_HR3 ? 3 : 1;
}

std::vector<std::uint8_t> types_of(sdp::Codec codec) {
  switch (codec) {
    case sdp::Codec::gsm_fr:
      return {GSM0808_SCT_FR1};
    case sdp::Codec::gsm_efr:
      return {GSM0808_SCT_FR2};
    case sdp::Codec::gsm_hr:
      return {GSM0808_SCT_HR1};
    case sdp::Codec::amr:
      return {GSM0808_SCT_FR3, GSM0808_SCT_HR3};
    case sdp::Codec::other:
      break;
  }
  return {};
}

struct Channel {
  std::uint8_t chosen, speech_version;
};

Channel channel_of(const Bytes& codec_element) {
  constexpr std::uint8_t kFullRate = 0x18, kHalfRate = 0x19;
  switch (codec_type(codec_element.at(0))) {
    case GSM0808_SCT_FR2:
      return {kFullRate, GSM0808_PERM_FR2};
    case GSM0808_SCT_FR3:
      return {kFullRate, GSM0808_PERM_FR3};
    case GSM0808_SCT_HR1:
      return {kHalfRate, GSM0808_PERM_HR1};
    case GSM0808_SCT_HR3:
      return {kHalfRate, GSM0808_PERM_HR3};
    default:
      return {kFullRate, GSM0808_PERM_FR1};
  }
}

NetAddress transport_address(View element) {
  if (element.size() < 6) return {};
  NetAddress address;
  std::ranges::copy(element.first(4), address.ip.bytes.begin());
  address.port = static_cast<std::uint16_t>(element[4] << 8 | element[5]);
  return address;
}

}  // namespace

Bytes bssmap_reset() { return bssmap(BSS_MAP_MSG_RESET, cause(kEquipmentFailure)); }
Bytes bssmap_reset_ack() { return bssmap(BSS_MAP_MSG_RESET_ACKNOWLEDGE); }
Bytes bssmap_clear_complete() { return bssmap(BSS_MAP_MSG_CLEAR_COMPLETE); }
Bytes bssmap_clear_request() { return bssmap(BSS_MAP_MSG_CLEAR_RQST, cause(kRadioInterfaceFailure)); }
Bytes bssmap_assignment_failure() { return bssmap(BSS_MAP_MSG_ASSIGNMENT_FAILURE, cause(kNoRadioResource)); }

Bytes bssmap_complete_layer3(View layer3) {
  constexpr std::uint8_t kGlobal = 0, kCell[] = {0x00, 0x01};
  Bytes cell{kGlobal};
  put(cell, kLocationArea);
  put(cell, kCell);
  Bytes elements;
  put_tlv(elements, GSM0808_IE_CELL_IDENTIFIER, cell);
  put_tlv(elements, GSM0808_IE_LAYER_3_INFORMATION, layer3);
  put_tlv(elements, GSM0808_IE_SPEECH_CODEC_LIST, kSupportedCodecs);
  return bssmap(BSS_MAP_MSG_COMPLETE_LAYER_3, elements);
}

Bytes bssmap_assignment_complete(const Assignment& assignment) {
  constexpr std::uint8_t kNoEncryption = 1;
  const auto channel = channel_of(assignment.codec_element);
  const auto& rtp = assignment.rtp;
  Bytes address(rtp.ip.bytes.begin(), rtp.ip.bytes.begin() + 4);
  put(address, {static_cast<std::uint8_t>(rtp.port >> 8), static_cast<std::uint8_t>(rtp.port)});
  Bytes elements{GSM0808_IE_CHOSEN_CHANNEL, channel.chosen,        GSM0808_IE_CHOSEN_ENCR_ALG, kNoEncryption,
                 GSM0808_IE_SPEECH_VERSION, channel.speech_version};
  put_tlv(elements, GSM0808_IE_AOIP_TRASP_ADDR, address);
  put_tlv(elements, GSM0808_IE_SPEECH_CODEC, assignment.codec_element);
  return bssmap(BSS_MAP_MSG_ASSIGNMENT_COMPLETE, elements);
}

Bytes dtap(View layer3) {
  Bytes message{kDtap, 0};
  put_lv(message, layer3);
  return message;
}

std::optional<Bytes> AssignmentRequest::find(sdp::Codec codec) const {
  for (const auto type : types_of(codec)) {
    for (std::size_t at = 0; at < codecs.size(); at += element_size(codecs[at])) {
      const auto size = element_size(codecs[at]);
      if (codec_type(codecs[at]) != type || at + size > codecs.size()) continue;
      const auto begin = codecs.begin() + static_cast<std::ptrdiff_t>(at);
      Bytes element(begin, begin + static_cast<std::ptrdiff_t>(size));
      element[0] |= kFullIp;
      return element;
    }
  }
  return std::nullopt;
}

std::string FromMsc::imsi() const {
  const auto element = Elements(*gsm0808_att_tlvdef(), body).find(GSM0808_IE_IMSI);
  osmo_mobile_identity identity{};
  if (!element ||
      osmo_mobile_identity_decode(&identity, element->data(), static_cast<std::uint8_t>(element->size()), false) < 0) {
    return {};
  }
  return identity.type == GSM_MI_TYPE_IMSI ? identity.imsi : "";
}

AssignmentRequest FromMsc::assignment() const {
  const Elements elements(*gsm0808_att_tlvdef(), body);
  const auto address = elements.find(GSM0808_IE_AOIP_TRASP_ADDR).value_or(View{});
  const auto codecs = elements.find(GSM0808_IE_SPEECH_CODEC_LIST).value_or(View{});
  return {transport_address(address), Bytes(codecs.begin(), codecs.end())};
}

std::optional<FromMsc> parse_bssap(View bssap) {
  if (bssap.size() < 3) return std::nullopt;
  if (bssap[0] == kBssmap) return FromMsc{false, bssap[2], bssap.subspan(3)};
  if (bssap[0] == kDtap) return FromMsc{true, 0, bssap.subspan(3)};
  return std::nullopt;
}

}  // namespace sipgw::e2e
