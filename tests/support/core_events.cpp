// SPDX-License-Identifier: AGPL-3.0-or-later
#include "support/core_events.hpp"

#include <cstdlib>
#include <utility>

#include "base/strings.hpp"

namespace sipgw::test {

namespace {

constexpr std::uint8_t kIsdnPlan = 1;

std::uint8_t payload_type_of(std::uint32_t payload_msg_type) {
  switch (payload_msg_type) {
    case mncc::kPayloadGsmFr:
      return 3;
    case mncc::kPayloadGsmEfr:
      return 110;
    case mncc::kPayloadGsmHr:
      return 111;
    default:
      return 112;
  }
}

}  // namespace

sip::Destinations found(std::string_view host, std::uint16_t port, sip::Transport transport) {
  return {{*IpAddress::parse(host), {std::string(host), port, transport}}};
}

sip::Destinations found(std::initializer_list<std::string_view> hosts) {
  sip::Destinations all;
  for (const auto host : hosts) all.push_back(found(host).front());
  return all;
}

NetAddress address(std::string_view host, std::uint16_t port) {
  const auto ip = IpAddress::parse(host);
  if (!ip) std::abort();
  return {*ip, port};
}

NetAddress msc_rtp() { return address(kMscHost, 4000); }
NetAddress peer_rtp() { return address(kPeerHost, 5000); }

std::string sdp_text(const NetAddress& audio, std::string_view format, std::string_view owner) {
  auto rest = format;
  const std::string payload_type(take_until(rest, ' ')), encoding(take_until(rest, ' ')), fmtp(rest);
  const auto host = (audio.ip.v6 ? "IN IP6 " : "IN IP4 ") + audio.ip.to_string();
  return "v=0\r\no=" + std::string(owner) + " 7 7 " + host + "\r\ns=" + std::string(owner) +
         " of the test\r\nc=" + host + "\r\nt=0 0\r\nm=audio " + std::to_string(audio.port) + " RTP/AVP " +
         payload_type + "\r\na=rtpmap:" + payload_type + " " + encoding + "\r\n" +
         (fmtp.empty() ? "" : "a=fmtp:" + payload_type + " " + fmtp + "\r\n") + "a=x-owner:" + std::string(owner) +
         "\r\n";
}

std::string version_of(std::string_view sdp) {
  auto origin = sdp.substr(sdp.find("\no=") + 1);
  take_until(origin, ' ');
  take_until(origin, ' ');
  return std::string{take_until(origin, ' ')};
}

std::string peer_sdp(std::string_view format) { return sdp_text(peer_rtp(), format, "peer"); }
std::string msc_sdp(std::string_view format) { return sdp_text(msc_rtp(), format, "msc"); }

mncc::Hello hello(std::uint32_t mncc_size) { return {8, mncc_size, 8, 104, 796, 812, 832}; }

mncc::Signalling setup_ind(std::string_view called, std::string_view calling) {
  auto setup = from_msc(mncc::Type::setup_ind, kMoCallref);
  setup.bearer_cap = mncc::BearerCap{};
  setup.bearer_cap->speech_versions = {4, 2, 0, 5, 1};
  setup.called = mncc::Number{0, kIsdnPlan, 0, 0, std::string(called)};
  setup.calling = mncc::Number{0, 0, 0, 0, std::string(calling)};
  setup.imsi = "001010000000001";
  return setup;
}

mncc::Signalling emergency_setup_ind() {
  auto setup = setup_ind("112");
  setup.emergency = true;
  setup.bearer_cap.reset();
  return setup;
}

mncc::Signalling from_msc(mncc::Type type, Callref callref) {
  mncc::Signalling message;
  message.type = type;
  message.callref = callref;
  return message;
}

mncc::Signalling from_msc(mncc::Type type, Callref callref, int cause, int location) {
  auto message = from_msc(type, callref);
  message.cause = mncc::Cause{location, 3, cause};
  return message;
}

mncc::Rtp rtp_created(Callref callref, std::uint32_t payload_msg_type, std::string sdp) {
  mncc::Rtp message;
  message.type = mncc::Type::rtp_create;
  message.callref = callref;
  message.address = msc_rtp();
  message.payload_type = payload_type_of(payload_msg_type);
  message.payload_msg_type = payload_msg_type;
  message.sdp = std::move(sdp);
  return message;
}

mncc::Rtp rtp_refused(mncc::Type type, Callref callref) {
  mncc::Rtp message;
  message.type = type;
  message.callref = callref;
  return message;
}

sip::IncomingInvite invite(std::string_view called, std::string_view caller, DialogId dialog) {
  sip::IncomingInvite invite;
  invite.dialog = dialog;
  invite.source = address(kPeerHost, 5060);
  invite.transport = "udp";
  invite.request_uri = {{}, std::string(called), "192.0.2.2"};
  invite.from = {{}, std::string(caller), std::string(kPeerHost)};
  invite.to = {{}, std::string(called), "192.0.2.2"};
  invite.call_id = "call-" + std::to_string(dialog.value) + "@test";
  invite.sdp = peer_sdp();
  return invite;
}

sip::Provisional provisional(DialogId dialog, int status, std::string sdp) { return {dialog, status, std::move(sdp)}; }
sip::Answered answered(DialogId dialog, std::string sdp) { return {dialog, std::move(sdp), {}}; }

sip::Refused refused(DialogId dialog, int status, sip::Reason reason) {
  sip::Refused refused;
  refused.dialog = dialog;
  refused.status = status;
  refused.reason = std::move(reason);
  return refused;
}

sip::Reason q850(int cause) {
  sip::Reason reason;
  reason.q850 = cause;
  return reason;
}

}  // namespace sipgw::test
