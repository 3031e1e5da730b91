// SPDX-License-Identifier: AGPL-3.0-or-later
// The ladder of one call: what went between the MSC, the gateway and the SIP peer, and when.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/leg.hpp"

namespace sipgw::sim {

class Ladder {
 public:
  /// One arrow on the side of the MSC (phone) or the SIP peer (sip). `at`: since the start of the call.
  void add(Milliseconds at, EndKind side, bool to_gateway, std::string text);
  /// A note across the columns: "connected", "limit reached".
  void note(Milliseconds at, std::string text);
  /// Columns MSC, gateway and SIP, one line per arrow; ends in a newline.
  std::string text(std::string_view title) const;

 private:
  struct Line {
    Milliseconds at;
    std::string arrow;
  };
  std::vector<Line> lines_;
};

/// "SETUP_IND 1001 > 555", "RTP_CREATE 127.0.0.1:4000 pt 3", "DISC_REQ cause 17".
std::string describe(const mncc::Signalling& message);
std::string describe(const mncc::Rtp& message);
/// "INVITE 1001 > 555 sdp", "180", "BYE cause 16". Empty for what is no message on the wire.
std::string describe(const sip::Event& event);
std::string describe(const MnccLost&);
std::string describe(const sip::Command& command);

}  // namespace sipgw::sim
