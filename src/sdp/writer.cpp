// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sdp/lines.hpp"
#include "sdp/sdp.hpp"

namespace sipgw::sdp {

namespace {

void append_line(std::string& text, std::initializer_list<std::string_view> parts) {
  for (const auto part : parts) text += part;
  text += "\r\n";
}

enum class AddressLine : std::uint8_t { written, left_out };

std::string compose(const Session& session, Origin origin, AddressLine address_line) {
  const auto address = (session.audio.ip.v6 ? "IN IP6 " : "IN IP4 ") + session.audio.ip.to_string();
  std::string payload_types;
  for (const auto& format : session.formats) payload_types += " " + std::to_string(format.payload_type);

  std::string text;
  append_line(text, {"v=0"});
  append_line(text, {"o=- ", std::to_string(origin.session_id), " ", std::to_string(origin.version), " ", address});
  append_line(text, {"s=-"});
  if (address_line == AddressLine::written) append_line(text, {"c=", address});
  append_line(text, {"t=0 0"});
  append_line(text, {"m=audio ", std::to_string(session.audio.port), " ", session.protocol, payload_types});
  for (const auto& format : session.formats) {
    if (!format.encoding.empty()) append_line(text, {"a=", kRtpmap, rtpmap_text(format)});
    if (!format.fmtp.empty()) append_line(text, {"a=", kFmtp, std::to_string(format.payload_type), " ", format.fmtp});
  }
  if (session.ptime != 0) append_line(text, {"a=", kPtime, std::to_string(session.ptime)});
  append_line(text, {"a=", to_string(session.direction)});
  return text;
}

}  // namespace

std::string_view to_string(Direction direction) {
  switch (direction) {
    case Direction::sendrecv:
      return "sendrecv";
    case Direction::sendonly:
      return "sendonly";
    case Direction::recvonly:
      return "recvonly";
    case Direction::inactive:
      return "inactive";
  }
  return {};
}

std::string write(const Session& session, Origin origin) { return compose(session, origin, AddressLine::written); }

std::string write_for_msc(const Session& session, Origin origin) {
  return compose(session, origin, session.audio.ip.v6 ? AddressLine::left_out : AddressLine::written);
}

}  // namespace sipgw::sdp
