// SPDX-License-Identifier: AGPL-3.0-or-later
#include "bench/msc_packets.hpp"

#include <algorithm>
#include <cstring>

#include "mncc/codec.hpp"
#include "mncc/layout.hpp"
#include "sim/msc_messages.hpp"

namespace sipgw::bench {
namespace {

namespace wire = mncc::wire;
using mncc::Type;

/// The newest one: it writes SDP into its messages, which is more work for the gateway than none.
constexpr auto kDialect = sim::Dialect::msc_1_12;
constexpr std::string_view kAnyNumber = "70000000", kAnyCaller = "40000000";
constexpr int kNormalClearing = 16, kUser = 0;

void write_text(std::vector<std::byte>& packet, std::size_t at, std::string_view text) {
  std::memcpy(packet.data() + at, text.data(), text.size());
}

}  // namespace

MscPackets::MscPackets(const NetAddress& rtp) : hello_(mncc::encode(sim::make_hello(kDialect))) {
  const sim::LegSetup setup{
      .own = std::string{kAnyCaller}, .other = std::string{kAnyNumber}, .codec = sdp::Codec::gsm_fr, .rtp = rtp};
  const auto add = [this](const mncc::Message& message, Type type) {
    auto packet = mncc::encode(message);
    packet.resize(sim::message_size(kDialect));
    packets_[type] = std::move(packet);
  };
  add(sim::make_setup_ind(kDialect, 0, setup), Type::setup_ind);
  add(sim::make_call_conf_ind(kDialect, 0, setup.codec), Type::call_conf_ind);
  add(sim::make_rtp_create(kDialect, 0, setup), Type::rtp_create);
  add(sim::make_with_cause(Type::disc_ind, 0, kNormalClearing, kUser), Type::disc_ind);
  for (const auto type : {Type::alert_ind, Type::setup_cnf, Type::setup_compl_ind, Type::rel_cnf, Type::rel_ind})
    add(sim::make_plain(type, 0), type);
}

std::span<const std::byte> MscPackets::setup_ind(Callref callref, const std::string& number) {
  auto& packet = packets_.at(Type::setup_ind);
  const auto caller = '4' + number.substr(1);
  write_text(packet, wire::signalling::kCalled + wire::number::kDigits, number);
  write_text(packet, wire::signalling::kCalling + wire::number::kDigits, caller);
  write_text(packet, wire::signalling::kImsi, sim::imsi_of(caller));
  return with_callref(Type::setup_ind, callref);
}

std::span<const std::byte> MscPackets::with_callref(Type type, Callref callref) {
  auto& packet = packets_.at(type);
  std::memcpy(packet.data() + wire::kCallref, &callref, sizeof callref);
  return packet;
}

GatewayMessage read_mncc(std::span<const std::byte> packet) {
  GatewayMessage message;
  std::uint32_t type = 0;
  std::memcpy(&type, packet.data() + wire::kMsgType, sizeof type);
  std::memcpy(&message.callref, packet.data() + wire::kCallref, sizeof message.callref);
  message.type = static_cast<Type>(type);
  if (mncc::is_rtp(message.type)) return message;
  std::memcpy(&message.cause, packet.data() + wire::signalling::kCause + wire::cause::kValue, sizeof message.cause);
  if (message.type == Type::setup_req)
    message.called = reinterpret_cast<const char*>(packet.data()) + wire::signalling::kCalled + wire::number::kDigits;
  return message;
}

}  // namespace sipgw::bench
