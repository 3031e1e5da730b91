// SPDX-License-Identifier: AGPL-3.0-or-later
// What the configuration says about codecs: which may be used, in which order, and how we offer AMR. Pure.
#pragma once

#include <vector>

#include "cc/config.hpp"
#include "sdp/session.hpp"

namespace sipgw::cc {

/// The session with the formats that `codecs` allows, in its order; unchanged if it is not configured.
sdp::Session with_allowed_codecs(sdp::Session session, const std::vector<sdp::Codec>& codecs);

bool is_allowed(sdp::Codec codec, const std::vector<sdp::Codec>& codecs);

/// The formats in which we offer `own`: AMR as the configuration has it. `converted`: an MGW stands between the peer
/// and the MSC, so that their octet-align may differ.
std::vector<sdp::Format> formats_to_offer(const sdp::Format& own, const TrunkConfig& trunk, bool converted);

}  // namespace sipgw::cc
