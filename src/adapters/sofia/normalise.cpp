// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/sofia/normalise.hpp"

#include <cstdint>
#include <utility>

#include "adapters/sofia/challenge_answerer.hpp"
#include "adapters/sofia/convert.hpp"

namespace sipgw::sofia {
namespace {

/// The stack of this thread; the parser's callback has no context argument.
thread_local PeerMemory* memory_of_thread = nullptr;

/// A From or To header without tag gets the one we know.
void add_tag(msg_t* message, sip_addr_t* header, const std::string& tag) {
  if (header->a_tag == nullptr && !tag.empty()) sip_to_tag(msg_home(message), header, tag.c_str());
}

/// A CANCEL that comes after our 2xx gets 200 and changes nothing (RFC 6026 §7.1: the transaction still lives), but nta
/// has 481 for it. In its eyes we make it an OPTIONS, which is answered 200; all that is written keeps the name CANCEL.
void disguise_cancel(sip_t* sip) {
  sip->sip_request->rq_method = sip_method_options;
  sip->sip_cseq->cs_method = sip_method_options;
}

/// Sofia takes many a refusal within a dialog for the dialog's end, which only 408 and 481 are (RFC 3261 §12.2.1.2): it
/// sees one that ends nothing, and the peer's own goes along for status_from_peer(). That of a re-INVITE always does:
/// what it ends is the core's to decide, and Sofia would leave the peer without BYE.
void soften_refusal(msg_t* message, sip_t* sip) {
  constexpr int kTimeout = 408, kNoSuchDialog = 481, kNotAcceptable = 488;
  int& status = sip->sip_status->st_status;
  const bool ends_dialog = status == kTimeout || status == kNoSuchDialog;
  if (status < 300 || (ends_dialog && sip->sip_cseq->cs_method != sip_method_invite)) return;
  auto* kept = static_cast<int*>(su_alloc(msg_home(message), sizeof(int)));
  if (kept == nullptr) return;
  *kept = status;
  sip->sip_user = kept;
  status = kNotAcceptable;
}

std::optional<IpAddress> host_of(const std::string& uri) {
  Home home;
  const url_t* url = url_make(home, uri.c_str());
  return url == nullptr ? std::nullopt : IpAddress::parse(text(url->url_host));
}

/// nta takes an absent To tag for a wildcard: who is not the peer gets one that fits no dialog. Not so an INVITE and a
/// CANCEL, which have none by right.
void refuse_wildcard(msg_t* message, sip_t* sip) {
  const auto method = sip->sip_request->rq_method;
  if (method != sip_method_invite && method != sip_method_cancel) add_tag(message, sip->sip_to, "stranger");
}

bool is_sip_uri(const url_t* url) {
  return (url->url_type == url_sip || url->url_type == url_sips) && !text(url->url_host).empty();
}

/// Called by Sofia's parser when it meets the empty line after the headers, and again for the body.
issize_t extract_body(msg_t* message, msg_pub_t* object, char buffer[], isize_t size, int end_of_stream) {
  auto* sip = reinterpret_cast<sip_t*>(object);
  const bool headers_just_ended = (sip->sip_flags & MSG_FLG_BODY) == 0;
  if (headers_just_ended && memory_of_thread != nullptr) memory_of_thread->complete(message, sip);
  return sip_default_mclass()->mc_extract_body(message, object, buffer, size, end_of_stream);
}

}  // namespace

int status_from_peer(const sip_t& message) {
  if (message.sip_user != nullptr) return *static_cast<const int*>(message.sip_user);
  return message.sip_status->st_status;
}

PeerMemory::PeerMemory(Counters& counters, std::function<void(DialogId)> trying)
    : counters_(counters), trying_(std::move(trying)) {
  memory_of_thread = this;
}
PeerMemory::~PeerMemory() { memory_of_thread = nullptr; }

void PeerMemory::remember_outgoing(DialogId dialog, const std::string& call_id, const std::string& target) {
  by_call_id_.try_emplace(call_id,
                          Known{dialog, true, host_of(target), target, "", "", 0, sip_method_unknown, 0, false});
}

void PeerMemory::remember_incoming(DialogId dialog, const std::string& call_id, const sip_t& invite,
                                   const IpAddress& peer) {
  by_call_id_.try_emplace(call_id, Known{dialog, false, peer, "", "", text(invite.sip_from->a_tag),
                                         invite.sip_cseq->cs_seq, sip_method_invite, invite.sip_cseq->cs_seq, false});
}

void PeerMemory::remember_answered(DialogId dialog, const std::string& call_id) {
  const auto found = by_call_id_.find(call_id);
  if (found != by_call_id_.end() && found->second.dialog == dialog) found->second.answered = true;
}

void PeerMemory::await_response(DialogId dialog, const std::string& call_id) {
  const auto found = by_call_id_.find(call_id);
  if (found != by_call_id_.end() && found->second.dialog == dialog) found->second.response_came = false;
}

bool PeerMemory::response_came(DialogId dialog, const std::string& call_id) const {
  const auto found = by_call_id_.find(call_id);
  return found != by_call_id_.end() && found->second.dialog == dialog && found->second.response_came;
}

void PeerMemory::forget(DialogId dialog, const std::string& call_id) {
  const auto found = by_call_id_.find(call_id);
  if (found != by_call_id_.end() && found->second.dialog == dialog) by_call_id_.erase(found);
}

/// Where nothing can be sent to, no dialog may lead: when an ACK stays out, nua would send BYE there, fail, and try
/// again until its stack is used up. Such a request gets 400; a response loses its Contact, as if it had none.
void PeerMemory::refuse_unusable_target(msg_t* message, sip_t* sip) {
  bool usable = sip->sip_contact != nullptr ? is_sip_uri(sip->sip_contact->m_url)
                                            : sip->sip_from == nullptr || is_sip_uri(sip->sip_from->a_url);
  for (const auto* route = sip->sip_record_route; route != nullptr; route = route->r_next) {
    usable = usable && is_sip_uri(route->r_url);
  }
  if (usable) return;
  if (sip->sip_request != nullptr) {
    const auto method = sip->sip_request->rq_method;
    if (method != sip_method_invite && method != sip_method_update) return;
    sip->sip_flags |= MSG_FLG_ERROR;
  } else {
    if (sip->sip_contact == nullptr) return;
    sip_header_remove(message, sip, reinterpret_cast<sip_header_t*>(sip->sip_contact));
  }
  ++counters_.malformed;
}

/// Requests within a dialog may come from elsewhere than its first one.
bool PeerMemory::is_to_be_ignored(msg_t* message, const sip_t* sip) {
  const bool begins_dialog = sip->sip_request != nullptr && sip->sip_to != nullptr && sip->sip_to->a_tag == nullptr;
  return begins_dialog && source_filter_.ignores(address(*msg_addr(message)).ip);
}

void PeerMemory::complete(msg_t* message, sip_t* sip) {
  if (is_to_be_ignored(message, sip)) {
    sip->sip_request = nullptr;  // neither request nor response: nta drops it without a word
    return;
  }
  if (sip->sip_error != nullptr) ++counters_.malformed;
  refuse_unusable_target(message, sip);
  if (sip->sip_call_id == nullptr || sip->sip_from == nullptr || sip->sip_to == nullptr) return;
  if (sip->sip_cseq == nullptr || sip->sip_call_id->i_id == nullptr) return;
  const auto found = by_call_id_.find(sip->sip_call_id->i_id);
  if (found == by_call_id_.end()) return;
  if (sip->sip_request != nullptr) {
    complete_request(found->second, message, sip);
  } else if (sip->sip_status != nullptr) {
    complete_response(found->second, message, sip);
  }
}

void PeerMemory::complete_request(Known& known, msg_t* message, sip_t* sip) {
  // Our own request come back (a spiral) is not the peer's.
  if (!known.local_tag.empty() && text(sip->sip_from->a_tag) == known.local_tag) return;
  if (known.peer != address(*msg_addr(message)).ip) return refuse_wildcard(message, sip);
  const auto method = sip->sip_request->rq_method;
  const auto cseq = sip->sip_cseq->cs_seq;
  if (method == known.last_method && cseq == known.last_cseq) ++counters_.repeated;
  known.last_method = method;
  known.last_cseq = cseq;
  const bool to_incoming = !known.outgoing && known.cseq == cseq;
  if (to_incoming && known.answered && method == sip_method_cancel) disguise_cancel(sip);
  add_tag(message, sip->sip_from, known.remote_tag);
  add_tag(message, sip->sip_to, known.local_tag);
}

void PeerMemory::complete_response(Known& known, msg_t* message, sip_t* sip) {
  const auto method = sip->sip_cseq->cs_method;
  known.response_came |= method == sip_method_invite;
  const bool trying = method == sip_method_invite && sip->sip_status->st_status == 100 && known.outgoing;
  if (trying && !known.answered && !std::exchange(known.trying, true)) trying_(known.dialog);
  const bool repeated = answer_challenges(message, sip);
  const bool to_reinvite = method == sip_method_invite && (known.answered || !known.outgoing);
  const bool softened = to_reinvite || method == sip_method_update || method == sip_method_info;
  if (softened && !repeated) soften_refusal(message, sip);
  if (!known.outgoing) {
    add_tag(message, sip->sip_to, known.remote_tag);
    return;
  }
  if (known.local_tag.empty()) known.local_tag = text(sip->sip_from->a_tag);
  const bool answer = method == sip_method_invite && sip->sip_status->st_status / 100 == 2;
  const bool first_answer = answer && !std::exchange(known.answered, known.answered || answer);
  if (answer && !first_answer) ++counters_.repeated;
  if (first_answer) known.remote_tag = text(sip->sip_to->a_tag);
  add_tag(message, sip->sip_from, known.local_tag);
  add_tag(message, sip->sip_to, known.remote_tag);
  if (!first_answer) return;
  const std::string target = std::exchange(known.target, {});
  if (sip->sip_contact == nullptr) sip_add_make(message, sip, sip_contact_class, ("<" + target + ">").c_str());
}

const msg_mclass_t* completing_message_class() {
  static const msg_mclass_t* const message_class = [] {
    msg_mclass_t* clone = msg_mclass_clone(sip_default_mclass(), 0, 0);
    if (clone != nullptr) clone->mc_extract_body = extract_body;
    return clone;
  }();
  return message_class;
}

}  // namespace sipgw::sofia
