// SPDX-License-Identifier: AGPL-3.0-or-later
// Any text as SDP: nothing crashes, and what we write ourselves is what we meant.
#include <cstdlib>

#include "sdp/sdp.hpp"

namespace {

using namespace sipgw;

void require(bool holds) {
  if (!holds) std::abort();
}

void check(std::string_view text, const sdp::Session& session) {
  const auto again = sdp::parse(sdp::write(session, {}));
  require(again && again->formats == session.formats && again->direction == session.direction);

  for (const auto* ip : {"192.0.2.1", "2001:db8::1"}) {
    const NetAddress address{*IpAddress::parse(ip), 4000};
    const auto moved = sdp::parse(sdp::with_address(text, address));
    require(moved && moved->audio == address && moved->formats == session.formats);
  }

  if (const auto rebuilt = sdp::rebuild_for_msc(session, {})) {
    require(rebuilt->size() < 1000);
    if (session.audio.ip.v6) return require(rebuilt->find("\nc=") == std::string::npos);
    const auto read = sdp::parse(*rebuilt);
    require(sdp::msc_can_read(*rebuilt) && read && read->audio == session.audio &&
            !sdp::speech_versions(*read).empty());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto session = sdp::parse(text);
  if (session) check(text, *session);
  require(session || !sdp::msc_can_read(text));
  sdp::with_address(text, {});
  return 0;
}
