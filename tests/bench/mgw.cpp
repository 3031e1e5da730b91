// SPDX-License-Identifier: AGPL-3.0-or-later
#include "bench/mgw.hpp"

#include <fmt/format.h>

#include "base/strings.hpp"

namespace sipgw::bench {
namespace {
constexpr unsigned kFirstPort = 4000, kPorts = 30000;
}

std::string Mgw::answer(std::string_view command) {
  auto line = take_line(command);
  const auto verb = take_until(line, ' ');
  const auto transaction = take_until(line, ' ');
  const auto endpoint = take_until(line, ' ');
  if (verb == "AUEP" || verb == "MDCX") return fmt::format("200 {} OK\r\n", transaction);
  if (verb == "DLCX") return fmt::format("250 {} OK\r\nP: PS=50, OS=1600, PR=50, OR=1600, PL=0, JI=0\r\n", transaction);
  if (verb != "CRCX") return {};
  const auto name = endpoint.find('*') == std::string_view::npos ? std::string{endpoint}
                                                                 : fmt::format("rtpbridge/{:x}@mgw", ++endpoints_);
  ++connections_;
  return fmt::format(
      "200 {0} OK\r\nI: {1:X}\r\nZ: {2}\r\n\r\nv=0\r\no=- {1} 23 IN IP4 {3}\r\ns=-\r\nc=IN IP4 {3}\r\nt=0 0\r\n"
      "m=audio {4} RTP/AVP 3\r\na=rtpmap:3 GSM/8000/1\r\na=ptime:20\r\n",
      transaction, connections_, name, rtp_, kFirstPort + 2 * (connections_ % kPorts));
}

}  // namespace sipgw::bench
