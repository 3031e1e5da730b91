// SPDX-License-Identifier: AGPL-3.0-or-later
// MNCC bytes <-> values. No I/O, no state; every byte that comes in is treated as hostile.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "mncc/message.hpp"

namespace sipgw::mncc {

/// What was wrong with a packet from the MSC; each has a counter.
enum class Malformed : std::uint8_t {
  too_short,
  unknown_type,
  unterminated_string,
  bad_field_mask,
  bad_number,
  bad_bearer_cap,
  bad_enum,
  bad_address,
  bad_optional,  ///< of a message that is used without it
};
inline constexpr std::size_t kMalformedKinds = 9;
std::string_view to_string(Malformed kind);

struct Decoded {
  std::variant<Message, Malformed> outcome;
  Callref callref = 0;      ///< also set for a malformed message when it was long enough to hold one
  bool incomplete = false;  ///< Malformed::bad_optional: some member was left out of the message
};

/// Decodes one packet. Accepts any length that reaches the end of `sdp`'s NUL (signalling) and longer ones; only fields
/// whose bit is set in the mask are read and checked. A member that no call needs (facility, user-user, keypad, SS
/// version, capabilities, compatibility) is left out if it is malformed (3GPP TS 24.008 §8.7.1), any other one makes
/// the message malformed. Never throws, never reads beyond `packet`.
Decoded decode(std::span<const std::byte> packet);

/// Full, zeroed wire structure: 1876 bytes for Signalling (1896 with llc or hlc, which MSC 1.12 and later have), 1168
/// for Rtp, 32 for Hello. Strings that do not fit are a bug of ours (asserted): callers check with sdp_fits() and
/// digits_fit() first where the text comes from a peer.
std::vector<std::byte> encode(const Message& message);

/// True if the SDP fits the wire's 1024-byte member with its NUL.
bool sdp_fits(std::string_view sdp);
/// True if the digits of a Number are at most 32 of 0-9 * # a b c; empty fits.
bool digits_fit(std::string_view digits);

/// True if useruser can carry these octets: at most 128, and no NUL.
bool user_info_fits(std::string_view octets);

/// Which version-8 dialect the hello tells of; (a) and (b) look the same until the first SDP is seen.
bool hello_is_extended(const Hello& hello);  ///< mncc_size >= 1896: MSC 1.12 or later

std::string_view to_string(Type type);  ///< "SETUP_IND": libosmocore's names without their MNCC_
bool is_known(std::uint32_t type);
bool is_rtp(Type type);          ///< RTP_CREATE, RTP_CONNECT or RTP_FREE: an Rtp, not a Signalling
bool carries_notify(Type type);  ///< NOTIFY_REQ or NOTIFY_IND: the only ones whose `notify` is read and written

}  // namespace sipgw::mncc
