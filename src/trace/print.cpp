// SPDX-License-Identifier: AGPL-3.0-or-later
#include "trace/print.hpp"

#include <fmt/format.h>

#include <iterator>

#include "base/strings.hpp"
#include "trace/describe.hpp"
#include "trace/ladder.hpp"

namespace sipgw::trace {

namespace {

constexpr std::size_t kGateway = 1;

std::size_t party_of(Link link) {
  switch (link) {
    case Link::mncc:
      return 0;
    case Link::sip:
      return 2;
    case Link::mgcp:
      return 3;
  }
  return kGateway;
}

std::string_view name_of(Link link) {
  switch (link) {
    case Link::mncc:
      return "MSC";
    case Link::sip:
      return "SIP peer";
    case Link::mgcp:
      return "MGW";
  }
  return {};
}

std::string gap(const CallTrace& trace) {
  return fmt::format("{} messages are left out here: a trace has room for {} bytes", trace.left_out(),
                     CallTrace::kMaxBytes);
}

}  // namespace

std::string as_ladder(const CallTrace& trace) {
  Ladder ladder({{"MSC", 37}, {"gateway", 37}, {"SIP", 10}, {"MGW"}});
  std::size_t number = 0;
  for (const auto& message : trace.messages()) {
    if (number++ == trace.before_gap() && trace.left_out() > 0) ladder.note(message.at, gap(trace));
    const auto party = party_of(message.link);
    auto rest = message.text;
    const auto head = take_line(rest);
    const auto detail = message.sdp.empty() ? std::string{} : sdp_in_short(message.sdp);
    ladder.arrow(message.at, message.to_gateway ? party : kGateway, message.to_gateway ? kGateway : party, head,
                 detail);
  }
  return ladder.text();
}

std::string as_messages(const CallTrace& trace) {
  std::string text;
  const auto out = std::back_inserter(text);
  std::size_t number = 0;
  for (const auto& message : trace.messages()) {
    if (number++ == trace.before_gap() && trace.left_out() > 0) fmt::format_to(out, "* {}\n", gap(trace));
    auto rest = message.text;
    fmt::format_to(out, "{:9.3f} {} {}: {}\n", static_cast<double>(message.at.count()) / 1000,
                   message.to_gateway ? "from" : "to", name_of(message.link), take_line(rest));
    while (!rest.empty()) fmt::format_to(out, "            {}\n", take_line(rest));
    for (auto sdp = message.sdp; !sdp.empty();) fmt::format_to(out, "            {}\n", printable(take_line(sdp)));
  }
  return text;
}

}  // namespace sipgw::trace
