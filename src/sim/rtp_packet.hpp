// SPDX-License-Identifier: AGPL-3.0-or-later
// Numbered RTP packets whose payload tells who sent them, and the check of what arrives. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sdp/session.hpp"

namespace sipgw::sim {

/// Who sends: every end of every call has its own payloads.
struct RtpSender {
  std::uint32_t call = 0;
  std::uint8_t end = 0;  ///< 0 the caller, 1 the callee
  sdp::Codec codec{};
};

/// The whole packet number `index`, from 0, with a payload of the codec's real size and frame signature.
std::vector<std::byte> make_rtp(const RtpSender& sender, std::uint8_t payload_type, std::uint16_t index);

/// The index of the packet if its payload is exactly what `sender` sends; nothing otherwise. RTP header fields are not
/// compared, since an MGW may write its own.
std::optional<std::uint16_t> recognise_rtp(const RtpSender& sender, std::span<const std::byte> packet);

}  // namespace sipgw::sim
