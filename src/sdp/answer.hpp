// SPDX-License-Identifier: AGPL-3.0-or-later
// Offer and answer (RFC 3264) as far as this gateway needs them. Pure functions.
#pragma once

#include <cstdint>

#include "sdp/session.hpp"

namespace sipgw::sdp {

/// What the writer of this wants to do with the stream; holding by c=0.0.0.0 counts as not receiving.
Direction direction_of(const Session& session);
inline bool sends(Direction direction) { return direction == Direction::sendrecv || direction == Direction::sendonly; }
inline bool receives(Direction direction) {
  return direction == Direction::sendrecv || direction == Direction::recvonly;
}
/// The direction that sends and receives as told.
Direction make_direction(bool sends, bool receives);

/// Our direction in the answer to an offer; `local_hold`: our own phone holds the call and wants to hear nothing.
Direction answer_direction(Direction offered, bool local_hold);

/// The format of a peer's session that carries the codec assigned by the MSC, of several the one that the MSC uses
/// itself; null if there is none or the stream was refused (port 0).
const Format* chosen_format(const Session& session, Codec assigned, std::uint8_t payload_type);

/// True if the offer has this codec under this payload type, AMR octet-aligned, as an MSC up to 1.10 uses it. GSM full
/// rate counts on payload type 0 as well, where some peers put it.
bool offers_codec_on(const Session& offer, Codec codec, std::uint8_t payload_type);

/// Does a packet of the one mean the same as a packet of the other? The codec is known to be the same.
bool same_payload(const Format& a, const Format& b);

}  // namespace sipgw::sdp
