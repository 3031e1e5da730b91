// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/trace.hpp"

#include <fmt/format.h>

#include <iterator>
#include <string>
#include <utility>
#include <variant>

#include "base/strings.hpp"
#include "log/log.hpp"
#include "mncc/codec.hpp"

namespace sipgw::app {
namespace {

using log::Category;
using log::Level;

std::string with_sdp(std::string text, const std::string& sdp) {
  if (!sdp.empty()) fmt::format_to(std::back_inserter(text), " sdp of {} bytes", sdp.size());
  return text;
}

std::string describe(const mncc::Signalling& message) {
  auto text = fmt::format("{} callref 0x{:08x}", mncc::to_string(message.type), message.callref);
  const auto out = std::back_inserter(text);
  if (message.calling) fmt::format_to(out, " calling {}", printable(message.calling->digits));
  if (message.called) fmt::format_to(out, " called {}", printable(message.called->digits));
  if (!message.imsi.empty()) fmt::format_to(out, " imsi {}", printable(message.imsi));
  if (message.emergency) text += " emergency";
  if (message.cause) fmt::format_to(out, " cause {}", message.cause->value);
  if (message.progress) fmt::format_to(out, " progress {}", message.progress->description);
  return with_sdp(std::move(text), message.sdp);
}

std::string describe(const mncc::Rtp& message) {
  auto text = fmt::format("{} callref 0x{:08x}", mncc::to_string(message.type), message.callref);
  const auto out = std::back_inserter(text);
  if (message.address) fmt::format_to(out, " address {}", message.address->to_string());
  fmt::format_to(out, " payload type {} (0x{:x})", message.payload_type, message.payload_msg_type);
  return with_sdp(std::move(text), message.sdp);
}

std::string describe(const std::variant<mncc::Signalling, mncc::Rtp>& message) {
  return std::visit([](const auto& alternative) { return describe(alternative); }, message);
}

std::string with_reason(std::string text, const sip::Reason& reason) {
  if (reason.q850) fmt::format_to(std::back_inserter(text), " cause {}", *reason.q850);
  return text;
}

struct DescribeSipEvent {
  std::string operator()(const sip::IncomingInvite& event) const {
    return with_sdp(fmt::format("INVITE from {} at {} to {} Call-ID {}", printable(event.from.user),
                                event.source.to_string(), printable(event.request_uri.user), printable(event.call_id)),
                    event.sdp);
  }
  std::string operator()(const sip::Provisional& event) const {
    return with_sdp(std::to_string(event.status), event.sdp);
  }
  std::string operator()(const sip::Answered& event) const { return with_sdp("2xx to INVITE", event.sdp); }
  std::string operator()(const sip::Refused& event) const {
    auto text = fmt::format("{} {}{}", event.status, printable(event.phrase), event.from_peer ? "" : ", made here");
    return with_reason(std::move(text), event.reason);
  }
  std::string operator()(const sip::Acked& event) const { return with_sdp("ACK", event.sdp); }
  std::string operator()(const sip::Cancelled& event) const { return with_reason("CANCEL", event.reason); }
  std::string operator()(const sip::PeerBye& event) const { return with_reason("BYE", event.reason); }
  std::string operator()(const sip::PeerOffer& event) const {
    return with_sdp(event.update ? "UPDATE" : "re-INVITE", event.sdp);
  }
  std::string operator()(const sip::OfferResult& event) const {
    return with_sdp(fmt::format("{} to re-INVITE", event.status), event.sdp);
  }
  std::string operator()(const sip::InfoResult& event) const { return fmt::format("{} to INFO", event.status); }
  std::string operator()(const sip::PeerInfo& event) const { return "INFO " + printable(event.content_type); }
  std::string operator()(const sip::Ended& event) const {
    return fmt::format("end of dialog, {} {}", event.status, printable(event.text));
  }
};

struct DescribeSipCommand {
  std::string operator()(const sip::Invite& command) const {
    return with_sdp(fmt::format("INVITE {} from {}", command.request_uri, command.from), command.sdp);
  }
  std::string operator()(const sip::Respond& command) const {
    return with_sdp(fmt::format("{} to INVITE", command.status), command.sdp);
  }
  std::string operator()(const sip::Cancel& command) const { return "CANCEL " + command.reason; }
  std::string operator()(const sip::Bye& command) const { return "BYE " + command.reason; }
  std::string operator()(const sip::AnswerOffer& command) const {
    return with_sdp(fmt::format("{} to re-INVITE or UPDATE", command.status), command.sdp);
  }
  std::string operator()(const sip::Offer& command) const { return with_sdp("re-INVITE", command.sdp); }
  std::string operator()(const sip::Info& command) const { return "INFO " + command.content_type; }
};

struct TraceReceived {
  CallId call;

  void operator()(const cc::MnccReceived& event) const {
    if (!log::enabled(Category::mncc, Level::debug)) return;
    log::debug(Category::mncc, "{}received {}", call_prefix(call), describe(event.message));
  }
  void operator()(const sip::Event& event) const {
    if (!log::enabled(Category::sip, Level::debug)) return;
    log::debug(Category::sip, "{}received {}", call_prefix(call), std::visit(DescribeSipEvent{}, event));
  }
  void operator()(const cc::MgcpDone& event) const {
    if (!log::enabled(Category::mgcp, Level::debug)) return;
    const auto& reply = event.response;
    const auto outcome = reply ? fmt::format("{} {}", reply->code, printable(reply->comment)) : "no reply";
    log::debug(Category::mgcp, "{}received from mgw {}: {} (command {})", call_prefix(call), event.mgw.value, outcome,
               event.token.value);
  }
  template <typename NoMessage>
  void operator()(const NoMessage&) const {}
};

}  // namespace

std::string call_prefix(CallId call) {
  return call == CallId{} ? std::string{} : fmt::format("(call {}) ", call.value);
}

void trace_received(const cc::Event& event, CallId call) { std::visit(TraceReceived{call}, event); }

void trace_sent(const cc::SendMncc& action) {
  if (!log::enabled(Category::mncc, Level::debug)) return;
  log::debug(Category::mncc, "{}sent {}", call_prefix(action.call), describe(action.message));
}

void trace_sent(const cc::SendSip& action) {
  if (!log::enabled(Category::sip, Level::debug)) return;
  log::debug(Category::sip, "{}sent {}", call_prefix(action.call), std::visit(DescribeSipCommand{}, action.command));
}

void trace_sent(const cc::MgcpCommand& action) {
  if (!log::enabled(Category::mgcp, Level::debug)) return;
  const auto& command = action.command;
  auto text = fmt::format("{} {}", mgcp::to_string(command.verb), command.endpoint);
  if (!command.connection_id.empty()) text += " " + command.connection_id;
  log::debug(Category::mgcp, "{}sent to mgw {}: {} (command {})", call_prefix(action.call), action.mgw.value, text,
             action.token.value);
}

}  // namespace sipgw::app
