// SPDX-License-Identifier: AGPL-3.0-or-later
// Parsed Sofia messages to plain values. Everything here bears what any peer may send.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sofia/sofia.hpp"
#include "base/net_address.hpp"
#include "sip/message.hpp"

namespace sipgw::sofia {

/// A C string that may be null.
inline std::string text(const char* value) { return value == nullptr ? std::string() : std::string(value); }

sip::Party party(const url_t* url, const char* display);
NetAddress address(const su_sockaddr_t& from);

/// The SDP in the message's body; empty if there is none.
std::string sdp_of(const sip_t& message);
std::string body_of(const sip_t& message);
std::string content_type_of(const sip_t& message);

sip::Reason reason_of(const sip_t* message);
/// First P-Asserted-Identity with a sip:, sips: or tel: URI.
std::optional<sip::Party> asserted_of(const sip_t& message);
bool wants_privacy(const sip_t& message);

/// `packet` gives the address that the request really came from.
sip::IncomingInvite incoming_invite(DialogId dialog, const sip_t& message, msg_t* packet);
/// `message` is null when the response was made here (time-out, transport failure).
sip::Refused refused(DialogId dialog, int status, const char* phrase, const sip_t* message);

/// The headers as one text for SIPTAG_HEADER_STR; those empty or with a control character are left out.
std::string header_text(const std::vector<sip::Header>& headers);

}  // namespace sipgw::sofia
