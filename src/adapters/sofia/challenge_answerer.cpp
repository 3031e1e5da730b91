// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/sofia/challenge_answerer.hpp"

#include <unordered_map>
#include <utility>
#include <vector>

#include "adapters/sofia/convert.hpp"
#include "base/strings.hpp"

namespace sipgw::sofia {
namespace {

/// Those of this thread; neither the parser's callback nor the plug-in's have a context argument.
thread_local std::unordered_map<std::string, ChallengeAnswerer*> by_call_id;
thread_local std::unordered_map<const su_home_t*, ChallengeAnswerer*> by_home;

// ---------------------------------------------------------------- the plug-in

/// What Sofia gets to see of a challenge is the number of its protection space, as its realm.
struct Asked {
  ChallengeAnswerer* answerer = nullptr;
  std::size_t space = 0;
};

Asked asked_of(const auth_client_t* client) {
  const auto found = by_home.find(su_home_parent(client->ca_home));
  const auto space = parse_number<std::size_t>(text(client->ca_realm));
  if (found == by_home.end() || !space || !found->second->knows(*space)) return {};
  return {found->second, *space};
}

int on_challenge(auth_client_t* client, const msg_auth_t*) {
  constexpr int kRefused = -1, kRepeatTheRequest = 2;
  if (asked_of(client).answerer == nullptr) return kRefused;
  // These only tell Sofia that there are credentials.
  if (client->ca_user == nullptr) client->ca_user = su_strdup(client->ca_home, "-");
  if (client->ca_pass == nullptr) client->ca_pass = su_strdup(client->ca_home, "-");
  return kRepeatTheRequest;
}

int on_authorize(auth_client_t* client, su_home_t* home, const char* method, const url_t* url, const msg_payload_t*,
                 msg_header_t** header) {
  const auto [answerer, space] = asked_of(client);
  if (answerer == nullptr) return 0;  // the dialog is over: without credentials, then
  const std::string value = answerer->authorization(space, method, text(url_as_string(home, url)));
  *header = msg_header_make(home, client->ca_credential_class, value.c_str());
  return *header == nullptr ? -1 : 0;
}

constexpr auth_client_plugin_t plugin_named(const char* name) {
  auth_client_plugin_t plugin{};
  plugin.auc_plugin_size = sizeof(auth_client_plugin_t);
  plugin.auc_size = sizeof(auth_client_t);
  plugin.auc_name = name;
  plugin.auc_challenge = on_challenge;
  plugin.auc_authorize = on_authorize;
  return plugin;
}

/// auc_register_plugin() is meant to replace the plug-in of the same name, but Sofia-SIP 1.12 and 1.13 compare the
/// wrong way round: the first that has another name is replaced. The names differ in letter case there and are the same
/// when a scheme is looked up, so that the two calls work with either comparison. Basic is lost by it, which is well.
bool register_plugin() {
  static constexpr auth_client_plugin_t kProper = plugin_named("Digest"), kLowerCase = plugin_named("digest");
  return auc_register_plugin(&kProper) == 0 && auc_register_plugin(&kLowerCase) == 0;
}

// ---------------------------------------------------------------- responses

void collect(const msg_auth_t* header, bool proxy, std::vector<sip::DigestClient::Header>& headers) {
  for (; header != nullptr; header = header->au_next) {
    std::string value = text(header->au_scheme) + " ";
    for (const auto* part = header->au_params; part != nullptr && *part != nullptr; ++part) value += text(*part) + ",";
    headers.push_back({proxy, std::move(value)});
  }
}

template <typename Header>
void remove_all(msg_t* message, sip_t* sip, Header* const& header) {
  while (header != nullptr) sip_header_remove(message, sip, reinterpret_cast<sip_header_t*>(header));
}

}  // namespace

std::vector<sip::DigestClient::Header> challenges_of(const sip_t& response) {
  std::vector<sip::DigestClient::Header> headers;
  collect(response.sip_www_authenticate, false, headers);
  collect(response.sip_proxy_authenticate, true, headers);
  return headers;
}

ChallengeAnswerer::ChallengeAnswerer(nua_handle_t* handle, std::string call_id, const sip::Credentials& credentials)
    : home_(nua_handle_home(handle)), call_id_(std::move(call_id)), client_(credentials) {
  static const bool registered = register_plugin();
  if (!registered) return;  // then every challenge is final
  by_home.emplace(home_, this);
  by_call_id.emplace(call_id_, this);
}

ChallengeAnswerer::~ChallengeAnswerer() {
  by_home.erase(home_);
  const auto found = by_call_id.find(call_id_);
  if (found != by_call_id.end() && found->second == this) by_call_id.erase(found);
}

bool ChallengeAnswerer::on_response(msg_t* message, sip_t* sip) {
  constexpr int kUnauthorized = 401, kProxyAuthenticationRequired = 407;
  const std::string method = text(sip->sip_cseq->cs_method_name);
  const auto cseq = sip->sip_cseq->cs_seq;
  int& status = sip->sip_status->st_status;
  if (status < 200 || sip->sip_cseq->cs_method == sip_method_cancel) return false;
  if (status != kUnauthorized && status != kProxyAuthenticationRequired) {
    client_.settled(method);
    // Else nua would take a 423 for a reason to repeat the request, which it is for REGISTER alone.
    if (sip->sip_cseq->cs_method != sip_method_register) remove_all(message, sip, sip->sip_min_expires);
    return false;
  }
  if (const auto last = challenged_.find(method); last != challenged_.end() && cseq <= last->second) return false;
  challenged_[method] = cseq;

  const auto headers = challenges_of(*sip);
  remove_all(message, sip, sip->sip_www_authenticate);
  remove_all(message, sip, sip->sip_proxy_authenticate);
  if (invite_given_up_ && sip->sip_cseq->cs_method == sip_method_invite) return false;
  const auto spaces = client_.challenged(method, headers);
  for (const auto space : spaces) {
    const bool proxy = client_.is_proxy(space);
    const std::string value = "Digest realm=" + std::to_string(space);
    sip_add_make(message, sip, proxy ? sip_proxy_authenticate_class : sip_www_authenticate_class, value.c_str());
    status = proxy ? kProxyAuthenticationRequired : kUnauthorized;  // nua wants one that fits the header
  }
  return !spaces.empty();
}

bool answer_challenges(msg_t* message, sip_t* sip) {
  const auto found = by_call_id.find(text(sip->sip_call_id->i_id));
  return found != by_call_id.end() && found->second->on_response(message, sip);
}

}  // namespace sipgw::sofia
