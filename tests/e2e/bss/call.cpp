// SPDX-License-Identifier: AGPL-3.0-or-later
#include "e2e/bss/call.hpp"

#include <fmt/format.h>

namespace sipgw::e2e {
namespace {

constexpr int kUserBusy = 17, kCallRejected = 21, kNormalClearing = 16;

std::string with_cause(const char* event, const Downlink& message) {
  const auto cause = message.cause();
  return cause ? fmt::format("{} {}", event, *cause) : event;
}

}  // namespace

Call::Call(CallHost& host, unsigned number, Transaction transaction)
    : host_(host), number_(number), transaction_(transaction), ringing_([this] { answer(); }) {}

void Call::set_up(const std::string& called) {
  auto elements = bearer_capability(host_.settings().codecs);
  put(elements, called_number(called));
  send(GSM48_MT_CC_SETUP, elements);
}

void Call::set_up_emergency(bool with_bearer) {
  send(GSM48_MT_CC_EMERG_SETUP, with_bearer ? bearer_capability(host_.settings().codecs) : Bytes{});
}

void Call::answer() {
  ringing_.stop();
  send(GSM48_MT_CC_CONNECT);
}

void Call::hang_up(int cause) {
  ringing_.stop();
  const auto element = cause_element(cause);
  send(GSM48_MT_CC_DISCONNECT, Bytes(element.begin() + 1, element.end()));  // mandatory: without its tag
}

void Call::modify() {
  const auto element = bearer_capability(host_.settings().codecs);
  send(GSM48_MT_CC_MODIFY, Bytes(element.begin() + 1, element.end()));
}

void Call::on_message(const Downlink& message) {
  switch (message.type) {
    case GSM48_MT_CC_SETUP:
      return on_setup(message);
    case GSM48_MT_CC_CALL_PROC:
      return on_progress("proceeding", message);
    case GSM48_MT_CC_ALERTING:
      return on_progress("alerting", message);
    case GSM48_MT_CC_PROGRESS:
      return on_progress("progress", message);
    case GSM48_MT_CC_CONNECT:
      send(GSM48_MT_CC_CONNECT_ACK);
      return report("connected");
    case GSM48_MT_CC_CONNECT_ACK:
      return report("connected");
    case GSM48_MT_CC_DISCONNECT:
    case GSM48_MT_CC_RELEASE:
    case GSM48_MT_CC_RELEASE_COMPL:
      return on_release_message(message);
    default:
      return on_in_call_message(message);
  }
}

void Call::on_setup(const Downlink& message) {
  const auto calling = message.calling();
  report(fmt::format("setup from {}", calling.empty() ? "nobody" : calling));
  const auto& answering = host_.settings().answering;
  if (answering.kind == Answering::Kind::busy) {
    send(GSM48_MT_CC_RELEASE_COMPL, cause_element(kUserBusy));
    ended_ = true;
    return;
  }
  auto confirmation = bearer_capability(host_.settings().codecs);
  if (host_.has_other_calls(*this)) put(confirmation, cause_element(kUserBusy));  // call waiting
  send(GSM48_MT_CC_CALL_CONF, confirmation);
  if (answering.kind == Answering::Kind::at_once) return answer();
  send(GSM48_MT_CC_ALERTING);
  if (answering.kind == Answering::Kind::reject) hang_up(kCallRejected);
  if (answering.kind == Answering::Kind::after) ringing_.start(answering.delay);
}

void Call::on_progress(const char* event, const Downlink& message) {
  const auto progress = message.progress();
  report(progress ? fmt::format("{} progress {}", event, *progress) : event);
}

void Call::on_release_message(const Downlink& message) {
  ringing_.stop();
  if (message.type == GSM48_MT_CC_DISCONNECT) {
    report(with_cause("disconnect", message));
    return send(GSM48_MT_CC_RELEASE, cause_element(kNormalClearing));
  }
  if (message.type == GSM48_MT_CC_RELEASE) send(GSM48_MT_CC_RELEASE_COMPL);
  ended_ = true;
  report(with_cause("released", message));
}

void Call::on_in_call_message(const Downlink& message) {
  switch (message.type) {
    case GSM48_MT_CC_HOLD_ACK:
      return report("held");
    case GSM48_MT_CC_HOLD_REJ:
      return report(with_cause("hold-rejected", message));
    case GSM48_MT_CC_RETR_ACK:
      return report("retrieved");
    case GSM48_MT_CC_RETR_REJ:
      return report(with_cause("retrieve-rejected", message));
    case GSM48_MT_CC_START_DTMF_ACK:
      report("dtmf " + message.key());
      return send(GSM48_MT_CC_STOP_DTMF);
    case GSM48_MT_CC_STOP_DTMF_ACK:
      return report("dtmf-stopped");
    case GSM48_MT_CC_START_DTMF_REJ:
      return report(with_cause("dtmf-rejected", message));
    case GSM48_MT_CC_MODIFY_COMPL:
      return report("modified");
    case GSM48_MT_CC_MODIFY_REJECT:
      return report("modify-rejected");
    case GSM48_MT_CC_NOTIFY:
      return report("notify");
    case GSM48_MT_CC_FACILITY:
      return report("facility");
    default:
      return report(fmt::format("message {:#04x}", message.type));
  }
}

void Call::send(std::uint8_t type, const Bytes& elements) {
  host_.send_layer3(call_control(transaction_, type, elements));
}

}  // namespace sipgw::e2e
