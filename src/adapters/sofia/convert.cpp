// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/sofia/convert.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "adapters/sofia/sockaddr.hpp"
#include "base/strings.hpp"
#include "sip/headers.hpp"
#include "sip/quoting.hpp"
#include "sip/user_to_user.hpp"

namespace sipgw::sofia {
namespace {

template <typename T>
std::string header_value(const T* header) {
  Home home;
  return text(sip_header_as_string(home, reinterpret_cast<const sip_header_t*>(header)));
}

/// Calls `visit` with the value of each header of that name which Sofia does not parse itself, until it returns true.
template <typename Visit>
void visit_unknown(const sip_t& message, std::string_view name, Visit visit) {
  for (const sip_unknown_t* header = message.sip_unknown; header != nullptr; header = header->un_next) {
    if (header->un_name == nullptr || header->un_value == nullptr || !iequals(header->un_name, name)) continue;
    if (visit(header->un_value)) return;
  }
}

std::string unescaped(const char* value) {
  std::string result = text(value);
  if (!result.empty()) {
    url_unescape(result.data(), value);
    result.resize(std::strlen(result.c_str()));
  }
  return result;
}

std::string unquoted(const char* value) {
  const std::string_view quoted = trim(value == nullptr ? "" : value);
  if (quoted.size() < 2 || quoted.front() != '"' || quoted.back() != '"') return std::string(quoted);
  std::string result;
  for (std::size_t i = 1; i + 1 < quoted.size(); ++i) {
    if (quoted[i] == '\\' && i + 2 < quoted.size()) ++i;
    result += quoted[i];
  }
  return result;
}

std::optional<int> warning_of(const sip_t& message) {
  if (message.sip_warning == nullptr) return std::nullopt;
  return static_cast<int>(message.sip_warning->w_code);
}

std::string transport_of(const sip_t& message) {
  std::string_view protocol = message.sip_via->v_protocol;
  if (const auto slash = protocol.rfind('/'); slash != std::string_view::npos) protocol.remove_prefix(slash + 1);
  std::string result(protocol);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return result;
}

/// Where a request to this URI goes: to ;maddr rather than to the host (RFC 3261 §19.1.1).
std::string destination(const url_t& url) {
  std::array<char, 256> maddr{};
  const auto length = url_param(url.url_params, "maddr", maddr.data(), maddr.size());
  if (length == 0) return party(&url, nullptr).host;
  if (length > isize_t{maddr.size()}) return {};
  url_t there = url;
  there.url_host = maddr.data();
  return party(&there, nullptr).host;
}

/// The first value of these headers with a sip: or tel: URI.
std::optional<sip::Party> first_party(const sip_t& message, std::string_view name) {
  std::optional<sip::Party> result;
  visit_unknown(message, name, [&](const char* value) {
    Home home;
    for (const sip_contact_t* id = sip_contact_make(home, value); id != nullptr && !result; id = id->m_next) {
      const auto type = id->m_url->url_type;
      if (type == url_sip || type == url_sips || type == url_tel) result = party(id->m_url, id->m_display);
    }
    return result.has_value();
  });
  return result;
}

bool offers_feature(const sip_t& message, const char* feature) {
  return sip_has_feature(message.sip_supported, feature) || sip_has_feature(message.sip_require, feature);
}

}  // namespace

sip::Party party(const url_t* url, const char* display) {
  std::string host = text(url->url_host);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  return {unquoted(display), unescaped(url->url_user), std::move(host)};
}

NetAddress address(const su_sockaddr_t& from) {
  sockaddr_storage storage{};
  std::memcpy(&storage, &from, sizeof from);
  return net_address(storage);
}

std::string content_type_of(const sip_t& message) {
  return message.sip_content_type == nullptr ? std::string() : header_value(message.sip_content_type);
}

std::string body_of(const sip_t& message) {
  const sip_payload_t* payload = message.sip_payload;
  return payload == nullptr || payload->pl_data == nullptr ? std::string()
                                                           : std::string(payload->pl_data, payload->pl_len);
}

std::string sdp_of(const sip_t& message) {
  const std::string body = body_of(message);
  return body.empty() ? std::string() : sip::sdp_body(content_type_of(message), body).value_or("");
}

sip::Reason reason_of(const sip_t* message) {
  sip::Reason result;
  if (message == nullptr) return result;
  for (const sip_reason_t* header = message->sip_reason; header != nullptr; header = header->re_next) {
    sip::parse_reason(header_value(header), result);
  }
  return result;
}

std::optional<sip::Party> asserted_of(const sip_t& message) {
  auto result = first_party(message, "P-Asserted-Identity");
  return result ? result : first_party(message, "Remote-Party-ID");
}

bool wants_privacy(const sip_t& message) {
  bool result = message.sip_privacy != nullptr && sip::privacy_withholds(header_value(message.sip_privacy));
  visit_unknown(message, "Remote-Party-ID",
                [&](std::string_view value) { return result |= sip::remote_party_withholds(value); });
  return result;
}

std::string user_to_user_of(const sip_t* message) {
  std::string values;
  if (message == nullptr) return values;
  visit_unknown(*message, sip::kUserToUserHeader, [&](const char* value) {
    values += values.empty() ? value : std::string(",") + value;
    return false;
  });
  return values;
}

std::vector<sip::Target> contacts_of(const sip_t& message) {
  std::vector<const sip_contact_t*> contacts;
  for (const sip_contact_t* contact = message.sip_contact; contact != nullptr; contact = contact->m_next) {
    if (contact->m_url->url_type == url_sip && contact->m_url->url_host != nullptr) contacts.push_back(contact);
  }
  std::stable_sort(contacts.begin(), contacts.end(), [](const sip_contact_t* left, const sip_contact_t* right) {
    return sip_q_value(left->m_q) > sip_q_value(right->m_q);
  });
  std::vector<sip::Target> targets;
  for (const auto* contact : contacts) {
    Home home;
    url_t target = *contact->m_url;
    target.url_headers = nullptr;
    targets.push_back({text(url_as_string(home, &target)), destination(target)});
  }
  return targets;
}

sip::IncomingInvite incoming_invite(DialogId dialog, const sip_t& message, msg_t* packet) {
  sip::IncomingInvite invite;
  invite.dialog = dialog;
  invite.source = address(*msg_addr(packet));
  invite.transport = transport_of(message);
  invite.request_uri = party(message.sip_request->rq_url, nullptr);
  invite.from = party(message.sip_from->a_url, message.sip_from->a_display);
  invite.to = party(message.sip_to->a_url, message.sip_to->a_display);
  invite.asserted = first_party(message, "P-Asserted-Identity");
  invite.remote_party = first_party(message, "Remote-Party-ID");
  invite.diverted_by = first_party(message, "Diversion");
  visit_unknown(message, "Diversion", [&](std::string_view value) {
    invite.diversion_withheld = sip::remote_party_withholds(sip::take_unquoted(value, ','));
    return true;
  });
  invite.called_party = first_party(message, "P-Called-Party-ID");
  invite.wants_privacy = wants_privacy(message);
  invite.call_id = text(message.sip_call_id->i_id);
  visit_unknown(message, "X-Global-Call-Ref", [&](const char* value) {
    invite.global_call_ref = value;
    return true;
  });
  invite.sdp = sdp_of(message);
  invite.user_to_user = user_to_user_of(&message);
  invite.supports_100rel = offers_feature(message, "100rel");
  invite.unusable_body = invite.sdp.empty() && !body_of(message).empty();
  return invite;
}

sip::Refused refused(DialogId dialog, int status, const char* phrase, const sip_t* message) {
  sip::Refused result;
  result.dialog = dialog;
  result.status = status >= 300 && status < 700 ? status : 500;  // nua's own failures are 900 and above
  result.phrase = text(phrase);
  result.from_peer = message != nullptr && nta_sip_is_internal(message) == 0;
  if (!result.from_peer) return result;
  result.reason = reason_of(message);
  result.user_to_user = user_to_user_of(message);
  if (result.status < 400) result.contacts = contacts_of(*message);
  result.warning = warning_of(*message);
  if (message->sip_retry_after != nullptr) {
    result.retry_after = static_cast<unsigned>(message->sip_retry_after->af_delta);
  }
  return result;
}

sip::OfferResult offer_result(DialogId dialog, int status, const sip_t* message) {
  sip::OfferResult result{dialog, status < 700 ? status : 491, {}};
  if (message == nullptr) return result;
  result.sdp = sdp_of(*message);
  result.reason = reason_of(message);
  result.warning = warning_of(*message);
  return result;
}

std::string supported_extensions(const sip::Policy& policy, bool calling) {
  const bool reliable = calling ? policy.prack != sip::Prack::off : policy.prack == sip::Prack::required;
  std::string supported = policy.session_timer == sip::SessionTimer::off ? "" : "timer";
  if (reliable) supported += supported.empty() ? "100rel" : ", 100rel";
  return supported;
}

std::string header_text(const std::vector<sip::Header>& headers) {
  const auto clean = [](std::string_view value) {
    return std::none_of(value.begin(), value.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  };
  std::string result;
  for (const auto& [name, value] : headers) {
    if (value.empty() || !clean(name) || !clean(value)) continue;
    result.append(name).append(": ").append(value).append("\r\n");
  }
  return result;
}

}  // namespace sipgw::sofia
