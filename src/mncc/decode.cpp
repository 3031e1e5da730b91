// SPDX-License-Identifier: AGPL-3.0-or-later
#include <bit>

#include "base/strings.hpp"
#include "mncc/codec.hpp"
#include "mncc/field_reader.hpp"
#include "mncc/layout.hpp"

namespace sipgw::mncc {

namespace {

Number read_number(FieldReader& in, std::size_t at) {
  namespace n = wire::number;
  const auto small = [&](std::size_t offset, int max) {
    return static_cast<std::uint8_t>(in.ranged(at + offset, max, Malformed::bad_number));
  };
  Number number{small(n::kType, 7), small(n::kPlan, 15), small(n::kPresent, 3), small(n::kScreen, 3),
                in.text(at + n::kDigits, n::kDigitsSize)};
  if (!digits_fit(number.digits)) in.fail(Malformed::bad_number);
  return number;
}

BearerCap read_bearer_cap(FieldReader& in, std::size_t at) {
  namespace b = wire::bearer_cap;
  constexpr auto kBad = Malformed::bad_bearer_cap;
  BearerCap cap;
  cap.transfer = in.ranged(at + b::kTransfer, 7, kBad);
  cap.mode = in.ranged(at + b::kMode, 1, kBad);
  cap.coding = in.ranged(at + b::kCoding, 3, kBad);
  cap.radio = in.ranged(at + b::kRadio, 3, kBad);
  cap.speech_ctm = in.ranged(at + b::kSpeechCtm, 1, kBad);
  for (std::size_t slot = 0; slot < b::kSpeechVerSlots; ++slot) {
    const auto offset = at + b::kSpeechVer + slot * wire::kIntSize;
    if (in.number<std::int32_t>(offset) == b::kEndOfSpeechVersions) return cap;
    cap.speech_versions.push_back(in.ranged(offset, 15, kBad));
  }
  in.fail(kBad);
  return cap;
}

Cause read_cause(FieldReader& in, std::size_t at) {
  namespace c = wire::cause;
  Cause cause{in.ranged(at + c::kLocation, 15, Malformed::bad_enum), in.ranged(at + c::kCoding, 3, Malformed::bad_enum),
              in.ranged(at + c::kValue, 127, Malformed::bad_enum)};
  const auto octets = in.number<std::array<char, c::kDiagSize>>(at + c::kDiag);
  const auto length = in.ranged(at + c::kDiagLen, c::kDiagSize, Malformed::bad_enum);
  cause.diagnostics.assign(octets.data(), static_cast<std::size_t>(length));
  return cause;
}

Progress read_progress(FieldReader& in, std::size_t at) {
  namespace p = wire::progress;
  return {in.ranged(at + p::kCoding, 3, Malformed::bad_enum), in.ranged(at + p::kLocation, 15, Malformed::bad_enum),
          in.ranged(at + p::kDescription, 127, Malformed::bad_enum)};
}

UserUser read_useruser(FieldReader& in, std::size_t at) {
  namespace u = wire::useruser;
  return {static_cast<std::uint8_t>(in.ranged(at + u::kProtocol, 255, Malformed::bad_enum)),
          in.text(at + u::kText, u::kTextSize)};
}

std::string read_octets(FieldReader& in, std::size_t at) {
  namespace f = wire::facility;
  const auto octets = in.number<std::array<char, f::kOctetsSize>>(at + f::kOctets);
  const auto length = in.ranged(at + f::kLength, f::kOctetsSize, Malformed::bad_enum);
  return {octets.data(), static_cast<std::size_t>(length)};
}

CcCap read_cc_cap(FieldReader& in, std::size_t at) {
  namespace c = wire::cccap;
  return {in.ranged(at + c::kDtmf, 1, Malformed::bad_enum) != 0, in.ranged(at + c::kPcp, 1, Malformed::bad_enum) != 0};
}

/// In the longer structure of today's MSCs, which the reader must hold.
template <std::size_t Most>
std::string read_compatibility(FieldReader& in, std::size_t at) {
  const auto octets = in.number<std::array<char, 1 + Most>>(at);
  const auto length = static_cast<std::uint8_t>(octets[0]);
  if (length > Most) return in.fail(Malformed::bad_enum), std::string{};
  return {octets.data() + 1, length};
}

char read_keypad(FieldReader& in, std::size_t at) {
  const auto key = static_cast<char>(in.ranged(at, 127, Malformed::bad_enum));
  if (std::string_view{"0123456789*#ABCD"}.find(key) == std::string_view::npos) in.fail(Malformed::bad_enum);
  return key;
}

std::array<std::uint8_t, 16> read_gcr(const FieldReader& in, std::size_t at) {
  return in.number<std::array<std::uint8_t, wire::kGcrSize>>(at);
}

Signalling read_signalling(FieldReader& in, Type type, Callref callref, bool& incomplete) {
  namespace s = wire::signalling;
  namespace f = wire::field;
  Signalling message;
  message.type = type;
  message.callref = callref;
  message.sdp = in.text(s::kSdp, wire::kSdpSize);
  if (in.failure()) return message;  // the packet may be shorter than the other members

  const auto fields = in.number<std::uint32_t>(s::kFields);
  const auto dispensable = [&](auto& member, std::uint32_t bit, auto read, std::size_t at) {
    if (!(fields & bit)) return;
    auto part = in.without_failure();
    auto value = read(part, at);
    if (part.failure()) {
      incomplete = true;
    } else {
      member = std::move(value);
    }
  };
  if ((fields & ~f::kAll) != 0) in.fail(Malformed::bad_field_mask);
  if (fields & f::kBearerCap) message.bearer_cap = read_bearer_cap(in, s::kBearerCap);
  if (fields & f::kCalled) message.called = read_number(in, s::kCalled);
  if (fields & f::kCalling) message.calling = read_number(in, s::kCalling);
  if (fields & f::kRedirecting) message.redirecting = read_number(in, s::kRedirecting);
  if (fields & f::kConnected) message.connected = read_number(in, s::kConnected);
  if (fields & f::kCause) message.cause = read_cause(in, s::kCause);
  if (fields & f::kProgress) message.progress = read_progress(in, s::kProgress);
  dispensable(message.useruser, f::kUserUser, read_useruser, s::kUserUser);
  dispensable(message.facility, f::kFacility, read_octets, s::kFacility);
  dispensable(message.keypad, f::kKeypad, read_keypad, s::kKeypad);
  dispensable(message.ss_version, f::kSsVersion, read_octets, s::kSsVersion);
  dispensable(message.cc_cap, f::kCcCap, read_cc_cap, s::kCcCap);
  if (in.size() >= s::kExtendedSize) {
    dispensable(message.llc, f::kLlc, read_compatibility<wire::kLlcOctets>, s::kLlc);
    dispensable(message.hlc, f::kHlc, read_compatibility<wire::kHlcOctets>, s::kHlc);
  }
  if (fields & f::kGcr) message.gcr = read_gcr(in, s::kGcr);

  // Members without a bit of their own; anything but zero means yes.
  message.emergency = (fields & f::kEmergency) != 0 || in.number<std::int32_t>(s::kEmergency) != 0;
  message.clir_suppressed = in.number<std::int32_t>(s::kClirSuppressed) != 0;
  message.clir_invoked = in.number<std::int32_t>(s::kClirInvoked) != 0;
  if (carries_notify(type)) message.notify = in.ranged(s::kNotify, 127, Malformed::bad_enum);
  message.imsi = in.text(s::kImsi, wire::kImsiSize);
  if (!message.imsi.empty() && !all_digits(message.imsi)) in.fail(Malformed::bad_number);
  return message;
}

template <std::size_t Size>
IpAddress read_ip(const FieldReader& in, std::size_t at) {
  const auto bytes = in.number<std::array<std::uint8_t, Size>>(at);
  IpAddress address;
  address.v6 = Size == 16;
  std::copy(bytes.begin(), bytes.end(), address.bytes.begin());
  return address;
}

std::optional<NetAddress> read_address(FieldReader& in) {
  namespace r = wire::rtp;
  const auto port_bytes = in.number<std::array<std::uint8_t, 2>>(r::kPort);
  const auto port = static_cast<std::uint16_t>(port_bytes[0] << 8 | port_bytes[1]);
  switch (in.number<std::uint16_t>(r::kFamily)) {
    case r::kFamilyNone:
      return std::nullopt;
    case r::kFamilyIpv4:
      return NetAddress{read_ip<4>(in, r::kIpv4), port};
    case r::kFamilyIpv6:
      return NetAddress{read_ip<16>(in, r::kIpv6), port};
  }
  in.fail(Malformed::bad_address);
  return std::nullopt;
}

Rtp read_rtp(FieldReader& in, Type type, Callref callref) {
  namespace r = wire::rtp;
  Rtp message;
  message.type = type;
  message.callref = callref;
  message.sdp = in.text(r::kSdp, wire::kSdpSize);
  if (in.failure()) return message;  // the packet may be shorter than the other members

  message.address = read_address(in);
  message.payload_type = static_cast<std::uint32_t>(in.ranged(r::kPayloadType, 127, Malformed::bad_enum));
  message.payload_msg_type = in.number<std::uint32_t>(r::kPayloadMsgType);
  return message;
}

Hello read_hello(const FieldReader& in) {
  namespace h = wire::hello;
  const auto u32 = [&](std::size_t offset) { return in.number<std::uint32_t>(offset); };
  return {u32(h::kVersionAt),    u32(h::kMnccSize),        u32(h::kDataFrameSize),  u32(h::kCalledOffset),
          u32(h::kSignalOffset), u32(h::kEmergencyOffset), u32(h::kLchanTypeOffset)};
}

/// A release is heeded whatever is wrong with its members, or the call would hang.
bool ends_call(Type type) {
  return type == Type::disc_ind || type == Type::rel_ind || type == Type::rel_cnf || type == Type::rej_ind;
}

Decoded finish(const FieldReader& in, Callref callref, Message message, bool incomplete = false) {
  if (const auto failure = in.failure()) return {*failure, callref};
  return {std::move(message), callref, incomplete};
}

}  // namespace

Decoded decode(std::span<const std::byte> packet) {
  FieldReader in(packet);
  if (packet.size() < wire::kHeaderSize) return {Malformed::too_short, 0};
  const auto raw_type = in.number<std::uint32_t>(wire::kMsgType);
  const auto type = static_cast<Type>(raw_type);
  if (type == Type::hello) {
    if (packet.size() < wire::hello::kSize) return {Malformed::too_short, 0};
    return {read_hello(in), 0};
  }
  const auto callref = in.number<std::uint32_t>(wire::kCallref);
  if (!is_known(raw_type)) return {Malformed::unknown_type, callref};
  if (is_rtp(type)) return finish(in, callref, read_rtp(in, type, callref));
  bool incomplete = false;
  auto message = read_signalling(in, type, callref, incomplete);
  if (in.failure() && in.failure() != Malformed::too_short && ends_call(type)) {
    return {Signalling{.type = type, .callref = callref}, callref};
  }
  return finish(in, callref, std::move(message), incomplete);
}

}  // namespace sipgw::mncc
