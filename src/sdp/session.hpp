// SPDX-License-Identifier: AGPL-3.0-or-later
// An SDP session reduced to what call control needs: the first audio stream (RFC 8866).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/net_address.hpp"

namespace sipgw::sdp {

/// Direction attribute of the audio stream (RFC 3264).
enum class Direction : std::uint8_t { sendrecv, sendonly, recvonly, inactive };

/// The speech codecs of GSM, and whatever else a peer offers.
enum class Codec : std::uint8_t { gsm_fr, gsm_efr, gsm_hr, amr, other };

inline constexpr std::array kGsmCodecs = {Codec::gsm_fr, Codec::gsm_efr, Codec::gsm_hr, Codec::amr};

/// One format of the m= line with its rtpmap and fmtp.
struct Format {
  std::uint8_t payload_type = 0;  ///< 0-127
  std::uint8_t channels = 1;
  Codec codec = Codec::other;       ///< by encoding name, case-insensitive, 8000 Hz, one channel
  std::uint32_t clock_rate = 8000;  ///< Hz
  std::string encoding;  ///< as written: "GSM", "AMR", "telephone-event"; static types without rtpmap get their name
  std::string fmtp;      ///< text after the payload type, or empty
  bool operator==(const Format&) const = default;
};

struct Session {
  NetAddress audio;              ///< the media-level c= before the session's; port from m=
  bool address_is_name = false;  ///< c= held a host name: audio.ip is unspecified
  Direction direction = Direction::sendrecv;
  std::vector<Format> formats;  ///< in the order of the m= line, at most 64
  std::uint32_t ptime = 0;      ///< ms; 0: not given
  std::string protocol = "RTP/AVP";

  /// c=0.0.0.0, the old way to hold.
  bool holds_by_address() const { return audio.ip.is_unspecified() && !address_is_name; }
  const Format* find(Codec codec) const;
  bool operator==(const Session&) const = default;
};

}  // namespace sipgw::sdp
