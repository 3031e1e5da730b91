// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cc/gsm_messages.hpp"

#include <algorithm>
#include <utility>

#include "mncc/codec.hpp"
#include "sip/headers.hpp"

namespace sipgw::cc {

namespace {
constexpr std::uint8_t kUnknownType = 0, kInternational = 1, kIsdnPlan = 1;
constexpr std::uint8_t kRestricted = 1, kNotAvailable = 2;
constexpr int kNumberChanged = 22;
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

mncc::Signalling with_progress(mncc::Type type, const GsmLeg& leg, std::optional<int> description) {
  auto message = plain(type, leg);
  if (description) message.progress = mncc::Progress{3, 1, *description};
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

mncc::Number presented_number(std::string_view user, bool withheld) {
  mncc::Number number;
  if (const auto digits = sip::dialable(user); !withheld && digits && is_number(*digits)) return number_from(*digits);
  number.present = withheld ? kRestricted : kNotAvailable;
  return number;
}

std::string digits_of(const mncc::Number& number) {
  if (number.type == kInternational && !number.digits.empty() && !number.digits.starts_with('+')) {
    return "+" + number.digits;
  }
  return number.digits;
}

std::string new_destination(const mncc::Cause& cause) {
  constexpr std::string_view kBcd = "0123456789*#abc";
  constexpr std::uint8_t kCalledPartyBcdNumber = 0x5e, kFiller = 0xf;
  const auto octet = [&](std::size_t at) { return static_cast<std::uint8_t>(cause.diagnostics[at]); };
  if (cause.value != kNumberChanged || cause.diagnostics.size() < 4 || octet(0) != kCalledPartyBcdNumber) return {};
  const auto end = std::min<std::size_t>(cause.diagnostics.size(), 2u + octet(1));
  mncc::Number number;
  number.type = octet(2) >> 4 & 0x7;
  for (std::size_t at = 3; at < end; ++at) {
    for (const int digit : {octet(at) & 0xf, octet(at) >> 4}) {
      if (digit != kFiller) number.digits += kBcd[static_cast<std::size_t>(digit)];
    }
  }
  return is_number(number.digits) ? digits_of(number) : std::string{};
}

bool is_number(std::string_view digits) {
  if (digits.starts_with('+')) digits.remove_prefix(1);
  return !digits.empty() && mncc::digits_fit(digits);
}

}  // namespace sipgw::cc
