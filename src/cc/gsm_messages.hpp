// SPDX-License-Identifier: AGPL-3.0-or-later
// The MNCC messages that the gateway sends, built whole.
#pragma once

#include <optional>
#include <string>

#include "cc/gsm_leg.hpp"
#include "mncc/message.hpp"

namespace sipgw::cc {

/// A message with nothing but its callref.
mncc::Signalling plain(mncc::Type type, const GsmLeg& leg);
/// With a cause of our own network (or of the network beyond SIP: location 10).
mncc::Signalling with_cause(mncc::Type type, const GsmLeg& leg, int cause, int location);

/// Progress descriptions of 3GPP TS 24.008 table 10.5.127: 1-20 attach the user to the connection, 64 does nothing.
inline constexpr int kNotEndToEndIsdn = 1, kInBandInformation = 8, kUnspecificProgress = 64;
mncc::Signalling with_progress(mncc::Type type, const GsmLeg& leg, std::optional<int> description);

mncc::Rtp rtp_create(const GsmLeg& leg);
/// `address` must be usable().
mncc::Rtp rtp_connect(const GsmLeg& leg, const NetAddress& address, std::uint8_t payload_type, std::string sdp);

/// The bearer capability for a call set-up without one (emergency): full rate speech.
mncc::BearerCap full_rate_bearer();

/// Digits ('+' in front of international ones) <-> number with type and plan.
mncc::Number number_from(std::string_view digits);
std::string digits_of(const mncc::Number& number);

/// A party's number as the SIP side presents it: letters never reach the GSM side, nor does what is to be withheld.
mncc::Number presented_number(std::string_view user, bool withheld);

/// The number in the diagnostics of cause 22 (number changed), a called party BCD number with its identifier; or empty.
std::string new_destination(const mncc::Cause& cause);

/// At least one digit, all of which MNCC can carry; a '+' may stand in front.
bool is_number(std::string_view digits);

}  // namespace sipgw::cc
