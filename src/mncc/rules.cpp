// SPDX-License-Identifier: AGPL-3.0-or-later
// What fits into a wire structure, and which message has which members.
#include "mncc/codec.hpp"
#include "mncc/layout.hpp"

namespace sipgw::mncc {

bool sdp_fits(std::string_view sdp) { return sdp.size() < wire::kSdpSize && sdp.find('\0') == std::string_view::npos; }

bool digits_fit(std::string_view digits) {
  return digits.size() < wire::number::kDigitsSize &&
         digits.find_first_not_of("0123456789*#abc") == std::string_view::npos;
}

bool user_info_fits(std::string_view octets) {
  return octets.size() < wire::useruser::kTextSize && octets.find('\0') == std::string_view::npos;
}

bool is_rtp(Type type) { return type == Type::rtp_create || type == Type::rtp_connect || type == Type::rtp_free; }

bool carries_notify(Type type) { return type == Type::notify_req || type == Type::notify_ind; }

}  // namespace sipgw::mncc
