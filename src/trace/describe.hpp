// SPDX-License-Identifier: AGPL-3.0-or-later
// Messages of all three protocols in words, for traces, ladders and the log. What a peer wrote is made printable.
// Pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mgcp/message.hpp"
#include "mncc/message.hpp"
#include "sip/message.hpp"

namespace sipgw::trace {

/// One line: "SETUP_IND 1001 > 555", "DISC_REQ cause 17", "486 cause 17", "CRCX rtpbridge/*@mgw". What is no message on
/// the wire stands in parentheses.
std::string head(const mncc::Signalling& message);
std::string head(const mncc::Rtp& message);
std::string head(const sip::Event& event);
std::string head(const sip::Command& command);
std::string head(const mgcp::Command& command);
std::string head(const std::optional<mgcp::Response>& response);  ///< nothing: no reply after all tries

/// All that the line does not say, one "name: value" per line, each begun by a line feed; without the SDP and without
/// credentials.
std::string members(const mncc::Signalling& message);
std::string members(const mncc::Rtp& message);
std::string members(const sip::Event& event);
std::string members(const sip::Command& command);
std::string members(const mgcp::Command& command);
std::string members(const std::optional<mgcp::Response>& response);

/// A SIP header whose value no text shows and no trace keeps.
bool is_secret(std::string_view header);

/// The session description that a message carries, as written; empty: none.
inline std::string_view sdp_of(const mncc::Signalling& message) { return message.sdp; }
inline std::string_view sdp_of(const mncc::Rtp& message) { return message.sdp; }
std::string_view sdp_of(const sip::Event& event);
std::string_view sdp_of(const sip::Command& command);
inline std::string_view sdp_of(const mgcp::Command& command) { return command.sdp; }
std::string_view sdp_of(const std::optional<mgcp::Response>& response);

/// "192.0.2.1:4000 GSM/3 AMR/112 sendonly": address, formats with their payload types, direction unless sendrecv.
std::string sdp_in_short(std::string_view sdp);

}  // namespace sipgw::trace
