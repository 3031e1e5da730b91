// SPDX-License-Identifier: AGPL-3.0-or-later
// The lines of an SDP text and their fields as views into it. Internal to this folder: the parser and the functions
// that adapt or judge a text walk it the same way.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/strings.hpp"
#include "sdp/session.hpp"

namespace sipgw::sdp {

inline constexpr std::size_t kMaxFormats = 64;
inline constexpr std::string_view kRtpmap = "rtpmap:";
inline constexpr std::string_view kFmtp = "fmtp:";
inline constexpr std::string_view kPtime = "ptime:";

/// Whom a line speaks about: the whole session, the first m=audio, or a stream that we do not look at.
enum class Section : std::uint8_t { session, audio, other };

/// "a=ptime:20" is type 'a', value "ptime:20". An m= line belongs to the section it opens.
struct Line {
  Section section;
  char type;
  std::string_view value;
};

/// "IN IP4 192.0.2.1/127"; the address ends before a slash.
struct Connection {
  std::string_view family;
  std::string_view address;
};
std::optional<Connection> read_connection(std::string_view value);

/// "audio 4000/2 RTP/AVP 0 8"; the port ends before a slash.
struct Media {
  std::string_view kind;
  std::string_view port;
  std::string_view protocol;
  std::string_view formats;
};
Media read_media(std::string_view value);
/// Payload types without repetition, at most kMaxFormats; nothing if one is no number of 0-127.
std::optional<std::vector<std::uint8_t>> read_payload_types(std::string_view formats);

/// "3 GSM/8000/1" (after "rtpmap:"); rate and channels may be missing. The codec is filled in, fmtp stays empty.
std::optional<Format> read_rtpmap(std::string_view value);
/// What a payload type means without rtpmap: the static types of RFC 3551 have a name, the others none.
Format static_format(std::uint8_t payload_type);
/// The reverse of read_rtpmap(); one channel is left out.
std::string rtpmap_text(const Format& format);

/// "112 octet-align=1" (after "fmtp:").
struct Fmtp {
  std::uint8_t payload_type;
  std::string_view text;
};
std::optional<Fmtp> read_fmtp(std::string_view value);

/// "sendonly" and the like; nothing for any other attribute.
std::optional<Direction> read_direction(std::string_view attribute);

/// False for a line with control characters other than a tab.
bool is_clean(std::string_view line);

/// Calls visit(Line) for each "x=value" line that is clean; lines may end in CRLF or LF.
template <typename Visit>
void for_each_line(std::string_view text, Visit visit) {
  auto section = Section::session;
  bool audio_seen = false;
  while (!text.empty()) {
    const auto line = take_line(text);
    if (line.size() < 2 || line[1] != '=' || !is_clean(line)) continue;
    const auto value = line.substr(2);
    if (line[0] == 'm') {
      section = !audio_seen && read_media(value).kind == "audio" ? Section::audio : Section::other;
      audio_seen = audio_seen || section == Section::audio;
    }
    visit(Line{section, line[0], value});
  }
}

}  // namespace sipgw::sdp
