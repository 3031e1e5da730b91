// SPDX-License-Identifier: AGPL-3.0-or-later
// What went between a simulated end and the gateway, in one line each for the ladder.
#pragma once

#include <string>

#include "sim/leg.hpp"

namespace sipgw::sim {

/// "SETUP_IND 1001 > 555", "RTP_CREATE 127.0.0.1:4000 pt 3", "INVITE 1001 > 555 sdp", "BYE cause 16".
std::string describe(const mncc::Signalling& message);
std::string describe(const mncc::Rtp& message);
std::string describe(const sip::Event& event);
std::string describe(const MnccLost&);
std::string describe(const sip::Command& command);

}  // namespace sipgw::sim
