// SPDX-License-Identifier: AGPL-3.0-or-later
// Messages with every member set, and helpers to spoil single bytes of a packet.
#pragma once

#include <cstring>
#include <variant>
#include <vector>

#include "mncc/codec.hpp"
#include "mncc/layout.hpp"

namespace sipgw::mncc {

using Packet = std::vector<std::byte>;

inline Signalling full_signalling(Type type = Type::setup_ind) {
  Signalling message;
  message.type = type;
  message.callref = 0x80000001;
  message.bearer_cap = BearerCap{1, 1, 2, 3, 1, {4, 2, 0, 5, 1, 11, 15}};
  message.called = Number{1, 2, 1, 3, "0123456789*#abc01234567890123456"};
  message.calling = Number{2, 1, 2, 1, "12345"};
  message.redirecting = Number{7, 15, 3, 2, "777"};
  message.connected = Number{4, 9, 0, 0, "98766"};
  message.cause = Cause{10, 2, 127};
  message.progress = Progress{1, 5, 8};
  message.useruser = UserUser{4, std::string(128, '!')};
  message.facility = std::string(128, '\xa1');
  message.keypad = '#';
  message.emergency = true;
  message.clir_invoked = true;
  message.clir_suppressed = true;
  message.imsi = "262420123456789";
  message.gcr = std::array<std::uint8_t, 16>{12, 3, 0x11, 0x22, 0x33, 2, 0x44, 0x55, 5, 1, 2, 3, 4, 5, 6, 0xff};
  message.sdp = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\n";
  message.ss_version = std::string(128, '\x7f');
  message.cc_cap = CcCap{true, true};
  message.llc = std::string("\x90\x00\xa3", 3);
  message.hlc = std::string("\x91\x81", 2);
  return message;
}

inline Rtp full_rtp() {
  return {Type::rtp_create, 0x80000002, NetAddress{*IpAddress::parse("192.0.2.1"), 0x1234}, 112,
          kPayloadAmr,      "v=0\r\n"};
}

template <typename T>
T read_at(const Packet& packet, std::size_t offset) {
  T value;
  std::memcpy(&value, packet.data() + offset, sizeof value);
  return value;
}

template <typename T>
void write_at(Packet& packet, std::size_t offset, T value) {
  std::memcpy(packet.data() + offset, &value, sizeof value);
}

/// The decoded message; a malformed one fails by std::bad_variant_access, which GoogleTest reports.
template <typename T>
T decoded(const Packet& packet) {
  return std::get<T>(std::get<Message>(decode(packet).outcome));
}

/// What decode() found wrong, or nothing.
inline std::optional<Malformed> failure(const Packet& packet) {
  const auto outcome = decode(packet).outcome;
  const auto* kind = std::get_if<Malformed>(&outcome);
  return kind == nullptr ? std::nullopt : std::optional(*kind);
}

}  // namespace sipgw::mncc
