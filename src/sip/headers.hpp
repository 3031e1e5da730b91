// SPDX-License-Identifier: AGPL-3.0-or-later
// Header values that call control reads and writes. Pure text functions, safe on hostile input.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sip/message.hpp"

namespace sipgw::sip {

/// Reads one Reason header value list ("Q.850;cause=16;text=\"…\", SIP;cause=200") into `reason`; values already there
/// stay.
void parse_reason(std::string_view value, Reason& reason);
/// "Q.850;cause=17;text=\"User busy\"". `cause` 1-127.
std::string q850_reason(int cause);

/// A Request-URI user or tel: number as digits: parameters (";phone-context=…", ";npdi") and visual separators removed,
/// '+' kept at the front. Nothing if anything but digits, * # a-c remains.
std::optional<std::string> dialable(std::string_view user);

/// Quotes and escapes as RFC 3261 §25.1 wants it in a URI's user part.
std::string escape_user(std::string_view user);

/// "<sip:USER@HOST>" with optional display name; `host` as it must appear (brackets for IPv6 are added).
std::string name_addr(std::string_view display, std::string_view user, std::string_view host, std::uint16_t port = 0);
/// "sip:USER@HOST:PORT"; port 0 is left out.
std::string sip_uri(std::string_view user, std::string_view host, std::uint16_t port);

/// Warn-code of a Warning header ("304 host \"text\""); nothing if it is none.
std::optional<int> warning_code(std::string_view value);

/// True if a Privacy header value asks to withhold the identity (id, user, header).
bool privacy_withholds(std::string_view value);

/// True if a Remote-Party-ID value (";privacy=full") asks for the same.
bool remote_party_withholds(std::string_view value);

/// The SDP inside a body: the body itself for application/sdp, the SDP part of multipart/mixed; nothing otherwise.
std::optional<std::string> sdp_body(std::string_view content_type, std::string_view body);

}  // namespace sipgw::sip
