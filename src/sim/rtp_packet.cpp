// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sim/rtp_packet.hpp"

#include <algorithm>

namespace sipgw::sim {
namespace {

constexpr std::size_t kHeader = 12;
constexpr std::size_t kSignature = 2;                 // frame signature, or AMR's CMR and table of contents
constexpr std::size_t kIndexAt = kSignature + 4 + 1;  // behind call and end

void put(std::vector<std::byte>& out, std::uint32_t value, unsigned bytes) {
  while (bytes-- > 0) out.push_back(static_cast<std::byte>(value >> (8 * bytes)));
}

std::uint32_t get(std::span<const std::byte> bytes) {
  std::uint32_t value = 0;
  for (const auto byte : bytes) value = value << 8 | std::to_integer<std::uint32_t>(byte);
  return value;
}

struct Shape {
  std::size_t size;
  std::uint32_t signature;
  std::byte last_mask;  ///< bits of the last byte that carry speech
};

Shape shape_of(sdp::Codec codec) {
  constexpr std::byte kAll{0xff}, kHighNibble{0xf0};
  switch (codec) {
    case sdp::Codec::gsm_fr:
      return {33, 0xd000, kAll};
    case sdp::Codec::gsm_efr:
      return {31, 0xc000, kAll};
    case sdp::Codec::gsm_hr:
      return {14, 0x0000, kAll};
    case sdp::Codec::amr:
      return {33, 0xf03c, kHighNibble};  // octet-aligned, 12.2 kbit/s
    case sdp::Codec::other:
      break;
  }
  return {160, 0x0000, kAll};
}

std::vector<std::byte> make_payload(const RtpSender& sender, std::uint16_t index) {
  const auto shape = shape_of(sender.codec);
  std::vector<std::byte> payload;
  put(payload, shape.signature, kSignature);
  put(payload, sender.call, 4);
  put(payload, sender.end, 1);
  put(payload, index, 2);
  while (payload.size() < shape.size) put(payload, static_cast<std::uint32_t>(index * 7 + payload.size()), 1);
  payload.back() &= shape.last_mask;
  return payload;
}

}  // namespace

std::vector<std::byte> make_rtp(const RtpSender& sender, std::uint8_t payload_type, std::uint16_t index) {
  constexpr std::uint32_t kVersion2 = 0x80, kMarker = 0x80, kSamples = 160;
  std::vector<std::byte> packet;
  put(packet, kVersion2, 1);
  put(packet, index == 0 ? payload_type | kMarker : payload_type, 1);
  put(packet, index, 2);
  put(packet, index * kSamples, 4);
  put(packet, sender.call * 2 + sender.end, 4);
  const auto payload = make_payload(sender, index);
  packet.insert(packet.end(), payload.begin(), payload.end());
  return packet;
}

std::optional<std::uint16_t> recognise_rtp(const RtpSender& sender, std::span<const std::byte> packet) {
  if (packet.size() < kHeader + kIndexAt + 2) return std::nullopt;
  const auto payload = packet.subspan(kHeader);
  const auto index = static_cast<std::uint16_t>(get(payload.subspan(kIndexAt, 2)));
  if (!std::ranges::equal(payload, make_payload(sender, index))) return std::nullopt;
  return index;
}

}  // namespace sipgw::sim
