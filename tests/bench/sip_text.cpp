// SPDX-License-Identifier: AGPL-3.0-or-later
#include "bench/sip_text.hpp"

#include <fmt/format.h>

#include "base/strings.hpp"

namespace sipgw::bench {
namespace {

constexpr std::string_view kTag = ";tag=b";
constexpr std::string_view kMaxForwards = "Max-Forwards: 70\r\n";

std::string_view phrase(int status) {
  if (status == 180) return "Ringing";
  return status < 300 ? "OK" : "Request Terminated";
}

Serial leading_number(std::string_view text) {
  Serial number = 0;
  for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1))
    number = number * 10 + static_cast<Serial>(text.front() - '0');
  return number;
}

Serial serial_in_tag(std::string_view header) {
  const auto at = header.find(kTag);
  return at == std::string_view::npos ? 0 : leading_number(header.substr(at + kTag.size()));
}

std::string_view in_angles(std::string_view text) {
  const auto from = text.find('<');
  return from == std::string_view::npos ? text : text.substr(from + 1, text.find('>') - from - 1);
}

/// The header that a line holds, if we care for it.
std::string_view* member_for(SipMessage& message, std::string_view name) {
  if (iequals(name, "From")) return &message.from;
  if (iequals(name, "To")) return &message.to;
  if (iequals(name, "Call-ID")) return &message.call_id;
  if (iequals(name, "CSeq")) return &message.cseq;
  if (iequals(name, "Contact")) return &message.contact;
  return nullptr;
}

}  // namespace

Serial SipMessage::serial() const { return serial_in_tag(request() ? to : from); }

std::optional<SipMessage> read_sip(std::string_view packet) {
  SipMessage message;
  auto rest = packet;
  auto first = take_line(rest);
  if (first.starts_with("SIP/2.0 ")) {
    message.status = parse_number<int>(first.substr(8, 3)).value_or(0);
    if (message.status == 0) return std::nullopt;
  } else {
    message.method = take_until(first, ' ');
    message.uri = take_until(first, ' ');
  }
  while (!rest.empty()) {
    const auto* begin = rest.data();
    auto line = take_line(rest);
    if (line.empty()) break;
    const auto name = take_until(line, ':');
    if (iequals(name, "Via")) {
      if (message.vias.empty()) message.vias = {begin, 0};
      message.vias = {message.vias.data(), static_cast<std::size_t>(rest.data() - message.vias.data())};
    } else if (auto* member = member_for(message, name)) {
      *member = trim(line);
    }
  }
  if (message.from.empty() || message.to.empty() || message.cseq.empty()) return std::nullopt;
  if (!message.request()) message.method = message.cseq.substr(message.cseq.find(' ') + 1);
  return message;
}

Serial serial_of_number(std::string_view text) {
  if (text.starts_with("sip:")) text.remove_prefix(4);
  return text.starts_with('7') ? leading_number(text.substr(1)) : 0;
}

std::string number_of(Serial serial) { return fmt::format("7{:07}", serial); }

SipWriter::SipWriter(std::string local, std::string_view rtp_address)
    : local_(std::move(local)),
      contact_(fmt::format("Contact: <sip:bench@{}>\r\n", local_)),
      sdp_(fmt::format("v=0\r\no=- 1 1 IN IP4 {0}\r\ns=-\r\nc=IN IP4 {0}\r\nt=0 0\r\nm=audio 4000 RTP/AVP 3 101\r\n"
                       "a=rtpmap:3 GSM/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\n",
                       rtp_address)) {}

std::string SipWriter::invite(Serial serial, std::string_view number, std::string_view host) const {
  return fmt::format(
      "INVITE sip:{0}@{1} SIP/2.0\r\nVia: SIP/2.0/UDP {2};rport;branch=z9hG4bKi{3}\r\n{4}"
      "From: \"Bench\" <sip:4930{3}@{2}>;tag=b{3}\r\nTo: <sip:{0}@{1}>\r\nCall-ID: {3}@{2}\r\nCSeq: 1 INVITE\r\n{5}"
      "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS\r\nUser-Agent: bench\r\nContent-Type: application/sdp\r\n"
      "Content-Length: {6}\r\n\r\n{7}",
      number, host, local_, serial, kMaxForwards, contact_, sdp_.size(), sdp_);
}

std::string SipWriter::ack(const SipMessage& response, Serial serial) const {
  // Its own transaction after a 2xx, the INVITE's after a refusal (RFC 3261 §17.1.1.3).
  const bool answered = response.status < 300;
  return fmt::format(
      "ACK {} SIP/2.0\r\nVia: SIP/2.0/UDP {};rport;branch=z9hG4bK{}{}\r\n{}From: {}\r\nTo: {}\r\nCall-ID: {}\r\n"
      "CSeq: 1 ACK\r\nContent-Length: 0\r\n\r\n",
      in_angles(answered ? response.contact : response.to), local_, answered ? 'a' : 'i', serial, kMaxForwards,
      response.from, response.to, response.call_id);
}

std::string SipWriter::bye(std::string_view dialog, Serial serial) const {
  return fmt::format("BYE {}Via: SIP/2.0/UDP {};rport;branch=z9hG4bKb{}\r\n{}CSeq: 2 BYE\r\nContent-Length: 0\r\n\r\n",
                     dialog, local_, serial, kMaxForwards);
}

std::string SipWriter::response(const SipMessage& request, int status, Serial serial) const {
  const auto tag = request.to.find(";tag=") == std::string_view::npos ? fmt::format(";tag=b{}", serial) : std::string{};
  const bool answer = status == 200 && request.method == "INVITE";
  return fmt::format(
      "SIP/2.0 {} {}\r\n{}From: {}\r\nTo: {}{}\r\nCall-ID: {}\r\nCSeq: {}\r\n{}{}Content-Length: {}\r\n\r\n{}", status,
      phrase(status), request.vias, request.from, request.to, tag, request.call_id, request.cseq,
      request.method == "INVITE" && status < 300 ? contact_ : "", answer ? "Content-Type: application/sdp\r\n" : "",
      answer ? sdp_.size() : 0, answer ? sdp_ : "");
}

std::string SipWriter::caller_dialog(const SipMessage& answer) const {
  return fmt::format("{} SIP/2.0\r\nFrom: {}\r\nTo: {}\r\nCall-ID: {}\r\n", in_angles(answer.contact), answer.from,
                     answer.to, answer.call_id);
}

std::string SipWriter::called_dialog(const SipMessage& invite, Serial serial) const {
  return fmt::format("{} SIP/2.0\r\nFrom: {};tag=b{}\r\nTo: {}\r\nCall-ID: {}\r\n", in_angles(invite.contact),
                     invite.to, serial, invite.from, invite.call_id);
}

}  // namespace sipgw::bench
