// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/trace.hpp"

#include <fmt/format.h>

#include <string>
#include <variant>

#include "log/log.hpp"
#include "trace/describe.hpp"

namespace sipgw::app {
namespace {

using log::Category;
using log::Level;

/// "SETUP_IND 1001 > 555, callref: 0x80000001, IMSI: 262420000000001, SDP: 192.0.2.1:4000 GSM/3".
template <typename Message>
std::string in_one_line(const Message& message) {
  auto text = trace::head(message);
  for (const char c : trace::members(message)) {
    if (c == '\n') {
      text += ", ";
    } else {
      text += c;
    }
  }
  const auto sdp = trace::sdp_of(message);
  return sdp.empty() ? text : text + ", SDP: " + trace::sdp_in_short(sdp);
}

std::string in_one_line(const std::variant<mncc::Signalling, mncc::Rtp>& message) {
  return std::visit([](const auto& alternative) { return in_one_line(alternative); }, message);
}

struct TraceReceived {
  CallId call;

  void operator()(const cc::MnccReceived& event) const {
    if (!log::enabled(Category::mncc, Level::debug)) return;
    log::debug(Category::mncc, "{}received {}", call_prefix(call), in_one_line(event.message));
  }
  void operator()(const sip::Event& event) const {
    if (!log::enabled(Category::sip, Level::debug)) return;
    log::debug(Category::sip, "{}received {}", call_prefix(call), in_one_line(event));
  }
  void operator()(const cc::MgcpDone& event) const {
    if (!log::enabled(Category::mgcp, Level::debug)) return;
    log::debug(Category::mgcp, "{}received from mgw {}: {} (command {})", call_prefix(call), event.mgw.value,
               in_one_line(event.response), event.token.value);
  }
  template <typename NoMessage>
  void operator()(const NoMessage&) const {}
};

}  // namespace

std::string call_prefix(CallId call) {
  return call == CallId{} ? std::string{} : fmt::format("(call {}) ", call.value);
}

bool traces_messages() {
  return log::enabled(Category::mncc, Level::debug) || log::enabled(Category::sip, Level::debug) ||
         log::enabled(Category::mgcp, Level::debug);
}

void trace_received(const cc::Event& event, CallId call) { std::visit(TraceReceived{call}, event); }

void trace_sent(const cc::SendMncc& action) {
  if (!log::enabled(Category::mncc, Level::debug)) return;
  log::debug(Category::mncc, "{}sent {}", call_prefix(action.call), in_one_line(action.message));
}

void trace_sent(const cc::SendSip& action) {
  if (!log::enabled(Category::sip, Level::debug)) return;
  log::debug(Category::sip, "{}sent {}", call_prefix(action.call), in_one_line(action.command));
}

void trace_sent(const cc::MgcpCommand& action) {
  if (!log::enabled(Category::mgcp, Level::debug)) return;
  log::debug(Category::mgcp, "{}sent to mgw {}: {} (command {})", call_prefix(action.call), action.mgw.value,
             in_one_line(action.command), action.token.value);
}

}  // namespace sipgw::app
