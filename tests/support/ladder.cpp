// SPDX-License-Identifier: AGPL-3.0-or-later
#include "support/ladder.hpp"

#include <cstdio>

#include "support/overloaded.hpp"
#include "trace/describe.hpp"

namespace sipgw::test {

namespace {

constexpr std::size_t kMsc = 0, kGateway = 1, kSip = 2, kMgw = 3;

template <typename Message>
std::string in_words(const Message& message) {
  return trace::head(message) + (trace::sdp_of(message).empty() ? "" : " +SDP");
}

std::string in_words(const std::variant<mncc::Signalling, mncc::Rtp>& message) {
  return std::visit(
      [](const auto& value) {
        char callref[16];
        std::snprintf(callref, sizeof callref, " %08x", value.callref);
        return in_words(value) + callref;
      },
      message);
}

template <typename Message>
std::string with_dialog(const Message& message) {
  return in_words(message) + " #" + std::to_string(sip::dialog_of(message).value);
}

}  // namespace

void Ladder::heard(const cc::Event& event, std::chrono::milliseconds at) {
  std::visit(
      Overloaded{
          [&](const cc::MnccReceived& e) { drawing_.arrow(at, kMsc, kGateway, in_words(e.message)); },
          [&](const cc::MnccUp&) { drawing_.note(at, "MSC link up"); },
          [&](const cc::MnccDown&) { drawing_.note(at, "MSC link down"); },
          [&](const sip::Event& e) { drawing_.arrow(at, kSip, kGateway, with_dialog(e)); },
          [&](const cc::MgcpDone& e) { drawing_.arrow(at, kMgw, kGateway, in_words(e.response)); },
          [&](const cc::MgwUp&) { drawing_.note(at, "MGW up"); },
          [&](const cc::MgwDown&) { drawing_.note(at, "MGW down"); },
          [&](const cc::TrunkResolved&) { drawing_.note(at, "remote resolved"); },
          [&](const cc::TrunkHealth& e) { drawing_.note(at, "trunk " + e.trunk + (e.up ? " up" : " down")); },
          [&](const cc::Configured&) { drawing_.note(at, "configured"); },
          [&](const cc::ReleaseRequested& e) { drawing_.note(at, "operator: cause " + std::to_string(e.cause)); },
          [&](const cc::DrainRequested& e) { drawing_.note(at, e.on ? "drain" : "no drain"); },
          [&](const cc::CallsAudited&) { drawing_.note(at, "audit"); },
          [&](const cc::ShutdownRequested&) { drawing_.note(at, "shutdown"); },
          [&](const cc::TimePassed&) { drawing_.note(at, "time"); },
      },
      event);
}

void Ladder::said(const cc::Action& action, std::chrono::milliseconds at) {
  std::visit(
      Overloaded{
          [&](const cc::SendMncc& a) { drawing_.arrow(at, kGateway, kMsc, in_words(a.message)); },
          [&](const cc::SendSip& a) { drawing_.arrow(at, kGateway, kSip, with_dialog(a.command)); },
          [&](const cc::MgcpCommand& a) { drawing_.arrow(at, kGateway, kMgw, in_words(a.command)); },
          [&](const cc::LogLine& a) { drawing_.note(at, "log: " + a.text); },
          [&](const cc::CallEnded& a) { drawing_.note(at, "record of call " + std::to_string(a.record->id.value)); },
          [&](const cc::BanSource& a) { drawing_.note(at, "ban of " + a.source.to_string()); },
      },
      action);
}

}  // namespace sipgw::test
