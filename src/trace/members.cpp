// SPDX-License-Identifier: AGPL-3.0-or-later
// What a message holds besides the line of head(): its further members, one per line.
#include <utility>

#include "base/strings.hpp"
#include "sip/cause_text.hpp"
#include "sip/user_to_user.hpp"
#include "trace/describe.hpp"

namespace sipgw::trace {

namespace {

/// Lines of "name: value"; a member without a value has none.
class Lines {
 public:
  void add(std::string_view name, std::string_view value) {
    if (value.empty()) return;
    text_.append(1, '\n').append(name).append(": ");
    append_printable(text_, value);
  }
  void add(std::string_view name, int value) { add(name, std::to_string(value)); }
  void flag(std::string_view name, bool value) {
    if (value) text_.append(1, '\n').append(name);
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

constexpr std::string_view kHexDigits = "0123456789abcdef";

/// "0x80000001": all eight digits.
std::string hexadecimal(std::uint32_t value) {
  std::string text = "0x00000000";
  for (auto digit = text.rbegin(); value != 0; ++digit, value >>= 4) *digit = kHexDigits[value & 0xf];
  return text;
}

std::string in_words(const mncc::Number& number) {
  return (number.digits.empty() ? "no digits" : number.digits) + ", type " + std::to_string(number.type) + ", plan " +
         std::to_string(number.plan) + ", presentation " + std::to_string(number.present) + ", screening " +
         std::to_string(number.screen);
}

std::string in_words(const mncc::BearerCap& bearer) {
  auto text = "transfer " + std::to_string(bearer.transfer) + ", mode " + std::to_string(bearer.mode) + ", coding " +
              std::to_string(bearer.coding) + ", radio " + std::to_string(bearer.radio) + ", speech versions";
  for (const int version : bearer.speech_versions) text += " " + std::to_string(version);
  return text;
}

template <typename Octets>
std::string octets(const Octets& bytes) {
  std::string text;
  for (const auto octet : bytes) {
    const auto byte = static_cast<unsigned char>(octet);
    text += kHexDigits[byte >> 4];
    text += kHexDigits[byte & 0xf];
  }
  return text;
}

std::string in_words(const mncc::Cause& cause) {
  return sip::cause_in_words(cause.value) + ", location " + std::to_string(cause.location) + ", coding " +
         std::to_string(cause.coding) + (cause.diagnostics.empty() ? "" : ", diagnostics " + octets(cause.diagnostics));
}

std::string in_words(const mncc::Progress& progress) {
  return "description " + std::to_string(progress.description) + ", location " + std::to_string(progress.location) +
         ", coding " + std::to_string(progress.coding);
}

std::string in_words(const mncc::UserUser& useruser) {
  return "protocol " + std::to_string(useruser.protocol) + ", octets " + octets(useruser.text);
}

std::string in_words(const mncc::CcCap& cc_cap) {
  return std::string(cc_cap.dtmf ? "DTMF" : "no DTMF") + (cc_cap.pcp ? ", prolonged clearing" : "");
}

std::string in_words(const sip::Party& party) {
  return (party.display.empty() ? "" : '"' + party.display + "\" ") + "<" + party.user + "@" + party.host + ">";
}

template <typename Value>
std::string in_words(const std::optional<Value>& value) {
  return value ? in_words(*value) : std::string{};
}

struct Members {
  Lines& lines;

  void body(std::string_view type, std::string_view text) const {
    lines.add("Content-Type", type);
    while (!text.empty()) lines.add("body", take_line(text));
  }
  void reason(const sip::Reason& reason) const {
    if (reason.q850) lines.add("Reason Q.850", *reason.q850);
    if (reason.sip) lines.add("Reason SIP", *reason.sip);
    lines.add("Reason text", reason.text);
  }
  void headers(const std::vector<sip::Header>& headers) const {
    for (const auto& [name, value] : headers) lines.add(name, is_secret(name) ? "(withheld)" : value);
  }

  void user_to_user(std::string_view values) const { lines.add(sip::kUserToUserHeader, values); }

  // events
  void operator()(const sip::IncomingInvite& what) const {
    lines.add("source", what.transport + " " + what.source.to_string());
    lines.add("Request-URI", in_words(what.request_uri));
    lines.add("From", in_words(what.from));
    lines.add("To", in_words(what.to));
    lines.add("P-Asserted-Identity", in_words(what.asserted));
    lines.add("Remote-Party-ID", in_words(what.remote_party));
    lines.add("P-Called-Party-ID", in_words(what.called_party));
    lines.add("Diversion", in_words(what.diverted_by));
    lines.flag("wants privacy", what.wants_privacy);
    lines.add("Call-ID", what.call_id);
    lines.add("X-Global-Call-Ref", what.global_call_ref);
    user_to_user(what.user_to_user);
    lines.flag("has a body that is no SDP", what.unusable_body);
  }
  void operator()(const sip::Provisional& what) const {
    lines.add("branch", what.branch);
    user_to_user(what.user_to_user);
  }
  void operator()(const sip::Answered& what) const {
    lines.add("branch", what.branch);
    user_to_user(what.user_to_user);
    lines.add("P-Asserted-Identity", in_words(what.asserted));
    lines.flag("wants privacy", what.wants_privacy);
  }
  void operator()(const sip::Refused& what) const {
    lines.add("phrase", what.phrase);
    reason(what.reason);
    if (what.warning) lines.add("Warning", *what.warning);
    if (what.retry_after) lines.add("Retry-After", static_cast<int>(*what.retry_after));
    for (const auto& contact : what.contacts) lines.add("Contact", contact.uri);
    user_to_user(what.user_to_user);
    if (!what.auth_failure.empty()) lines.add("challenge not answered", what.auth_failure);
    lines.flag("made by this gateway: the peer did not answer or could not be reached", !what.from_peer);
  }
  void operator()(const sip::Acked&) const {}
  void operator()(const sip::Cancelled& what) const { reason(what.reason); }
  void operator()(const sip::PeerBye& what) const {
    reason(what.reason);
    user_to_user(what.user_to_user);
  }
  void operator()(const sip::PeerOffer&) const {}
  void operator()(const sip::OfferResult& what) const {
    reason(what.reason);
    if (what.warning) lines.add("Warning", *what.warning);
  }
  void operator()(const sip::InfoResult&) const {}
  void operator()(const sip::PeerInfo& what) const { body(what.content_type, what.body); }
  void operator()(const sip::Ended&) const {}
  // commands
  void operator()(const sip::Invite& what) const {
    lines.add("From", what.from);
    lines.add("To", what.to);
    lines.add("Route", what.route);
    lines.add("Call-ID", what.call_id);
    headers(what.headers);
  }
  void operator()(const sip::Respond& what) const { headers(what.headers); }
  void operator()(const sip::Cancel& what) const { lines.add("Reason", what.reason); }
  void operator()(const sip::Bye& what) const {
    lines.add("Reason", what.reason);
    headers(what.headers);
  }
  void operator()(const sip::AnswerOffer& what) const { headers(what.headers); }
  void operator()(const sip::Offer&) const {}
  void operator()(const sip::Info& what) const { body(what.content_type, what.body); }
};

template <typename Variant>
std::string members_of(const Variant& variant) {
  Lines lines;
  std::visit(Members{lines}, variant);
  return lines.take();
}

}  // namespace

bool is_secret(std::string_view header) {
  return iequals(header, "Authorization") || iequals(header, "Proxy-Authorization");
}

std::string members(const mncc::Signalling& message) {
  Lines lines;
  lines.add("callref", hexadecimal(message.callref));
  lines.add("bearer capability", in_words(message.bearer_cap));
  lines.add("called", in_words(message.called));
  lines.add("calling", in_words(message.calling));
  lines.add("redirecting", in_words(message.redirecting));
  lines.add("connected", in_words(message.connected));
  lines.add("cause", in_words(message.cause));
  lines.add("progress", in_words(message.progress));
  lines.add("user-user", in_words(message.useruser));
  if (message.facility) lines.add("facility", octets(*message.facility));
  if (message.ss_version) lines.add("SS version", octets(*message.ss_version));
  lines.add("call control capabilities", in_words(message.cc_cap));
  if (message.llc) lines.add("low layer compatibility", octets(*message.llc));
  if (message.hlc) lines.add("high layer compatibility", octets(*message.hlc));
  lines.flag("emergency", message.emergency);
  lines.flag("CLIR invoked", message.clir_invoked);
  lines.flag("CLIR suppressed", message.clir_suppressed);
  if (message.notify != 0) lines.add("notify", message.notify);
  lines.add("IMSI", message.imsi);
  if (message.gcr) lines.add("global call reference", octets(*message.gcr));
  return lines.take();
}

std::string members(const mncc::Rtp& message) {
  Lines lines;
  lines.add("callref", hexadecimal(message.callref));
  if (message.payload_msg_type != 0) lines.add("codec", hexadecimal(message.payload_msg_type));
  return lines.take();
}

std::string members(const sip::Event& event) { return members_of(event); }
std::string members(const sip::Command& command) { return members_of(command); }

std::string members(const mgcp::Command& command) {
  Lines lines;
  lines.add("C", command.call_id);
  lines.add("I", command.connection_id);
  lines.add("L", command.local_options);
  return lines.take();
}

std::string members(const std::optional<mgcp::Response>& response) {
  Lines lines;
  if (response) {
    lines.add("I", response->connection_id);
    lines.add("P", response->statistics);
  }
  return lines.take();
}

}  // namespace sipgw::trace
