// SPDX-License-Identifier: AGPL-3.0-or-later
#include <array>
#include <cstdlib>

#include "mncc/codec.hpp"
#include "mncc/field_writer.hpp"
#include "mncc/layout.hpp"

namespace sipgw::mncc {

namespace {

using Bytes = std::vector<std::byte>;

void write_int(FieldWriter& out, std::size_t at, int value) { out.number<std::int32_t>(at, value); }

void write(FieldWriter& out, std::size_t at, const Number& number) {
  namespace n = wire::number;
  write_int(out, at + n::kType, number.type);
  write_int(out, at + n::kPlan, number.plan);
  write_int(out, at + n::kPresent, number.present);
  write_int(out, at + n::kScreen, number.screen);
  out.text(at + n::kDigits, n::kDigitsSize, number.digits);
}

void write(FieldWriter& out, std::size_t at, const BearerCap& cap) {
  namespace b = wire::bearer_cap;
  if (cap.speech_versions.size() >= b::kSpeechVerSlots) std::abort();
  write_int(out, at + b::kTransfer, cap.transfer);
  write_int(out, at + b::kMode, cap.mode);
  write_int(out, at + b::kCoding, cap.coding);
  write_int(out, at + b::kRadio, cap.radio);
  write_int(out, at + b::kSpeechCtm, cap.speech_ctm);
  auto slot = at + b::kSpeechVer;
  for (const int version : cap.speech_versions) {
    write_int(out, slot, version);
    slot += wire::kIntSize;
  }
  write_int(out, slot, b::kEndOfSpeechVersions);
}

void write(FieldWriter& out, std::size_t at, const Cause& cause) {
  namespace c = wire::cause;
  write_int(out, at + c::kLocation, cause.location);
  write_int(out, at + c::kCoding, cause.coding);
  write_int(out, at + c::kValue, cause.value);
  if (cause.diagnostics.size() > c::kDiagSize) std::abort();
  write_int(out, at + c::kDiagLen, static_cast<int>(cause.diagnostics.size()));
  out.raw(at + c::kDiag, cause.diagnostics.data(), cause.diagnostics.size());
}

void write(FieldWriter& out, std::size_t at, const Progress& progress) {
  namespace p = wire::progress;
  write_int(out, at + p::kCoding, progress.coding);
  write_int(out, at + p::kLocation, progress.location);
  write_int(out, at + p::kDescription, progress.description);
}

void write(FieldWriter& out, std::size_t at, const UserUser& useruser) {
  namespace u = wire::useruser;
  write_int(out, at + u::kProtocol, useruser.protocol);
  out.text(at + u::kText, u::kTextSize, useruser.text);
}

void write(FieldWriter& out, std::size_t at, const std::string& facility) {
  namespace f = wire::facility;
  if (facility.size() > f::kOctetsSize) std::abort();
  write_int(out, at + f::kLength, static_cast<int>(facility.size()));
  out.raw(at + f::kOctets, facility.data(), facility.size());
}

void write(FieldWriter& out, std::size_t at, const CcCap& cc_cap) {
  write_int(out, at + wire::cccap::kDtmf, cc_cap.dtmf);
  write_int(out, at + wire::cccap::kPcp, cc_cap.pcp);
}

void write_compatibility(FieldWriter& out, std::size_t at, std::size_t most, const std::string& octets) {
  if (octets.size() > most) std::abort();
  out.number(at, static_cast<std::uint8_t>(octets.size()));
  out.raw(at + 1, octets.data(), octets.size());
}

void write(FieldWriter& out, std::size_t at, const char& keypad) { write_int(out, at, keypad); }

void write(FieldWriter& out, std::size_t at, const std::array<std::uint8_t, wire::kGcrSize>& gcr) {
  out.raw(at, gcr.data(), gcr.size());
}

Bytes encode_message(const Signalling& message) {
  namespace s = wire::signalling;
  namespace f = wire::field;
  FieldWriter out(message.llc || message.hlc ? s::kExtendedSize : s::kSize);
  std::uint32_t fields = 0;
  const auto optional = [&](const auto& member, std::uint32_t bit, std::size_t at) {
    if (!member) return;
    fields |= bit;
    write(out, at, *member);
  };
  optional(message.bearer_cap, f::kBearerCap, s::kBearerCap);
  optional(message.called, f::kCalled, s::kCalled);
  optional(message.calling, f::kCalling, s::kCalling);
  optional(message.redirecting, f::kRedirecting, s::kRedirecting);
  optional(message.connected, f::kConnected, s::kConnected);
  optional(message.cause, f::kCause, s::kCause);
  optional(message.progress, f::kProgress, s::kProgress);
  optional(message.useruser, f::kUserUser, s::kUserUser);
  optional(message.facility, f::kFacility, s::kFacility);
  optional(message.keypad, f::kKeypad, s::kKeypad);
  optional(message.ss_version, f::kSsVersion, s::kSsVersion);
  optional(message.cc_cap, f::kCcCap, s::kCcCap);
  optional(message.gcr, f::kGcr, s::kGcr);
  if (message.llc) {
    fields |= f::kLlc;
    write_compatibility(out, s::kLlc, wire::kLlcOctets, *message.llc);
  }
  if (message.hlc) {
    fields |= f::kHlc;
    write_compatibility(out, s::kHlc, wire::kHlcOctets, *message.hlc);
  }
  if (message.emergency) fields |= f::kEmergency;

  out.number(wire::kMsgType, static_cast<std::uint32_t>(message.type));
  out.number(wire::kCallref, message.callref);
  out.number(s::kFields, fields);
  write_int(out, s::kEmergency, message.emergency);
  write_int(out, s::kClirSuppressed, message.clir_suppressed);
  write_int(out, s::kClirInvoked, message.clir_invoked);
  if (carries_notify(message.type)) write_int(out, s::kNotify, message.notify);
  out.text(s::kImsi, wire::kImsiSize, message.imsi);
  out.text(s::kSdp, wire::kSdpSize, message.sdp);
  return std::move(out).take();
}

void write_address(FieldWriter& out, const NetAddress& address) {
  namespace r = wire::rtp;
  out.number(r::kFamily, address.ip.v6 ? r::kFamilyIpv6 : r::kFamilyIpv4);
  const std::array<std::uint8_t, 2> port{static_cast<std::uint8_t>(address.port >> 8),
                                         static_cast<std::uint8_t>(address.port)};
  out.raw(r::kPort, port.data(), port.size());
  if (address.ip.v6) {
    out.raw(r::kIpv6, address.ip.bytes.data(), 16);
  } else {
    out.raw(r::kIpv4, address.ip.bytes.data(), 4);
  }
}

Bytes encode_message(const Rtp& message) {
  namespace r = wire::rtp;
  FieldWriter out(r::kSize);
  out.number(wire::kMsgType, static_cast<std::uint32_t>(message.type));
  out.number(wire::kCallref, message.callref);
  if (message.address) write_address(out, *message.address);
  out.number(r::kPayloadType, message.payload_type);
  out.number(r::kPayloadMsgType, message.payload_msg_type);
  out.text(r::kSdp, wire::kSdpSize, message.sdp);
  return std::move(out).take();
}

Bytes encode_message(const Hello& hello) {
  namespace h = wire::hello;
  FieldWriter out(h::kSize);
  out.number(wire::kMsgType, static_cast<std::uint32_t>(Type::hello));
  out.number(h::kVersionAt, hello.version);
  out.number(h::kMnccSize, hello.mncc_size);
  out.number(h::kDataFrameSize, hello.data_frame_size);
  out.number(h::kCalledOffset, hello.called_offset);
  out.number(h::kSignalOffset, hello.signal_offset);
  out.number(h::kEmergencyOffset, hello.emergency_offset);
  out.number(h::kLchanTypeOffset, hello.lchan_type_offset);
  return std::move(out).take();
}

}  // namespace

Bytes encode(const Message& message) {
  return std::visit([](const auto& value) { return encode_message(value); }, message);
}

}  // namespace sipgw::mncc
