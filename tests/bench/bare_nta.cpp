// SPDX-License-Identifier: AGPL-3.0-or-later
// On nta, the transaction layer below nua: what a dialog is made of is ours to do. The messages are those that nua
// sends. Of session timer, 100rel, UPDATE, registration and authentication it has only the checks of each INVITE: what
// nua costs beyond this is the most that could be saved.
namespace sipgw::bench {
class BareNta;
}
#define NTA_LEG_MAGIC_T sipgw::bench::BareNta
#define NTA_INCOMING_MAGIC_T void
#define NTA_OUTGOING_MAGIC_T struct nta_leg_s  // the call's

#include <sofia-sip/nta.h>
#include <sofia-sip/nta_tag.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_protos.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/sofia_features.h>
#include <sofia-sip/tport_tag.h>

#include <stdexcept>
#include <unordered_map>

#include "bench/bare.hpp"

namespace sipgw::bench {

class BareNta : public BareStack {
 public:
  BareNta(su_root_t* root, const std::string& url, std::string peer);
  void call(const std::string& number) override;
  void end(const std::string& number) override;

 private:
  static int on_new_call(BareNta* self, nta_leg_t*, nta_incoming_t* request, const sip_t* sip);
  static int on_request(BareNta* self, nta_leg_t* leg, nta_incoming_t* request, const sip_t* sip);
  static int on_ack(void*, nta_incoming_t* invite, const sip_t*);
  static int on_invite_response(nta_leg_t* leg, nta_outgoing_t* invite, const sip_t* sip);
  static int on_bye_response(nta_leg_t* leg, nta_outgoing_t* bye, const sip_t*);
  int check(nta_incoming_t* invite, const sip_t* sip) const;
  void answer(nta_incoming_t* invite);

