// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sdp/answer.hpp"

#include <algorithm>

namespace sipgw::sdp {

Direction make_direction(bool sends, bool receives) {
  if (sends) return receives ? Direction::sendrecv : Direction::sendonly;
  return receives ? Direction::recvonly : Direction::inactive;
}

Direction direction_of(const Session& session) {
  const bool reachable = !session.holds_by_address();
  return make_direction(sends(session.direction), reachable && receives(session.direction));
}

Direction answer_direction(Direction offered, bool local_hold) {
  switch (offered) {
    case Direction::sendrecv:
      return local_hold ? Direction::sendonly : Direction::sendrecv;
    case Direction::sendonly:
      return local_hold ? Direction::inactive : Direction::recvonly;
    case Direction::recvonly:
      return Direction::sendonly;
    case Direction::inactive:
      return Direction::inactive;
  }
  return Direction::inactive;
}

const Format* chosen_format(const Session& answer, Codec assigned) {
  return answer.audio.port == 0 ? nullptr : answer.find(assigned);
}

bool offers_codec_on(const Session& offer, Codec codec, std::uint8_t payload_type) {
  return std::any_of(offer.formats.begin(), offer.formats.end(), [&](const Format& format) {
    const bool is_gsm_on_zero = codec == Codec::gsm_fr && format.payload_type == 0;
    return format.codec == codec && (format.payload_type == payload_type || is_gsm_on_zero);
  });
}

}  // namespace sipgw::sdp
