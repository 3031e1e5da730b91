// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>

#include "sdp/lines.hpp"
#include "sdp/msc_limits.hpp"
#include "sdp/sdp.hpp"

namespace sipgw::sdp {

namespace {

constexpr std::size_t kMaxRebuiltText = 1000;

/// A part of a text and what is to stand there instead.
struct Edit {
  std::string_view old;
  std::string replacement;
};

std::string apply(std::string_view text, std::vector<Edit> edits) {
  std::sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) { return a.old.data() < b.old.data(); });
  std::string out;
  const char* copied = text.data();
  for (const auto& edit : edits) {
    out.append(copied, edit.old.data());
    out += edit.replacement;
    copied = edit.old.data() + edit.old.size();
  }
  out.append(copied, text.data() + text.size());
  return out;
}

}  // namespace

std::string with_address(std::string_view text, const NetAddress& address) {
  std::vector<Connection> of_session;
  std::vector<Connection> of_audio;
  std::vector<Edit> edits;
  for_each_line(text, [&](const Line& line) {
    if (line.section == Section::other) return;
    if (line.type == 'm') edits.push_back({read_media(line.value).port, std::to_string(address.port)});
    if (line.type != 'c') return;
    if (const auto connection = read_connection(line.value))
      (line.section == Section::audio ? of_audio : of_session).push_back(*connection);
  });
  for (const auto& connection : of_audio.empty() ? of_session : of_audio) {
    edits.push_back({connection.family, address.ip.v6 ? "IP6" : "IP4"});
    edits.push_back({connection.address, address.ip.to_string()});
  }
  return apply(text, std::move(edits));
}

std::string with_direction(std::string_view text, Direction direction) {
  const auto wanted = to_string(direction);
  std::string_view of_session, of_audio, last_line;
  for_each_line(text, [&](const Line& line) {
    if (line.section == Section::other) return;
    if (line.section == Section::audio) last_line = line.value;
    if (line.type != 'a' || !read_direction(line.value)) return;
    (line.section == Section::audio ? of_audio : of_session) = line.value;
  });
  if (last_line.empty()) return std::string(text);
  if (!of_audio.empty()) return apply(text, {{of_audio, std::string(wanted)}});
  const auto inherited = of_session.empty() ? Direction::sendrecv : *read_direction(of_session);
  if (inherited == direction) return std::string(text);
  return apply(text, {{last_line.substr(last_line.size()), "\r\na=" + std::string(wanted)}});
}

std::string with_version_raised(std::string_view text, std::uint64_t by) {
  std::vector<Edit> edits;
  for_each_line(text, [&](const Line& line) {
    if (line.type != 'o' || line.section != Section::session || by == 0) return;
    auto rest = line.value;
    take_until(rest, ' ');
    take_until(rest, ' ');
    const auto version = take_until(rest, ' ');
    if (const auto number = parse_number<std::uint64_t>(version))
      edits.push_back({version, std::to_string(*number + by)});
  });
  return apply(text, std::move(edits));
}

Result<std::string> rebuild_for_msc(const Session& session, Origin origin) {
  if (session.address_is_name) return Error{"SDP with a host name as address, which the MSC cannot read"};
  if (!istarts_with(session.protocol, kMscProtocol))
    return Error{"SDP for " + printable(session.protocol, 20) + ", but the MSC speaks plain RTP"};

  auto rebuilt = session;
  rebuilt.protocol = kMscProtocol;
  rebuilt.formats.clear();
  for (const auto& format : session.formats) {
    if (format.codec == Codec::other || format.fmtp.size() > kMscMaxFmtp) continue;
    if (rebuilt.formats.size() == kMscMaxFormats) break;
    rebuilt.formats.push_back(format);
    rebuilt.formats.back().encoding = encoding_name(format.codec);
  }
  while (!rebuilt.formats.empty()) {
    auto text = write_for_msc(rebuilt, origin);
    if (text.size() < kMaxRebuiltText) return text;
    rebuilt.formats.pop_back();
  }
  return Error{"SDP without a GSM codec"};
}

}  // namespace sipgw::sdp
