// SPDX-License-Identifier: AGPL-3.0-or-later
// What our MSC says: hello and call messages, filled as osmo-msc fills them. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mncc/message.hpp"
#include "sim/leg.hpp"

namespace sipgw::sim {

/// The three dialects behind MNCC version 8.
enum class Dialect : std::uint8_t {
  msc_1_9,   ///< SDP neither filled nor read, structure of 1876 bytes
  msc_1_11,  ///< SDP used
  msc_1_12,  ///< SDP used, structure of 1896 bytes
};

mncc::Hello make_hello(Dialect dialect);
/// Bytes that every call message of this MSC has.
std::size_t message_size(Dialect dialect);

/// The subscriber's IMSI that goes with a number: 90170 and the last ten digits.
std::string imsi_of(std::string_view number);

mncc::Signalling make_setup_ind(Dialect dialect, Callref callref, const LegSetup& setup);
mncc::Signalling make_call_conf_ind(Dialect dialect, Callref callref, sdp::Codec codec);
mncc::Rtp make_rtp_create(Dialect dialect, Callref callref, const LegSetup& setup);
mncc::Signalling make_plain(mncc::Type type, Callref callref);
/// `location`: 0 user (the phone's own wish), 1 the network.
mncc::Signalling make_with_cause(mncc::Type type, Callref callref, int cause, int location);

}  // namespace sipgw::sim
