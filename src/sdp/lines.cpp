// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sdp/lines.hpp"

#include <algorithm>

#include "sdp/sdp.hpp"

namespace sipgw::sdp {

namespace {

constexpr std::uint8_t kMaxPayloadType = 127;

/// Cuts off and returns the next word; words are separated by blanks or tabs.
std::string_view take_word(std::string_view& text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  const auto* begin = std::find_if_not(text.begin(), text.end(), is_blank);
  const auto* end = std::find_if(begin, text.end(), is_blank);
  text.remove_prefix(static_cast<std::size_t>(end - text.begin()));
  return {begin, end};
}

std::optional<std::uint8_t> read_payload_type(std::string_view word) {
  const auto number = parse_number<std::uint8_t>(word);
  return number && *number <= kMaxPayloadType ? number : std::nullopt;
}

}  // namespace

std::optional<Connection> read_connection(std::string_view value) {
  if (!iequals(take_word(value), "IN")) return std::nullopt;
  const auto family = take_word(value);
  auto rest = take_word(value);
  const auto address = take_until(rest, '/');
  if (address.empty()) return std::nullopt;
  return Connection{family, address};
}

Media read_media(std::string_view value) {
  Media media;
  media.kind = take_word(value);
  auto port = take_word(value);
  media.port = take_until(port, '/');
  media.protocol = take_word(value);
  media.formats = value;
  return media;
}

std::optional<std::vector<std::uint8_t>> read_payload_types(std::string_view formats) {
  std::vector<std::uint8_t> types;
  for (auto word = take_word(formats); !word.empty(); word = take_word(formats)) {
    const auto type = read_payload_type(word);
    if (!type) return std::nullopt;
    if (types.size() == kMaxFormats) break;
    if (std::find(types.begin(), types.end(), *type) == types.end()) types.push_back(*type);
  }
  return types;
}

std::optional<Format> read_rtpmap(std::string_view value) {
  const auto payload_type = read_payload_type(take_word(value));
  auto mapping = take_word(value);
  const auto encoding = take_until(mapping, '/');
  if (!payload_type || encoding.empty()) return std::nullopt;

  Format format;
  format.payload_type = *payload_type;
  format.encoding = encoding;
  const auto rate = take_until(mapping, '/');
  if (!rate.empty()) {
    const auto number = parse_number<std::uint32_t>(rate);
    if (!number) return std::nullopt;
    format.clock_rate = *number;
  }
  if (!mapping.empty()) {
    const auto number = parse_number<std::uint8_t>(mapping);
    if (!number || *number == 0) return std::nullopt;
    format.channels = *number;
  }
  format.codec = codec_by_name(format.encoding, format.clock_rate, format.channels);
  return format;
}

std::string rtpmap_text(const Format& format) {
  auto text = std::to_string(format.payload_type) + " " + format.encoding + "/" + std::to_string(format.clock_rate);
  if (format.channels != 1) text += "/" + std::to_string(format.channels);
  return text;
}

std::optional<Fmtp> read_fmtp(std::string_view value) {
  const auto payload_type = read_payload_type(take_word(value));
  const auto text = trim(value);
  if (!payload_type || text.empty()) return std::nullopt;
  return Fmtp{*payload_type, text};
}

std::optional<Direction> read_direction(std::string_view attribute) {
  if (attribute == "sendrecv") return Direction::sendrecv;
  if (attribute == "sendonly") return Direction::sendonly;
  if (attribute == "recvonly") return Direction::recvonly;
  if (attribute == "inactive") return Direction::inactive;
  return std::nullopt;
}

bool is_clean(std::string_view line) {
  unsigned found = 0;  // no early end: the loop is one that the compiler can do for many characters at once
  for (const char c : line) {
    const auto byte = static_cast<unsigned char>(c);
    found |= static_cast<unsigned>((byte < 0x20) & (byte != '\t')) | static_cast<unsigned>(byte == 0x7f);
  }
  return found == 0;
}

}  // namespace sipgw::sdp
