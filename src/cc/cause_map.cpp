// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cc/cause_map.hpp"

#include <algorithm>
#include <array>

namespace sipgw::cc {

namespace {

// Causes of 3GPP TS 24.008 table 10.5.123 that the rules below name.
constexpr int kUnassignedNumber = 1;
constexpr int kNormalClearing = 16;
constexpr int kUserBusy = 17;
constexpr int kNoUserResponding = 18;
constexpr int kNoAnswer = 19;
constexpr int kCallRejected = 21;
constexpr int kNumberChanged = 22;
constexpr int kNonSelectedUserClearing = 26;
constexpr int kInvalidNumber = 28;
constexpr int kNormalUnspecified = 31;
constexpr int kNetworkOutOfOrder = 38;
constexpr int kTemporaryFailure = 41;
constexpr int kCongestion = 42;
constexpr int kBearerNotAvailable = 58;
constexpr int kServiceNotAvailable = 63;
constexpr int kBearerNotImplemented = 65;
constexpr int kNotImplemented = 79;
constexpr int kTimerExpiry = 102;
constexpr int kInterworking = 127;
constexpr int kMaxCause = 127;

constexpr int kLocationUser = 0;
constexpr int kIncompatibleMediaFormat = 305;
constexpr int kMediaTypeNotAvailable = 304;
constexpr int kIncompatibleTransport = 306;
constexpr int kInsufficientBandwidth = 370;

constexpr std::array kPhoneCauses = {1,  3,  6,  8,  16, 17, 18, 19, 21, 22, 25,  26,  27,  28,  29, 30, 31,
                                     34, 38, 41, 42, 43, 44, 47, 49, 50, 55, 57,  58,  63,  65,  68, 69, 70,
                                     79, 81, 87, 88, 91, 95, 96, 97, 98, 99, 100, 101, 102, 111, 127};

struct StatusRow {
  int status;
  int cause;
};

/// Statuses whose cause needs no further look; the others follow their class (`cause_from_class`).
constexpr std::array kStatusRows = {
    StatusRow{301, kNumberChanged},
    StatusRow{400, kTemporaryFailure},
    StatusRow{401, kCallRejected},
    StatusRow{402, kCallRejected},
    StatusRow{403, kCallRejected},
    StatusRow{404, kUnassignedNumber},
    StatusRow{405, kServiceNotAvailable},
    StatusRow{406, kNotImplemented},
    StatusRow{407, kCallRejected},
    StatusRow{408, kTimerExpiry},
    StatusRow{409, kTemporaryFailure},
    StatusRow{410, kNumberChanged},
    StatusRow{411, kInterworking},
    StatusRow{412, kInterworking},
    StatusRow{413, kInterworking},
    StatusRow{414, kInterworking},
    StatusRow{415, kNotImplemented},
    StatusRow{416, kInterworking},
    StatusRow{417, kInterworking},
    StatusRow{420, kInterworking},
    StatusRow{421, kInterworking},
    StatusRow{422, kInterworking},
    StatusRow{423, kInterworking},
    StatusRow{424, kCallRejected},
    StatusRow{428, kCallRejected},
    StatusRow{429, kCallRejected},
    StatusRow{430, kNetworkOutOfOrder},
    StatusRow{433, kCallRejected},
    StatusRow{437, kCallRejected},
    StatusRow{438, kCallRejected},
    StatusRow{480, kNoUserResponding},
    StatusRow{481, kTemporaryFailure},
    StatusRow{482, kInterworking},  // 25 in Q.850, which is pre-emption to a phone
    StatusRow{483, kInterworking},
    StatusRow{484, kInvalidNumber},
    StatusRow{485, kUnassignedNumber},
    StatusRow{486, kUserBusy},
    StatusRow{487, kNormalUnspecified},
    StatusRow{493, kCallRejected},
    StatusRow{494, kCallRejected},
    StatusRow{500, kTemporaryFailure},
    StatusRow{501, kNotImplemented},
    StatusRow{502, kNetworkOutOfOrder},
    StatusRow{503, kTemporaryFailure},
    StatusRow{504, kTimerExpiry},
    StatusRow{505, kInterworking},
    StatusRow{513, kInterworking},
    StatusRow{600, kUserBusy},
    StatusRow{603, kCallRejected},
    StatusRow{604, kUnassignedNumber},
    StatusRow{607, kCallRejected},
    StatusRow{608, kCallRejected},
};

struct CauseRow {
  int cause;
  SipRefusal refusal;
};

constexpr SipRefusal kProtocolError{500};

constexpr std::array kCauseRows = {
    CauseRow{0, {480}},
    CauseRow{1, {404}},
    CauseRow{3, {404}},
    CauseRow{6, {503}},
    CauseRow{8, {403}},
    CauseRow{16, {480}},
    CauseRow{17, {486}},
    CauseRow{18, {480}},  // RFC 3398 has 408, on which proxies try again
    CauseRow{19, {480}},
    CauseRow{20, {480}},
    CauseRow{21, {403}},
    CauseRow{22, {410}},
    CauseRow{25, {480, 0, "preemption;cause=1"}},
    CauseRow{26, {404}},
    CauseRow{27, {502}},
    CauseRow{28, {484}},
    CauseRow{29, {501}},
    CauseRow{30, {480}},
    CauseRow{31, {480}},
    CauseRow{34, {503}},
    CauseRow{38, {503}},
    CauseRow{41, {503}},
    CauseRow{42, {503}},
    CauseRow{43, {503}},
    CauseRow{44, {503}},
    CauseRow{47, {503}},
    CauseRow{49, {503}},
    CauseRow{50, {403}},
    CauseRow{55, {403}},
    CauseRow{57, {403}},
    CauseRow{58, {503}},
    CauseRow{63, {503}},
    CauseRow{65, {488, kMediaTypeNotAvailable}},
    CauseRow{68, {501}},
    CauseRow{69, {501}},
    CauseRow{70, {488}},
    CauseRow{79, {501}},
    CauseRow{87, {403}},
    CauseRow{88, {488, kMediaTypeNotAvailable}},  // osmo-msc: no codec in common
    CauseRow{91, {502}},
    CauseRow{102, {504}},
};

int cause_from_class(int status) {
  if (status >= 600) return kInterworking;
  return status >= 400 ? kTemporaryFailure : kNormalUnspecified;
}

/// 488 and 606. Without a Warning nothing but the codecs can have been meant.
int cause_from_warning(std::optional<int> warning) {
  switch (warning.value_or(kIncompatibleMediaFormat)) {
    case kMediaTypeNotAvailable:
    case kIncompatibleMediaFormat:
    case kIncompatibleTransport:
      return kBearerNotImplemented;
    case kInsufficientBandwidth:
      return kBearerNotAvailable;
  }
  return kNormalUnspecified;
}

/// A refusal made by our own SIP stack: nobody answered, or the peer could not be reached.
int cause_from_local(int status) {
  constexpr int kRequestTerminated = 487;
  return status == kRequestTerminated ? kNormalClearing : kNetworkOutOfOrder;
}

}  // namespace

int fold_cause(int cause) {
  if (std::find(kPhoneCauses.begin(), kPhoneCauses.end(), cause) != kPhoneCauses.end()) return cause;
  if (cause <= kNormalUnspecified || cause > kMaxCause) return kNormalUnspecified;
  return cause | 0xf;  // three bits of class, four of value
}

int cause_from_msc(int cause) { return cause >= 1 && cause <= kMaxCause ? cause : kNormalUnspecified; }

int cause_from_refusal(const sip::Refused& refused, bool ringing_seen, const std::map<int, int>& overrides) {
  const auto override = overrides.find(refused.status);
  if (refused.from_peer && override != overrides.end()) return override->second;
  if (refused.reason.q850) return fold_cause(*refused.reason.q850);
  if (!refused.from_peer) return cause_from_local(refused.status);
  if (refused.status == 480 && ringing_seen) return kNoAnswer;
  if (refused.status == 503 && refused.retry_after) return kCongestion;
  if (refused.status == 488 || refused.status == 606) return cause_from_warning(refused.warning);

  const auto* row = std::find_if(kStatusRows.begin(), kStatusRows.end(),
                                 [&](const StatusRow& candidate) { return candidate.status == refused.status; });
  return row == kStatusRows.end() ? cause_from_class(refused.status) : row->cause;
}

int cause_from_release(const sip::Reason& reason, bool cancelled) {
  if (reason.q850) return fold_cause(*reason.q850);
  const bool completed_elsewhere = cancelled && reason.sip == 200;
  return completed_elsewhere ? kNonSelectedUserClearing : kNormalClearing;
}

SipRefusal refusal_from_cause(int cause, int location, const std::map<int, int>& overrides) {
  if (const auto override = overrides.find(cause); override != overrides.end()) return {override->second};
  if (cause == kCallRejected && location == kLocationUser) return {603};
  const auto* row = std::find_if(kCauseRows.begin(), kCauseRows.end(),
                                 [&](const CauseRow& candidate) { return candidate.cause == cause; });
  return row == kCauseRows.end() ? kProtocolError : row->refusal;
}

}  // namespace sipgw::cc
