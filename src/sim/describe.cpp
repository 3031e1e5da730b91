// SPDX-License-Identifier: AGPL-3.0-or-later
// Messages in one line each, for the ladder.
#include <fmt/core.h>

#include "base/strings.hpp"
#include "mncc/codec.hpp"
#include "sim/ladder.hpp"
#include "sip/headers.hpp"

namespace sipgw::sim {
namespace {

std::string cause_of(const sip::Reason& reason) { return reason.q850 ? fmt::format(" cause {}", *reason.q850) : ""; }
std::string cause_of(std::string_view header) {
  sip::Reason reason;
  sip::parse_reason(header, reason);
  return cause_of(reason);
}
std::string cause_of(const std::vector<sip::Header>& headers) {
  for (const auto& [name, value] : headers) {
    if (name == "Reason") return cause_of(value);
  }
  return {};
}
std::string_view sdp_mark(std::string_view sdp) { return sdp.empty() ? "" : " sdp"; }

struct Describe {
  std::string operator()(const sip::IncomingInvite& what) const {
    return fmt::format("INVITE {} > {}{}", printable(what.from.user), printable(what.request_uri.user),
                       sdp_mark(what.sdp));
  }
  std::string operator()(const sip::Provisional& what) const {
    return fmt::format("{}{}", what.status, sdp_mark(what.sdp));
  }
  std::string operator()(const sip::Answered& what) const { return fmt::format("200{}", sdp_mark(what.sdp)); }
  std::string operator()(const sip::Refused& what) const {
    if (!what.from_peer) return fmt::format("({} {})", what.status, printable(what.phrase));
    return fmt::format("{}{}", what.status, cause_of(what.reason));
  }
  std::string operator()(const sip::Acked& what) const { return fmt::format("ACK{}", sdp_mark(what.sdp)); }
  std::string operator()(const sip::Cancelled& what) const { return "CANCEL" + cause_of(what.reason); }
  std::string operator()(const sip::PeerBye& what) const { return "BYE" + cause_of(what.reason); }
  std::string operator()(const sip::PeerOffer& what) const {
    return fmt::format("{}{}", what.update ? "UPDATE" : "re-INVITE", sdp_mark(what.sdp));
  }
  std::string operator()(const sip::OfferResult& what) const {
    return fmt::format("{}{}", what.status, sdp_mark(what.sdp));
  }
  std::string operator()(const sip::InfoResult& what) const { return std::to_string(what.status); }
  std::string operator()(const sip::PeerInfo&) const { return "INFO"; }
  std::string operator()(const sip::Ended& what) const { return what.status != 0 ? std::to_string(what.status) : ""; }

  std::string operator()(const sip::Invite& what) const {
    return fmt::format("INVITE {}{}", what.request_uri, sdp_mark(what.sdp));
  }
  std::string operator()(const sip::Respond& what) const {
    return fmt::format("{}{}{}", what.status, sdp_mark(what.sdp), cause_of(what.headers));
  }
  std::string operator()(const sip::Cancel& what) const { return "CANCEL" + cause_of(what.reason); }
  std::string operator()(const sip::Bye& what) const { return "BYE" + cause_of(what.reason); }
  std::string operator()(const sip::AnswerOffer& what) const {
    return fmt::format("{}{}", what.status, sdp_mark(what.sdp));
  }
  std::string operator()(const sip::Offer& what) const { return fmt::format("re-INVITE{}", sdp_mark(what.sdp)); }
  std::string operator()(const sip::Info&) const { return "INFO"; }
};

}  // namespace

std::string describe(const mncc::Signalling& message) {
  std::string text{mncc::to_string(message.type)};
  if (message.calling) text += ' ' + printable(message.calling->digits);
  if (message.called) text += " > " + printable(message.called->digits);
  if (message.type == mncc::Type::setup_req && !message.called) text += " > IMSI " + printable(message.imsi);
  if (message.progress) text += fmt::format(" PI {}", message.progress->description);
  if (message.cause) text += fmt::format(" cause {}", message.cause->value);
  return text;
}

std::string describe(const mncc::Rtp& message) {
  std::string text{mncc::to_string(message.type)};
  if (message.address) text += fmt::format(" {} pt {}", message.address->to_string(), message.payload_type);
  return text;
}

std::string describe(const sip::Event& event) { return std::visit(Describe{}, event); }
std::string describe(const MnccLost&) { return "(connection lost)"; }
std::string describe(const sip::Command& command) { return std::visit(Describe{}, command); }

}  // namespace sipgw::sim
