// SPDX-License-Identifier: AGPL-3.0-or-later
// Reading, writing and adapting SDP text for the MSC, the MGW and the SIP peer. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "sdp/session.hpp"

namespace sipgw::sdp {

/// Parses any peer's SDP; lines may end in CRLF or LF, unknown lines are skipped, only the first m=audio is kept.
/// Errors: no v=, no audio stream, no usable m= or c= line, text over 16 kB. Limits keep hostile input cheap.
Result<Session> parse(std::string_view text);

/// Writes a minimal audio SDP with CRLF line ends. `session_id` and `version` fill o=; the address stands in o= and c=.
struct Origin {
  std::uint64_t session_id = 1;
  std::uint64_t version = 1;
};
std::string write(const Session& session, Origin origin);
/// The same for the MSC, which reads no IPv6: such an address is left out, since MNCC has a field of its own for it.
std::string write_for_msc(const Session& session, Origin origin);

/// A copy of `text` in which the audio stream's address and port are replaced (c= and m= lines only), all else byte for
/// byte. Used where an MSC that was quick wrote 0.0.0.0 or port 0.
std::string with_address(std::string_view text, const NetAddress& address);

/// A copy in which the audio stream has this direction; the text itself where it has it already.
std::string with_direction(std::string_view text, Direction direction);
/// A copy whose o= line has its version raised by `by`; the text itself if that is 0 or the version is no number.
std::string with_version_raised(std::string_view text, std::uint64_t by);

/// True if osmo-msc's SDP parser reads this text as meant: CRLF, one m=audio, IPv4 c=, at most 16 formats, one channel
/// each, codec names spelled as it expects, at most 1023 bytes.
bool msc_can_read(std::string_view text);
/// The same for a text that has been parsed already.
bool msc_can_read(std::string_view text, const Session& session);

/// An audio SDP below 1000 bytes that msc_can_read(), made of the formats of `session` that GSM knows; an IPv6 address
/// is left out of it. Errors: no such format, a host name, a protocol other than plain RTP (RTP/AVP, RTP/AVPF).
Result<std::string> rebuild_for_msc(const Session& session, Origin origin);

/// "sendrecv", "sendonly", "recvonly", "inactive".
std::string_view to_string(Direction direction);

// --- GSM codec table

/// Canonical encoding name: "GSM", "GSM-EFR", "GSM-HR-08", "AMR"; empty for other.
std::string_view encoding_name(Codec codec);
/// Codec by encoding name, clock rate and channels; GSM-HR and GSM-HR-08 are both gsm_hr.
Codec codec_by_name(std::string_view encoding, std::uint32_t clock_rate, std::uint8_t channels);
/// payload_msg_type of MNCC (0x300 …) <-> codec; other for an unknown value.
Codec codec_from_payload_msg_type(std::uint32_t value);
/// The RTP payload type that osmo-msc up to 1.10 uses whatever it is told: 3, 110, 111, 112.
std::uint8_t msc_payload_type(Codec codec);
/// Speech versions for a bearer capability in the order of the session's formats (FR 0, HR 1, EFR 2, AMR 4 and 5).
std::vector<int> speech_versions(const Session& session);
/// The format as this gateway writes it: canonical name, 8000 Hz, AMR with octet-align=1.
Format make_format(Codec codec, std::uint8_t payload_type);

}  // namespace sipgw::sdp
