// SPDX-License-Identifier: AGPL-3.0-or-later
// Offsets and sizes, in bytes, of the C structures that an MSC sends and expects on its MNCC socket (version 8, LP64,
// little endian; members in host byte order). MNCC has no standard. The sub-structures are libosmocore's
// (osmocom/gsm/mncc.h), which a unit test compares; the messages themselves are published nowhere.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace sipgw::mncc::wire {

static_assert(std::endian::native == std::endian::little && sizeof(int) == 4 && sizeof(void*) == 8,
              "this layout was measured on LP64 little-endian machines");

inline constexpr std::uint32_t kVersion = 8;

// Common to all messages; the hello has no callref.
inline constexpr std::size_t kMsgType = 0, kCallref = 4, kHeaderSize = 8;

namespace hello {
inline constexpr std::size_t kVersionAt = 4, kMnccSize = 8, kDataFrameSize = 12, kCalledOffset = 16, kSignalOffset = 20,
                             kEmergencyOffset = 24, kLchanTypeOffset = 28, kSize = 32;
}

namespace number {  // gsm_mncc_number
inline constexpr std::size_t kType = 0, kPlan = 4, kPresent = 8, kScreen = 12, kDigits = 16, kDigitsSize = 33,
                             kSize = 52;
}

namespace bearer_cap {  // gsm_mncc_bearer_cap
inline constexpr std::size_t kTransfer = 0, kMode = 4, kCoding = 8, kRadio = 12, kSpeechCtm = 16, kSpeechVer = 20,
                             kSpeechVerSlots = 8, kSize = 92;
inline constexpr int kEndOfSpeechVersions = -1;  ///< takes one of the slots
}  // namespace bearer_cap

namespace cause {  // gsm_mncc_cause
inline constexpr std::size_t kLocation = 0, kCoding = 4, kValue = 16, kDiagLen = 20, kDiag = 24, kDiagSize = 32,
                             kSize = 56;
}

namespace progress {  // gsm_mncc_progress
inline constexpr std::size_t kCoding = 0, kLocation = 4, kDescription = 8, kSize = 12;
}

namespace useruser {  // gsm_mncc_useruser
inline constexpr std::size_t kProtocol = 0, kText = 4, kTextSize = 129;
}

namespace facility {  // gsm_mncc_facility and, alike, gsm_mncc_ssversion
inline constexpr std::size_t kLength = 0, kOctets = 4, kOctetsSize = 128;
}

namespace cccap {  // gsm_mncc_cccap
inline constexpr std::size_t kDtmf = 0, kPcp = 4;
}

/// A length and so many octets behind it.
inline constexpr std::size_t kLlcOctets = 16, kHlcOctets = 3;

inline constexpr std::size_t kIntSize = 4, kImsiSize = 16, kGcrSize = 16, kSdpSize = 1024;
inline constexpr std::size_t kUserUserSize = 136, kFacilitySize = 132, kSsVersionSize = 132, kCcCapSize = 8;

namespace signalling {  // gsm_mncc
inline constexpr std::size_t kFields = 8, kBearerCap = 12, kCalled = 104, kCalling = 156, kRedirecting = 208,
                             kConnected = 260, kCause = 312, kProgress = 368, kUserUser = 380, kFacility = 516,
                             kCcCap = 648, kSsVersion = 656, kClirSuppressed = 788, kClirInvoked = 792, kSignal = 796,
                             kKeypad = 800, kMore = 804, kNotify = 808, kEmergency = 812, kImsi = 816, kLchanType = 832,
                             kLchanMode = 833, kGcr = 834, kSdp = 850, kSize = 1876;
inline constexpr std::size_t kLlc = 1874, kHlc = 1891, kExtendedSize = 1896;  ///< from MSC 1.12

static_assert(kBearerCap + bearer_cap::kSize == kCalled);
static_assert(kCalled + number::kSize == kCalling && kCalling + number::kSize == kRedirecting);
static_assert(kRedirecting + number::kSize == kConnected && kConnected + number::kSize == kCause);
static_assert(kCause + cause::kSize == kProgress && kProgress + progress::kSize == kUserUser);
static_assert(kUserUser + kUserUserSize == kFacility && kFacility + kFacilitySize == kCcCap);
static_assert(kCcCap + kCcCapSize == kSsVersion && kSsVersion + kSsVersionSize == kClirSuppressed);
static_assert(kClirSuppressed + kIntSize == kClirInvoked && kClirInvoked + kIntSize == kSignal);
static_assert(kSignal + kIntSize == kKeypad && kKeypad + kIntSize == kMore && kMore + kIntSize == kNotify);
static_assert(kNotify + kIntSize == kEmergency && kEmergency + kIntSize == kImsi && kImsi + kImsiSize == kLchanType);
static_assert(kLchanType + 1 == kLchanMode && kLchanMode + 1 == kGcr && kGcr + kGcrSize == kSdp);
static_assert(kSdp + kSdpSize + 2 == kSize, "two bytes of padding end the structure");
static_assert(kSdp + kSdpSize == kLlc && kLlc + 1 + kLlcOctets == kHlc && kHlc + 1 + kHlcOctets < kExtendedSize);
}  // namespace signalling

namespace rtp {  // gsm_mncc_rtp
inline constexpr std::size_t kFamily = 8, kPort = 10, kIpv4 = 12, kIpv6 = 16, kPayloadType = 136, kPayloadMsgType = 140,
                             kSdp = 144, kSize = 1168;
static_assert(kFamily + 128 == kPayloadType, "a sockaddr_storage stands between");
static_assert(kSdp + kSdpSize == kSize);
inline constexpr std::uint16_t kFamilyNone = 0, kFamilyIpv4 = 2, kFamilyIpv6 = 10;  ///< Linux's AF_…
}  // namespace rtp

/// Bits of the field mask: which optional members of a signalling message are filled.
namespace field {
inline constexpr std::uint32_t kBearerCap = 0x1, kCalled = 0x2, kCalling = 0x4, kRedirecting = 0x8, kConnected = 0x10,
                               kCause = 0x20, kUserUser = 0x40, kProgress = 0x80, kEmergency = 0x100, kFacility = 0x200,
                               kSsVersion = 0x400, kCcCap = 0x800, kKeypad = 0x1000, kSignal = 0x2000, kGcr = 0x4000,
                               kHlc = 0x8000, kLlc = 0x10000, kAll = 0x1ffff;
}

}  // namespace sipgw::mncc::wire
