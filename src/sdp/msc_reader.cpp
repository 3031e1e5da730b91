// SPDX-License-Identifier: AGPL-3.0-or-later
// osmo-msc reads SDP line by line with sscanf and takes every c=, m= and a= line to speak of its one audio stream. A
// text passes here only if that reading and the right one come to the same.
#include <algorithm>

#include "sdp/lines.hpp"
#include "sdp/msc_limits.hpp"
#include "sdp/sdp.hpp"

namespace sipgw::sdp {

namespace {

/// Every line ends in CRLF, but for the last one, which may end with the text; no other control character but a tab.
bool has_clean_crlf_lines(std::string_view text) {
  while (!text.empty()) {
    const auto end = text.find("\r\n");
    if (!is_clean(text.substr(0, end))) return false;
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 2);
  }
  return true;
}

bool reads_format(const Format& format) {
  if (format.encoding.empty() || format.encoding.size() > kMscMaxEncoding || format.channels != 1) return false;
  return format.codec == Codec::other || format.encoding == encoding_name(format.codec);
}

bool reads_attribute(const Line& line, const Session& session) {
  const auto is_offered = [&](std::uint8_t payload_type) {
    return line.section == Section::audio &&
           std::any_of(session.formats.begin(), session.formats.end(),
                       [&](const Format& format) { return format.payload_type == payload_type; });
  };
  auto value = line.value;
  if (value.starts_with(kRtpmap)) {
    value.remove_prefix(kRtpmap.size());
    const auto format = read_rtpmap(value);
    if (!format || !is_offered(format->payload_type) || !reads_format(*format)) return false;
    const auto text = rtpmap_text(*format);
    return value.starts_with(text) && (value.size() == text.size() || value.substr(text.size()) == "/1");
  }
  if (value.starts_with(kFmtp)) {
    value.remove_prefix(kFmtp.size());
    const auto fmtp = read_fmtp(value);
    return fmtp && is_offered(fmtp->payload_type) && fmtp->text.size() <= kMscMaxFmtp &&
           value.starts_with(std::to_string(fmtp->payload_type) + " ");
  }
  return !value.starts_with(kPtime) || parse_number<std::uint32_t>(value.substr(kPtime.size()));
}

bool reads_line(const Line& line, const Session& session) {
  if (line.type == 'm') return line.section == Section::audio;
  if (line.type == 'a') return reads_attribute(line, session);
  if (line.type != 'c') return true;
  const auto connection = read_connection(line.value);
  const auto ip = connection ? IpAddress::parse(connection->address) : std::nullopt;
  return ip && !ip->v6 && line.value == "IN IP4 " + ip->to_string();
}

}  // namespace

bool msc_can_read(std::string_view text) {
  const auto session = parse(text);
  return session && msc_can_read(text, *session);
}

bool msc_can_read(std::string_view text, const Session& session) {
  if (text.size() > kMscMaxText || !has_clean_crlf_lines(text)) return false;
  if (session.protocol != kMscProtocol || session.formats.size() > kMscMaxFormats) return false;
  if (!std::all_of(session.formats.begin(), session.formats.end(), reads_format)) return false;

  bool reads_all = true;
  for_each_line(text, [&](const Line& line) { reads_all = reads_all && reads_line(line, session); });
  return reads_all;
}

}  // namespace sipgw::sdp
