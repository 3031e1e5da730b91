// SPDX-License-Identifier: AGPL-3.0-or-later
// What osmo-msc's SDP parser can hold. Internal to this folder.
#pragma once

#include <cstddef>
#include <string_view>

namespace sipgw::sdp {

inline constexpr std::size_t kMscMaxText = 1023;    ///< bytes, without the NUL
inline constexpr std::size_t kMscMaxFormats = 16;   ///< codecs
inline constexpr std::size_t kMscMaxEncoding = 31;  ///< characters of an encoding name
inline constexpr std::size_t kMscMaxFmtp = 255;     ///< characters of an fmtp text
inline constexpr std::string_view kMscProtocol = "RTP/AVP";

}  // namespace sipgw::sdp
