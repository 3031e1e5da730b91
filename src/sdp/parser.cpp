// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>

#include "sdp/lines.hpp"
#include "sdp/sdp.hpp"

namespace sipgw::sdp {

namespace {

constexpr std::size_t kMaxText = 16 * 1024;

/// Collects what the lines say; attributes wait for the end, since a peer may write them in any order.
class Reader {
 public:
  void take(const Line& line) {
    if (line.section == Section::other) return;
    switch (line.type) {
      case 'v':
        version_seen_ = true;
        break;
      case 'c':
        take_connection(line);
        break;
      case 'm':
        media_ = read_media(line.value);
        break;
      case 'a':
        take_attribute(line);
        break;
    }
  }

  Result<Session> finish() {
    if (!version_seen_) return Error{"SDP without v= line"};
    if (!media_) return Error{"SDP without audio stream"};
    if (!connection_) return Error{"SDP without usable c= line"};
    const auto port = parse_number<std::uint16_t>(media_->port);
    const auto types = read_payload_types(media_->formats);
    if (!port || !types || types->empty()) return Error{"SDP with an unusable m=audio line"};

    const auto ip = IpAddress::parse(connection_->address);
    session_.audio = NetAddress{ip.value_or(IpAddress{}), *port};
    session_.address_is_name = !ip;
    session_.protocol = media_->protocol;
    session_.formats.reserve(types->size());
    for (const auto type : *types) session_.formats.push_back(static_format(type));
    for (const auto& mapped : mapped_) apply(mapped);
    for (const auto& fmtp : fmtps_) {
      if (auto* format = find(fmtp.payload_type)) format->fmtp = fmtp.text;
    }
    return std::move(session_);
  }

 private:
  void take_connection(const Line& line) {
    const bool of_media = line.section == Section::audio;
    if (connection_ && connection_of_media_ >= of_media) return;  // the first one of the nearer level counts
    const auto connection = read_connection(line.value);
    if (!connection) return;
    connection_ = connection;
    connection_of_media_ = of_media;
  }

  void take_attribute(const Line& line) {
    if (const auto direction = read_direction(trim(line.value))) session_.direction = *direction;
    if (line.section != Section::audio) return;
    auto value = line.value;
    if (value.starts_with(kRtpmap)) {
      if (auto format = read_rtpmap(value.substr(kRtpmap.size()))) mapped_.push_back(std::move(*format));
    } else if (value.starts_with(kFmtp)) {
      if (const auto fmtp = read_fmtp(value.substr(kFmtp.size()))) fmtps_.push_back(*fmtp);
    } else if (value.starts_with(kPtime)) {
      session_.ptime = parse_number<std::uint32_t>(trim(value.substr(kPtime.size()))).value_or(0);
    }
  }

  void apply(const Format& mapped) {
    if (auto* format = find(mapped.payload_type)) *format = mapped;
  }

  Format* find(std::uint8_t payload_type) {
    const auto found = std::find_if(session_.formats.begin(), session_.formats.end(),
                                    [&](const Format& format) { return format.payload_type == payload_type; });
    return found == session_.formats.end() ? nullptr : &*found;
  }

  Session session_;
  bool version_seen_ = false;
  std::optional<Media> media_;
  std::optional<Connection> connection_;
  bool connection_of_media_ = false;
  std::vector<Format> mapped_;
  std::vector<Fmtp> fmtps_;
};

}  // namespace

Result<Session> parse(std::string_view text) {
  if (text.size() > kMaxText) return Error{"SDP longer than 16 kB"};
  Reader reader;
  for_each_line(text, [&](const Line& line) { reader.take(line); });
  return reader.finish();
}

}  // namespace sipgw::sdp
