// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cc/gsm_messages.hpp"

#include <utility>

#include "mncc/codec.hpp"

namespace sipgw::cc {

namespace {
constexpr std::uint8_t kUnknownType = 0, kInternational = 1, kIsdnPlan = 1;
}  // namespace

mncc::Signalling plain(mncc::Type type, const GsmLeg& leg) {
  mncc::Signalling message;
  message.type = type;
  message.callref = leg.callref;
  return message;
}

mncc::Signalling with_cause(mncc::Type type, const GsmLeg& leg, int cause, int location) {
  auto message = plain(type, leg);
  message.cause = mncc::Cause{location, 3, cause};
  return message;
}

mncc::Rtp rtp_create(const GsmLeg& leg) {
  mncc::Rtp message;
  message.type = mncc::Type::rtp_create;
  message.callref = leg.callref;
  return message;
}

mncc::Rtp rtp_connect(const GsmLeg& leg, const NetAddress& address, std::uint8_t payload_type, std::string sdp) {
  mncc::Rtp message;
  message.type = mncc::Type::rtp_connect;
  message.callref = leg.callref;
  message.address = address;
  message.payload_type = payload_type;
  message.sdp = std::move(sdp);
  return message;
}

mncc::BearerCap full_rate_bearer() {
  mncc::BearerCap bearer;
  bearer.radio = 1;
  bearer.speech_versions = {static_cast<int>(mncc::SpeechVersion::fr)};
  return bearer;
}

mncc::Number number_from(std::string_view digits) {
  mncc::Number number;
  number.plan = kIsdnPlan;
  number.type = digits.starts_with('+') ? kInternational : kUnknownType;
  number.digits = digits.substr(digits.starts_with('+') ? 1 : 0);
  return number;
}

std::string digits_of(const mncc::Number& number) {
  if (number.type == kInternational && !number.digits.empty() && !number.digits.starts_with('+')) {
    return "+" + number.digits;
  }
  return number.digits;
}

bool is_number(std::string_view digits) {
  if (digits.starts_with('+')) digits.remove_prefix(1);
  return !digits.empty() && mncc::digits_fit(digits);
}

}  // namespace sipgw::cc
