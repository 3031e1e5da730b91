// SPDX-License-Identifier: AGPL-3.0-or-later
#include "trace/describe.hpp"

#include "base/strings.hpp"
#include "mncc/codec.hpp"
#include "sdp/sdp.hpp"
#include "sip/headers.hpp"

namespace sipgw::trace {

namespace {

std::string with_cause(std::string text, const sip::Reason& reason) {
  if (reason.q850) text += " cause " + std::to_string(*reason.q850);
  return text;
}

std::string with_cause(std::string text, std::string_view reason_header) {
  sip::Reason reason;
  sip::parse_reason(reason_header, reason);
  return with_cause(std::move(text), reason);
}

std::string with_cause(std::string text, const std::vector<sip::Header>& headers) {
  for (const auto& [name, value] : headers) {
    if (name == "Reason") return with_cause(std::move(text), value);
  }
  return text;
}

std::string in_parentheses(int status, std::string_view text) {
  auto result = "(" + (status != 0 ? std::to_string(status) + " " : std::string{}) + printable(text);
  result.erase(result.find_last_not_of(' ') + 1);
  return result + ")";
}

struct Head {
  // events
  std::string operator()(const sip::IncomingInvite& what) const {
    return "INVITE " + printable(what.from.user) + " > " + printable(what.request_uri.user);
  }
  std::string operator()(const sip::Provisional& what) const { return std::to_string(what.status); }
  std::string operator()(const sip::Answered&) const { return "200"; }
  std::string operator()(const sip::Refused& what) const {
    if (!what.from_peer) return in_parentheses(what.status, what.phrase);
    return with_cause(std::to_string(what.status), what.reason);
  }
  std::string operator()(const sip::Acked&) const { return "ACK"; }
  std::string operator()(const sip::Cancelled& what) const { return with_cause("CANCEL", what.reason); }
  std::string operator()(const sip::PeerBye& what) const { return with_cause("BYE", what.reason); }
  std::string operator()(const sip::PeerOffer& what) const { return what.update ? "UPDATE" : "re-INVITE"; }
  std::string operator()(const sip::OfferResult& what) const { return std::to_string(what.status); }
  std::string operator()(const sip::InfoResult& what) const { return std::to_string(what.status) + " to INFO"; }
  std::string operator()(const sip::PeerInfo&) const { return "INFO"; }
  std::string operator()(const sip::Ended& what) const {
    return what.status == 0 && what.text.empty() ? "(ended)" : in_parentheses(what.status, what.text);
  }
  // commands
  std::string operator()(const sip::Invite& what) const { return "INVITE " + printable(what.request_uri); }
  std::string operator()(const sip::Respond& what) const {
    return with_cause(std::to_string(what.status), what.headers);
  }
  std::string operator()(const sip::Cancel& what) const { return with_cause("CANCEL", what.reason); }
  std::string operator()(const sip::Bye& what) const { return with_cause("BYE", what.reason); }
  std::string operator()(const sip::AnswerOffer& what) const {
    return with_cause(std::to_string(what.status), what.headers);
  }
  std::string operator()(const sip::Offer&) const { return "re-INVITE"; }
  std::string operator()(const sip::Info&) const { return "INFO"; }
};

template <typename Variant>
std::string_view sdp_within(const Variant& variant) {
  return std::visit(
      [](const auto& message) -> std::string_view {
        if constexpr (requires { message.sdp; }) {
          return message.sdp;
        } else {
          return {};
        }
      },
      variant);
}

}  // namespace

std::string head(const mncc::Signalling& message) {
  std::string text{mncc::to_string(message.type)};
  if (message.calling) text += ' ' + printable(message.calling->digits);
  if (message.called) text += " > " + printable(message.called->digits);
  if (message.type == mncc::Type::setup_req && (!message.called || message.called->digits.empty()))
    text += " > IMSI " + printable(message.imsi);
  if (message.keypad) text += " key " + printable({&*message.keypad, 1});
  if (message.progress) text += " PI " + std::to_string(message.progress->description);
  if (message.cause) text += " cause " + std::to_string(message.cause->value);
  return text;
}

std::string head(const mncc::Rtp& message) {
  std::string text{mncc::to_string(message.type)};
  if (message.address) text += " " + message.address->to_string() + " pt " + std::to_string(message.payload_type);
  return text;
}

std::string head(const sip::Event& event) { return std::visit(Head{}, event); }
std::string head(const sip::Command& command) { return std::visit(Head{}, command); }

std::string head(const mgcp::Command& command) {
  auto text = std::string(mgcp::to_string(command.verb)) + " " + printable(command.endpoint);
  if (command.mode) text.append(1, ' ').append(mgcp::to_string(*command.mode));
  return text;
}

std::string head(const std::optional<mgcp::Response>& response) {
  if (!response) return "(no reply)";
  auto text = std::to_string(response->code) + " " + printable(response->comment, 40);
  if (!response->endpoint.empty()) text += " " + printable(response->endpoint);
  return text;
}

std::string_view sdp_of(const sip::Event& event) { return sdp_within(event); }
std::string_view sdp_of(const sip::Command& command) { return sdp_within(command); }
std::string_view sdp_of(const std::optional<mgcp::Response>& response) {
  return response ? std::string_view{response->sdp} : std::string_view{};
}

std::string sdp_in_short(std::string_view sdp) {
  const auto session = sdp::parse(sdp);
  if (!session) return "unreadable SDP: " + session.error().text;
  auto text = session->address_is_name ? "host name" : session->audio.to_string();
  for (const auto& format : session->formats) {
    text += " " + printable(format.encoding, 20) + "/" + std::to_string(format.payload_type);
  }
  if (session->direction != sdp::Direction::sendrecv) text.append(1, ' ').append(sdp::to_string(session->direction));
  return text;
}

}  // namespace sipgw::trace