  const std::string peer_;
  std::unordered_map<std::string, nta_leg_t*> calls_;  ///< that we have begun, by number
  nta_agent_t* const agent_;
  su_home_t* const home_ = static_cast<su_home_t*>(su_home_new(sizeof(su_home_t)));
  const sip_supported_t* const supported_ = sip_supported_make(home_, "timer, 100rel");
  const sip_accept_t* const accept_ = sip_accept_make(home_, "application/sdp");
  const tagi_t* headers_ = nullptr;  ///< those that nua puts into nearly all messages
};

BareNta::BareNta(su_root_t* root, const std::string& url, std::string peer)
    : peer_(std::move(peer)),
      agent_(nta_agent_create(root, URL_STRING_MAKE(url.c_str()), nullptr, nullptr, NTATAG_UA(1), NTATAG_MERGE_482(1),
                              NTATAG_CLIENT_RPORT(1), TPTAG_UDP_RMEM(kReceiveBuffer), TAG_END())) {
  if (agent_ == nullptr) throw std::runtime_error("cannot listen at " + url);
  headers_ = tl_list(SIPTAG_USER_AGENT(sip_user_agent_make(home_, SOFIA_SIP_NAME_VERSION)),
                     SIPTAG_ALLOW(sip_allow_make(home_,
                                                 "INVITE, ACK, BYE, CANCEL, OPTIONS, PRACK, MESSAGE, SUBSCRIBE, "
                                                 "NOTIFY, REFER, UPDATE")),
                     SIPTAG_SUPPORTED(supported_), TAG_END());
  nta_leg_tcreate(agent_, on_new_call, this, NTATAG_NO_DIALOG(1), TAG_END());
}

int BareNta::on_new_call(BareNta* self, nta_leg_t*, nta_incoming_t* request, const sip_t* sip) {
  if (sip->sip_request->rq_method != sip_method_invite) return 481;
  if (const int refused = self->check(request, sip)) return refused;
  auto* leg =
      nta_leg_tcreate(self->agent_, on_request, self, SIPTAG_CALL_ID(sip->sip_call_id), SIPTAG_FROM(sip->sip_to),
                      SIPTAG_TO(sip->sip_from), NTATAG_REMOTE_CSEQ(sip->sip_cseq->cs_seq), TAG_END());
  nta_leg_tag(leg, nta_incoming_tag(request, nullptr));
  nta_leg_server_route(leg, sip->sip_record_route, sip->sip_contact);
  nta_incoming_bind(request, on_ack, nullptr);
  self->answer(request);
  return 0;
}

/// Refuses what cannot be served, and returns that status.
int BareNta::check(nta_incoming_t* invite, const sip_t* sip) const {
  constexpr sip_time_t kLeastInterval = 120;
  int status = nta_check_required(invite, sip, supported_, TAG_END());
  if (status == 0) status = nta_check_session_content(invite, sip, accept_, TAG_END());
  if (status == 0) status = nta_check_session_expires(invite, sip, kLeastInterval, TAG_END());
  return status;
}

void BareNta::answer(nta_incoming_t* invite) {
  const auto* contact = nta_agent_contact(agent_);
  nta_incoming_treply(invite, SIP_100_TRYING, TAG_END());
  nta_incoming_treply(invite, SIP_180_RINGING, SIPTAG_CONTACT(contact), TAG_NEXT(headers_));
  nta_incoming_treply(invite, SIP_200_OK, SIPTAG_CONTACT(contact), SIPTAG_CONTENT_TYPE_STR("application/sdp"),
                      SIPTAG_PAYLOAD_STR(kSdp), TAG_NEXT(headers_));
}

/// The ACK, or the time for it is over.
int BareNta::on_ack(void*, nta_incoming_t* invite, const sip_t*) {
  nta_incoming_destroy(invite);
  return 0;
}

int BareNta::on_request(BareNta* self, nta_leg_t* leg, nta_incoming_t* request, const sip_t* sip) {
  if (sip->sip_request->rq_method != sip_method_bye) return 405;
  nta_incoming_treply(request, SIP_200_OK, TAG_NEXT(self->headers_));
  nta_leg_destroy(leg);
  return 200;
}

void BareNta::call(const std::string& number) {
  const auto to = "sip:" + number + "@" + peer_;
  auto* leg = nta_leg_tcreate(agent_, on_request, this, SIPTAG_TO_STR(to.c_str()), SIPTAG_FROM_STR(kFrom), TAG_END());
  nta_leg_tag(leg, nullptr);
  calls_[number] = leg;
  nta_outgoing_tcreate(leg, on_invite_response, leg, nullptr, SIP_METHOD_INVITE, URL_STRING_MAKE(to.c_str()),
                       SIPTAG_CONTACT(nta_agent_contact(agent_)), SIPTAG_CONTENT_TYPE_STR("application/sdp"),
                       SIPTAG_PAYLOAD_STR(kSdp), TAG_NEXT(headers_));
}

int BareNta::on_invite_response(nta_leg_t* leg, nta_outgoing_t* invite, const sip_t* sip) {
  const int status = nta_outgoing_status(invite);
  if (status < 200) return 0;
  if (status < 300) {
    nta_leg_rtag(leg, sip->sip_to->a_tag);
    nta_leg_client_route(leg, sip->sip_record_route, sip->sip_contact);
    sip_cseq_t sequence[1];
    sip_cseq_init(sequence);
    sequence->cs_seq = sip->sip_cseq->cs_seq;
    sequence->cs_method = sip_method_ack;
    sequence->cs_method_name = "ACK";
    nta_outgoing_destroy(nta_outgoing_tcreate(leg, nullptr, nullptr, nullptr, SIP_METHOD_ACK, nullptr,
                                              SIPTAG_CSEQ(sequence), TAG_END()));
  } else {
    nta_leg_destroy(leg);
  }
  nta_outgoing_destroy(invite);
  return 0;
}

void BareNta::end(const std::string& number) {
  const auto found = calls_.extract(number);
  if (!found) return;
  nta_outgoing_tcreate(found.mapped(), on_bye_response, found.mapped(), nullptr, SIP_METHOD_BYE, nullptr,
                       TAG_NEXT(headers_));
}

int BareNta::on_bye_response(nta_leg_t* leg, nta_outgoing_t* bye, const sip_t*) {
  if (nta_outgoing_status(bye) < 200) return 0;
  nta_outgoing_destroy(bye);
  nta_leg_destroy(leg);
  return 0;
}

std::unique_ptr<BareStack> make_bare_nta(su_root_t* root, const std::string& url, const std::string& peer) {
  return std::make_unique<BareNta>(root, url, peer);
}

}  // namespace sipgw::bench
