// SPDX-License-Identifier: AGPL-3.0-or-later
// Our offsets against what the compiler makes of libosmocore's public sub-structures.
#include "mncc/layout.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <cstddef>

#include "mncc/codec.hpp"

extern "C" {  // the header itself does not say so
#include <osmocom/core/utils.h>
#include <osmocom/gsm/mncc.h>
}

namespace sipgw::mncc {
namespace {

/// The members of a signalling message in the order of spec/mncc.md, so that the compiler computes the offsets.
struct SignallingMessage {
  std::uint32_t msg_type, callref, fields;
  gsm_mncc_bearer_cap bearer_cap;
  gsm_mncc_number called, calling, redirecting, connected;
  gsm_mncc_cause cause;
  gsm_mncc_progress progress;
  gsm_mncc_useruser useruser;
  gsm_mncc_facility facility;
  gsm_mncc_cccap cccap;
  gsm_mncc_ssversion ssversion;
  int clir_sup, clir_inv;
  int signal, keypad, more, notify, emergency;
  char imsi[16];
  std::uint8_t lchan_type, lchan_mode;
  std::uint8_t gcr[16];
  char sdp[1024];
};

struct RtpMessage {
  std::uint32_t msg_type, callref;
  sockaddr_storage addr;
  std::uint32_t payload_type, payload_msg_type;
  char sdp[1024];
};

TEST(MnccLayout, PlacesTheMembersOfASignallingMessageAsTheCompilerDoes) {
  namespace s = wire::signalling;
  using M = SignallingMessage;
  EXPECT_EQ(s::kFields, offsetof(M, fields));
  EXPECT_EQ(s::kBearerCap, offsetof(M, bearer_cap));
  EXPECT_EQ(s::kCalled, offsetof(M, called));
  EXPECT_EQ(s::kCalling, offsetof(M, calling));
  EXPECT_EQ(s::kRedirecting, offsetof(M, redirecting));
  EXPECT_EQ(s::kConnected, offsetof(M, connected));
  EXPECT_EQ(s::kCause, offsetof(M, cause));
  EXPECT_EQ(s::kProgress, offsetof(M, progress));
  EXPECT_EQ(s::kUserUser, offsetof(M, useruser));
  EXPECT_EQ(s::kFacility, offsetof(M, facility));
  EXPECT_EQ(s::kCcCap, offsetof(M, cccap));
  EXPECT_EQ(s::kSsVersion, offsetof(M, ssversion));
  EXPECT_EQ(s::kClirSuppressed, offsetof(M, clir_sup));
  EXPECT_EQ(s::kClirInvoked, offsetof(M, clir_inv));
  EXPECT_EQ(s::kSignal, offsetof(M, signal));
  EXPECT_EQ(s::kKeypad, offsetof(M, keypad));
  EXPECT_EQ(s::kMore, offsetof(M, more));
  EXPECT_EQ(s::kNotify, offsetof(M, notify));
  EXPECT_EQ(s::kEmergency, offsetof(M, emergency));
  EXPECT_EQ(s::kImsi, offsetof(M, imsi));
  EXPECT_EQ(s::kLchanType, offsetof(M, lchan_type));
  EXPECT_EQ(s::kLchanMode, offsetof(M, lchan_mode));
  EXPECT_EQ(s::kGcr, offsetof(M, gcr));
  EXPECT_EQ(s::kSdp, offsetof(M, sdp));
  EXPECT_EQ(s::kSize, sizeof(M));
}

TEST(MnccLayout, AgreesWithLibosmocoreOnTheSubStructures) {
  EXPECT_EQ(wire::bearer_cap::kSize, sizeof(gsm_mncc_bearer_cap));
  EXPECT_EQ(wire::bearer_cap::kTransfer, offsetof(gsm_mncc_bearer_cap, transfer));
  EXPECT_EQ(wire::bearer_cap::kMode, offsetof(gsm_mncc_bearer_cap, mode));
  EXPECT_EQ(wire::bearer_cap::kCoding, offsetof(gsm_mncc_bearer_cap, coding));
  EXPECT_EQ(wire::bearer_cap::kRadio, offsetof(gsm_mncc_bearer_cap, radio));
  EXPECT_EQ(wire::bearer_cap::kSpeechCtm, offsetof(gsm_mncc_bearer_cap, speech_ctm));
  EXPECT_EQ(wire::bearer_cap::kSpeechVer, offsetof(gsm_mncc_bearer_cap, speech_ver));
  EXPECT_EQ(wire::bearer_cap::kSpeechVerSlots * wire::kIntSize, sizeof(gsm_mncc_bearer_cap::speech_ver));
  EXPECT_EQ(wire::number::kSize, sizeof(gsm_mncc_number));
  EXPECT_EQ(wire::number::kType, offsetof(gsm_mncc_number, type));
  EXPECT_EQ(wire::number::kPlan, offsetof(gsm_mncc_number, plan));
  EXPECT_EQ(wire::number::kPresent, offsetof(gsm_mncc_number, present));
  EXPECT_EQ(wire::number::kScreen, offsetof(gsm_mncc_number, screen));
  EXPECT_EQ(wire::number::kDigits, offsetof(gsm_mncc_number, number));
  EXPECT_EQ(wire::number::kDigitsSize, sizeof(gsm_mncc_number::number));
  EXPECT_EQ(wire::cause::kSize, sizeof(gsm_mncc_cause));
  EXPECT_EQ(wire::cause::kLocation, offsetof(gsm_mncc_cause, location));
  EXPECT_EQ(wire::cause::kCoding, offsetof(gsm_mncc_cause, coding));
  EXPECT_EQ(wire::cause::kValue, offsetof(gsm_mncc_cause, value));
  EXPECT_EQ(wire::progress::kSize, sizeof(gsm_mncc_progress));
  EXPECT_EQ(wire::progress::kCoding, offsetof(gsm_mncc_progress, coding));
  EXPECT_EQ(wire::progress::kLocation, offsetof(gsm_mncc_progress, location));
  EXPECT_EQ(wire::progress::kDescription, offsetof(gsm_mncc_progress, descr));
  EXPECT_EQ(wire::useruser::kProtocol, offsetof(gsm_mncc_useruser, proto));
  EXPECT_EQ(wire::useruser::kText, offsetof(gsm_mncc_useruser, info));
  EXPECT_EQ(wire::useruser::kTextSize, sizeof(gsm_mncc_useruser::info));
  EXPECT_EQ(wire::facility::kLength, offsetof(gsm_mncc_facility, len));
  EXPECT_EQ(wire::facility::kOctets, offsetof(gsm_mncc_facility, info));
  EXPECT_EQ(wire::facility::kOctetsSize, sizeof(gsm_mncc_facility::info));
  EXPECT_EQ(wire::facility::kLength, offsetof(gsm_mncc_ssversion, len));
  EXPECT_EQ(wire::facility::kOctets, offsetof(gsm_mncc_ssversion, info));
  EXPECT_EQ(wire::facility::kOctetsSize, sizeof(gsm_mncc_ssversion::info));
  EXPECT_EQ(wire::cccap::kDtmf, offsetof(gsm_mncc_cccap, dtmf));
  EXPECT_EQ(wire::cccap::kPcp, offsetof(gsm_mncc_cccap, pcp));
  EXPECT_EQ(wire::kUserUserSize, sizeof(gsm_mncc_useruser));
  EXPECT_EQ(wire::kFacilitySize, sizeof(gsm_mncc_facility));
  EXPECT_EQ(wire::kSsVersionSize, sizeof(gsm_mncc_ssversion));
  EXPECT_EQ(wire::kCcCapSize, sizeof(gsm_mncc_cccap));
}

TEST(MnccLayout, PlacesTheMembersOfAnRtpMessageAsTheCompilerDoes) {
  namespace r = wire::rtp;
  EXPECT_EQ(r::kFamily, offsetof(RtpMessage, addr));
  EXPECT_EQ(r::kPayloadType, offsetof(RtpMessage, payload_type));
  EXPECT_EQ(r::kPayloadMsgType, offsetof(RtpMessage, payload_msg_type));
  EXPECT_EQ(r::kSdp, offsetof(RtpMessage, sdp));
  EXPECT_EQ(r::kSize, sizeof(RtpMessage));
  EXPECT_EQ(r::kFamilyIpv4, AF_INET);
  EXPECT_EQ(r::kFamilyIpv6, AF_INET6);
}

TEST(MnccNames, AreThoseOfLibosmocore) {
  int known = 0;
  for (std::uint32_t type = 0; type <= 0x500; ++type) {
    if (!is_known(type)) continue;
    ++known;
    const std::string theirs = osmo_mncc_name(type);
    const std::string ours{to_string(static_cast<Type>(type))};
    EXPECT_EQ(theirs, "MNCC_" + ours) << std::hex << type;
  }
  EXPECT_EQ(known, 40 + 3 + 1);
}

TEST(MnccNames, SayThatATypeOrKindIsUnknown) {
  EXPECT_FALSE(is_known(0x100));
  EXPECT_FALSE(is_known(0x129));
  EXPECT_FALSE(is_known(0x80000101));
  EXPECT_EQ(to_string(static_cast<Type>(0x1ff)), "unknown");
  EXPECT_EQ(to_string(Malformed::bad_bearer_cap), "bad bearer capability");
}

}  // namespace
}  // namespace sipgw::mncc
