// SPDX-License-Identifier: AGPL-3.0-or-later
#include "support/ladder.hpp"

#include <cstdio>

#include "mncc/codec.hpp"
#include "support/overloaded.hpp"

namespace sipgw::test {

namespace {

std::string describe(const mncc::Signalling& message) {
  char text[80];
  std::snprintf(text, sizeof text, "%s %08x", std::string(mncc::to_string(message.type)).c_str(), message.callref);
  std::string result = text;
  if (message.cause) result += " cause " + std::to_string(message.cause->value);
  if (message.progress) result += " PI " + std::to_string(message.progress->description);
  return message.sdp.empty() ? result : result + " +SDP";
}

std::string describe(const mncc::Rtp& message) {
  mncc::Signalling head;
  head.type = message.type;
  head.callref = message.callref;
  return describe(head) + " " + (message.address ? message.address->to_string() : "-") +
         (message.sdp.empty() ? "" : " +SDP");
}

std::string describe(const std::variant<mncc::Signalling, mncc::Rtp>& message) {
  return std::visit([](const auto& value) { return describe(value); }, message);
}

std::string with_sdp(const std::string& text, const std::string& sdp) { return sdp.empty() ? text : text + " +SDP"; }

std::string describe(const sip::Event& event) {
  const auto text =
      std::visit(Overloaded{[](const sip::IncomingInvite& e) { return with_sdp("INVITE", e.sdp); },
                            [](const sip::Provisional& e) { return with_sdp(std::to_string(e.status), e.sdp); },
                            [](const sip::Answered& e) { return with_sdp("200", e.sdp); },
                            [](const sip::Refused& e) { return std::to_string(e.status); },
                            [](const sip::Acked& e) { return with_sdp("ACK", e.sdp); },
                            [](const sip::Cancelled&) { return std::string("CANCEL"); },
                            [](const sip::PeerBye&) { return std::string("BYE"); },
                            [](const sip::PeerOffer& e) { return with_sdp(e.update ? "UPDATE" : "re-INVITE", e.sdp); },
                            [](const sip::OfferResult& e) { return "re-INVITE " + std::to_string(e.status); },
                            [](const sip::InfoResult& e) { return "INFO " + std::to_string(e.status); },
                            [](const sip::PeerInfo&) { return std::string("INFO"); },
                            [](const sip::Ended& e) { return "(ended " + std::to_string(e.status) + ")"; }},
                 event);
  return text + " #" + std::to_string(sip::dialog_of(event).value);
}

std::string describe(const sip::Command& command) {
  const auto text = std::visit(
      Overloaded{[](const sip::Invite& c) { return with_sdp("INVITE " + c.request_uri, c.sdp); },
                 [](const sip::Respond& c) { return with_sdp(std::to_string(c.status), c.sdp); },
                 [](const sip::Cancel& c) { return "CANCEL " + c.reason; },
                 [](const sip::Bye& c) { return "BYE " + c.reason; },
                 [](const sip::AnswerOffer& c) { return with_sdp("answer " + std::to_string(c.status), c.sdp); },
                 [](const sip::Offer& c) { return with_sdp("re-INVITE", c.sdp); },
                 [](const sip::Info&) { return std::string("INFO"); }},
      command);
  return text + " #" + std::to_string(sip::dialog_of(command).value);
}

std::string describe(const mgcp::Command& command) {
  return std::string(mgcp::to_string(command.verb)) + " " + command.endpoint + " " + command.connection_id +
         (command.sdp.empty() ? "" : " +SDP");
}

}  // namespace

void Ladder::heard(const cc::Event& event, std::chrono::milliseconds at) {
  std::visit(
      Overloaded{
          [&](const cc::MnccReceived& e) { add(at, describe(e.message) + " ->", "", ""); },
          [&](const cc::MnccUp&) { add(at, "(link up)", "", ""); },
          [&](const cc::MnccDown&) { add(at, "(link down)", "", ""); },
          [&](const sip::Event& e) { add(at, "", "<- " + describe(e), ""); },
          [&](const cc::MgcpDone& e) {
            add(at, "", "", e.response ? "<- " + std::to_string(e.response->code) : "(no reply)");
          },
          [&](const cc::MgwUp&) { add(at, "", "", "(up)"); },
          [&](const cc::MgwDown&) { add(at, "", "", "(down)"); },
          [&](const cc::RemoteResolved&) { add(at, "", "(resolved)", ""); },
          [&](const cc::Configured&) { add(at, "(configured)", "", ""); },
          [&](const cc::ReleaseRequested& e) { add(at, "(operator: cause " + std::to_string(e.cause) + ")", "", ""); },
          [&](const cc::DrainRequested& e) { add(at, e.on ? "(drain)" : "(no drain)", "", ""); },
          [&](const cc::CallsAudited&) { add(at, "(audit)", "", ""); },
          [&](const cc::ShutdownRequested&) { add(at, "(shutdown)", "", ""); },
          [&](const cc::TimePassed&) { add(at, "(time)", "", ""); },
      },
      event);
}

void Ladder::said(const cc::Action& action, std::chrono::milliseconds at) {
  std::visit(Overloaded{
                 [&](const cc::SendMncc& a) { add(at, "<- " + describe(a.message), "", ""); },
                 [&](const cc::SendSip& a) { add(at, "", "-> " + describe(a.command), ""); },
                 [&](const cc::MgcpCommand& a) { add(at, "", "", "-> " + describe(a.command)); },
                 [&](const cc::LogLine& a) { rungs_.push_back("            log: " + a.text + "\n"); },
             },
             action);
}

void Ladder::add(std::chrono::milliseconds at, std::string_view msc, std::string_view sip, std::string_view mgw) {
  char rung[400];
  std::snprintf(rung, sizeof rung, "%9.3f  %-44.*s| %-52.*s| %.*s\n", static_cast<double>(at.count()) / 1000.0,
                static_cast<int>(msc.size()), msc.data(), static_cast<int>(sip.size()), sip.data(),
                static_cast<int>(mgw.size()), mgw.data());
  rungs_.emplace_back(rung);
}

std::string Ladder::text() const {
  char head[160];
  std::snprintf(head, sizeof head, "%9s  %-44s| %-52s| %s\n", "seconds", "MSC", "SIP", "MGW");
  std::string text = head;
  for (const auto& rung : rungs_) text += rung;
  return text;
}

}  // namespace sipgw::test
