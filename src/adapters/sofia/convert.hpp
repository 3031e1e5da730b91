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
#include "sip/policy.hpp"

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
/// First P-Asserted-Identity with a sip:, sips: or tel: URI, or such a Remote-Party-ID where there is none.
std::optional<sip::Party> asserted_of(const sip_t& message);
/// By a Privacy header or a privacy parameter of Remote-Party-ID.
bool wants_privacy(const sip_t& message);
/// All values of the header User-to-User; null: none.
std::string user_to_user_of(const sip_t* message);
/// The sip: URIs of a 3xx's Contacts, best q first.
std::vector<sip::Target> contacts_of(const sip_t& message);

/// `packet` gives the address that the request really came from.
sip::IncomingInvite incoming_invite(DialogId dialog, const sip_t& message, msg_t* packet);

/// `message` is null when the response was made here (time-out, transport failure).
sip::Refused refused(DialogId dialog, int status, const char* phrase, const sip_t* message);

/// Final response to a re-INVITE of ours. 900, nua's word for one of the peer's being in progress, becomes 491.
sip::OfferResult offer_result(DialogId dialog, int status, const sip_t* message);

/// Supported header of our INVITE if `calling`, else what a peer may require in its own; may be empty.
std::string supported_extensions(const sip::Policy& policy, bool calling);

/// The headers as one text for SIPTAG_HEADER_STR; those empty or with a control character are left out.
std::string header_text(const std::vector<sip::Header>& headers);

}  // namespace sipgw::sofia
