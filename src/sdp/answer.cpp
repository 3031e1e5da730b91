// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sdp/answer.hpp"

#include <algorithm>

#include "base/strings.hpp"

namespace sipgw::sdp {

namespace {

/// How AMR is packed (RFC 4867 §8.1): bandwidth-efficient unless said otherwise. No other codec has two ways.
bool is_octet_aligned(const Format& format) {
  std::string_view parameters = format.fmtp;
  while (!parameters.empty()) {
    if (iequals(trim(take_until(parameters, ';')), "octet-align=1")) return true;
  }
  return false;
}

/// As an MSC up to 1.10 uses the codec, whatever it is told.
const Format* find_as_used(const Session& session, Codec codec, std::uint8_t payload_type) {
  const auto format = std::find_if(session.formats.begin(), session.formats.end(), [&](const Format& candidate) {
    const bool is_gsm_on_zero = codec == Codec::gsm_fr && candidate.payload_type == 0;
    return candidate.codec == codec && (candidate.payload_type == payload_type || is_gsm_on_zero) &&
           (codec != Codec::amr || is_octet_aligned(candidate));
  });
  return format == session.formats.end() ? nullptr : &*format;
}

}  // namespace

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

bool same_payload(const Format& a, const Format& b) {
  return a.payload_type == b.payload_type && is_octet_aligned(a) == is_octet_aligned(b);
}

const Format* chosen_format(const Session& session, Codec assigned, std::uint8_t payload_type) {
  if (session.audio.port == 0) return nullptr;
  const auto* used = find_as_used(session, assigned, payload_type);
  return used != nullptr ? used : session.find(assigned);
}

bool offers_codec_on(const Session& offer, Codec codec, std::uint8_t payload_type) {
  return find_as_used(offer, codec, payload_type) != nullptr;
}

}  // namespace sipgw::sdp
