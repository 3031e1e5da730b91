// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/sofia/out_of_dialog.hpp"

#include <utility>
#include <vector>

#include "adapters/sofia/challenge_answerer.hpp"
#include "adapters/sofia/convert.hpp"
#include "adapters/sofia/stack.hpp"
#include "base/strings.hpp"

namespace sipgw::sofia {
namespace {

constexpr int kBadRequest = 400, kUnauthorized = 401, kProxyAuthenticationRequired = 407, kIntervalTooBrief = 423,
              kInternalError = 500;

sip::Credentials credentials_of(const sip::PeerPtr& peer) { return peer ? peer->credentials : sip::Credentials{}; }

std::vector<sip::Binding> bindings_of(const sip_t& message, const std::string& own_contact) {
  Home home;
  const sip_contact_t* own = sip_contact_make(home, own_contact.c_str());
  std::vector<sip::Binding> bindings;
  for (const sip_contact_t* contact = message.sip_contact; contact != nullptr; contact = contact->m_next) {
    sip::Binding binding{.uri = text(url_as_string(home, contact->m_url)), .expires = {}};
    if (contact->m_expires != nullptr) binding.expires = parse_number<unsigned>(contact->m_expires);
    binding.ours = own != nullptr && url_cmp(own->m_url, contact->m_url) == 0;
    bindings.push_back(std::move(binding));
  }
  return bindings;
}

}  // namespace

OutOfDialog::OutOfDialog(Stack& stack, sip::Request request)
    : stack_(stack),
      request_(std::move(request)),
      way_(way_of(request_.request_uri, request_.next_hop)),
      endpoint_(stack.endpoint_towards(way_.hop)),
      digest_(credentials_of(request_.peer)) {}

OutOfDialog::~OutOfDialog() {
  if (handle_) nua_handle_bind(handle_.get(), nullptr);
}

std::string OutOfDialog::contact() const {
  return endpoint_.contact(request_.peer ? request_.peer->contact_user : "", way_.hop.address.ip, way_.hop.transport);
}

void OutOfDialog::send() {
  if (way_.hop.transport == sip::Transport::tls) {
    stack_.tls().expect_name(way_.hop.address, request_.peer ? request_.peer->tls_name : "");
  }
  handle_.reset(nua_handle(endpoint_.nua(), this, NUTAG_URL(request_.request_uri.c_str()),
                           SIPTAG_FROM_STR(request_.from.c_str()), SIPTAG_TO_STR(request_.to.c_str()),
                           TAG_IF(!way_.route.empty(), NUTAG_INITIAL_ROUTE_STR(way_.route.c_str())), TAG_END()));
  if (!handle_) return fail("Unusable Request-URI, From or To");
  transmit({});
}

/// With a dialog's leg, which keeps Call-ID, From tag and CSeq in the repetitions. It counts on from the CSeq that it
/// is given.
void OutOfDialog::transmit(const std::string& headers) {
  const std::string method(to_string(request_.method));
  const std::string cseq = std::to_string(request_.cseq) + " " + method;
  const std::string contact = this->contact();
  const bool registers = request_.method == sip::Method::registration;
  ++sent_;
  nua_method(handle_.get(), NUTAG_METHOD(method.c_str()), NUTAG_DIALOG(2),
             TAG_IF(request_.cseq != 0, SIPTAG_CSEQ_STR(cseq.c_str())),
             TAG_IF(!request_.call_id.empty(), SIPTAG_CALL_ID_STR(request_.call_id.c_str())),
             SIPTAG_CONTACT_STR(contact.c_str()),
             TAG_IF(registers, SIPTAG_EXPIRES_STR(std::to_string(request_.expires).c_str())),
             TAG_IF(!headers.empty(), SIPTAG_HEADER_STR(headers.c_str())), TAG_END());
}

void OutOfDialog::on_event(const NuaEvent& event) {
  if (event.kind == nua_r_method) {
    if (event.status < 200) return;
    const bool challenged = event.status == kUnauthorized || event.status == kProxyAuthenticationRequired;
    if (challenged && event.message != nullptr && answer_challenge(*event.message)) return;
    stack_.finish(*this, result(event));
  } else if (event.kind == nua_i_error) {
    fail(event.phrase);
  }
}

bool OutOfDialog::answer_challenge(const sip_t& response) {
  const auto method = to_string(request_.method);
  const auto spaces = digest_.challenged(method, challenges_of(response));
  if (spaces.empty()) return false;
  answered_.insert(spaces.begin(), spaces.end());
  std::vector<sip::Header> headers;
  for (const auto space : answered_) {
    headers.emplace_back(digest_.is_proxy(space) ? "Proxy-Authorization" : "Authorization",
                         digest_.authorization(space, method, request_.request_uri));
  }
  transmit(header_text(headers));
  return true;
}

sip::RequestResult OutOfDialog::result(const NuaEvent& event) const {
  sip::RequestResult result;
  result.id = id();
  result.status = event.status < 700 ? event.status : kInternalError;  // nua's own failures are 900 and above
  result.phrase = text(event.phrase);
  result.from_peer = event.message != nullptr && nta_sip_is_internal(event.message) == 0;
  const bool has_cseq = event.message != nullptr && event.message->sip_cseq != nullptr;
  result.cseq = has_cseq ? event.message->sip_cseq->cs_seq : request_.cseq + sent_;
  if (!result.from_peer) {
    if (way_.hop.transport != sip::Transport::tls) return result;
    const std::string why = stack_.tls().failure_since(way_.hop.address, begin_);
    if (!why.empty()) result.phrase = "TLS failed: " + why;
    return result;
  }
  const sip_t& message = *event.message;
  if (message.sip_retry_after != nullptr) result.retry_after = static_cast<unsigned>(message.sip_retry_after->af_delta);
  if (result.status == kIntervalTooBrief && message.sip_min_expires != nullptr) {
    result.min_expires = static_cast<unsigned>(message.sip_min_expires->me_delta);
  }
  if (result.status < 300 && message.sip_expires != nullptr) {
    result.expires = static_cast<unsigned>(message.sip_expires->ex_delta);
  }
  if (result.status < 300 && request_.method == sip::Method::registration) {
    result.bindings = bindings_of(message, contact());
  }
  if (result.status == kUnauthorized || result.status == kProxyAuthenticationRequired) {
    result.auth_failure = digest_.failure();
  }
  return result;
}

void OutOfDialog::fail(const char* phrase) {
  stack_.finish(*this, {.id = id(), .status = kBadRequest, .phrase = text(phrase), .from_peer = false});
}

}  // namespace sipgw::sofia
