// SPDX-License-Identifier: AGPL-3.0-or-later
#include "trace/print.hpp"

#include <fmt/format.h>

#include <iterator>
#include <optional>
#include <variant>

#include "base/strings.hpp"
#include "trace/describe.hpp"
#include "trace/ladder.hpp"

namespace sipgw::trace {

namespace {

constexpr std::size_t kMaxWords = 700;  ///< of one message; what is packed of it is enough for them
constexpr std::size_t kGateway = 1;

/// Who speaks with the gateway: its column in a ladder, its name.
struct Side {
  std::size_t party;
  std::string_view name;
};

struct SideOf {
  Side operator()(const mncc::Signalling&) const { return kMsc; }
  Side operator()(const mncc::Rtp&) const { return kMsc; }
  Side operator()(const sip::Event&) const { return kSipPeer; }
  Side operator()(const sip::Command&) const { return kSipPeer; }
  Side operator()(const mgcp::Command&) const { return kMgw; }
  Side operator()(const std::optional<mgcp::Response>&) const { return kMgw; }

  static constexpr Side kMsc{0, "MSC"}, kSipPeer{2, "SIP peer"}, kMgw{3, "MGW"};
};

std::string head_of(const Message& message) {
  return std::visit([](const auto& content) { return head(content); }, message.content);
}

std::string members_of(const Message& message) {
  return std::visit([](const auto& content) { return members(content); }, message.content);
}

std::string gap(const CallTrace& trace) {
  if (trace.before_gap() == 0)
    return fmt::format("{} messages are not kept any more: the memory for traces was needed", trace.left_out());
  return fmt::format("{} messages are left out here: a trace has room for {} bytes", trace.left_out(),
                     CallTrace::kMaxBytes);
}

}  // namespace

std::string as_ladder(const CallTrace& trace) {
  Ladder ladder({{"MSC", 37}, {"gateway", 37}, {"SIP", 10}, {"MGW"}});
  std::size_t number = 0;
  for (const auto& message : trace.messages()) {
    if (number++ == trace.before_gap() && trace.left_out() > 0) ladder.note(message.at, gap(trace));
    const auto party = std::visit(SideOf{}, message.content).party;
    const auto detail = message.sdp.empty() ? std::string{} : sdp_in_short(message.sdp);
    ladder.arrow(message.at, message.to_gateway ? party : kGateway, message.to_gateway ? kGateway : party,
                 head_of(message), detail);
  }
  return ladder.text();
}

std::string as_messages(const CallTrace& trace) {
  std::string text;
  const auto out = std::back_inserter(text);
  std::size_t number = 0;
  for (const auto& message : trace.messages()) {
    if (number++ == trace.before_gap() && trace.left_out() > 0) fmt::format_to(out, "* {}\n", gap(trace));
    const auto words = (head_of(message) + members_of(message)).substr(0, kMaxWords);
    std::string_view rest = words;
    fmt::format_to(out, "{:9.3f} {} {}: {}\n", static_cast<double>(message.at.count()) / 1000,
                   message.to_gateway ? "from" : "to", std::visit(SideOf{}, message.content).name, take_line(rest));
    while (!rest.empty()) fmt::format_to(out, "            {}\n", take_line(rest));
    for (auto sdp = message.sdp; !sdp.empty();) fmt::format_to(out, "            {}\n", printable(take_line(sdp)));
  }
  return text;
}

}  // namespace sipgw::trace
