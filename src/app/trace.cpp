// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/trace.hpp"

#include <fmt/format.h>

#include <iterator>
#include <string>

#include "base/strings.hpp"
#include "log/log.hpp"
#include "mncc/codec.hpp"

namespace sipgw::app {
namespace {

using log::Category;
using log::Level;

std::string describe(const mncc::Signalling& message) {
  auto text = fmt::format("{} callref 0x{:08x}", mncc::to_string(message.type), message.callref);
  const auto out = std::back_inserter(text);
  if (message.calling) fmt::format_to(out, " calling {}", printable(message.calling->digits));
  if (message.called) fmt::format_to(out, " called {}", printable(message.called->digits));
  if (!message.imsi.empty()) fmt::format_to(out, " imsi {}", printable(message.imsi));
  if (message.emergency) text += " emergency";
  if (message.cause) fmt::format_to(out, " cause {}", message.cause->value);
  if (message.progress) fmt::format_to(out, " progress {}", message.progress->description);
  if (!message.sdp.empty()) fmt::format_to(out, " sdp of {} bytes", message.sdp.size());
  return text;
}

std::string describe(const mncc::Rtp& message) {
  auto text = fmt::format("{} callref 0x{:08x}", mncc::to_string(message.type), message.callref);
  const auto out = std::back_inserter(text);
  if (message.address) fmt::format_to(out, " address {}", message.address->to_string());
  fmt::format_to(out, " payload type {} (0x{:x})", message.payload_type, message.payload_msg_type);
  if (!message.sdp.empty()) fmt::format_to(out, " sdp of {} bytes", message.sdp.size());
  return text;
}

std::string describe(const std::variant<mncc::Signalling, mncc::Rtp>& message) {
  return std::visit([](const auto& alternative) { return describe(alternative); }, message);
}

}  // namespace

void trace_received(const std::variant<mncc::Signalling, mncc::Rtp>& message) {
  if (log::enabled(Category::mncc, Level::debug)) log::debug(Category::mncc, "received {}", describe(message));
}

void trace_sent(const cc::SendMncc& action) {
  if (!log::enabled(Category::mncc, Level::debug)) return;
  log::debug(Category::mncc, "(call {}) sent {}", action.call.value, describe(action.message));
}

void trace_sent(const cc::MgcpCommand& action) {
  const auto& command = action.command;
  log::debug(Category::mgcp, "(call {}) sent to mgw {}: {} {} {} (command {})", action.call.value, action.mgw.value,
             mgcp::to_string(command.verb), command.endpoint, command.connection_id, action.token.value);
}

void trace_done(MgwId mgw, MgcpToken token, const std::optional<mgcp::Response>& response) {
  if (!log::enabled(Category::mgcp, Level::debug)) return;
  const auto outcome = response ? fmt::format("{} {}", response->code, printable(response->comment)) : "no reply";
  log::debug(Category::mgcp, "received from mgw {}: {} (command {})", mgw.value, outcome, token.value);
}

}  // namespace sipgw::app
