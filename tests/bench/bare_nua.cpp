// SPDX-License-Identifier: AGPL-3.0-or-later
// On nua, as the gateway is: dialogs and sessions are the library's.
namespace sipgw::bench {
class BareNua;
}
#define NUA_MAGIC_T sipgw::bench::BareNua
#define NUA_HMAGIC_T void

#include <sofia-sip/nua.h>
#include <sofia-sip/nua_tag.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/su_tagarg.h>
#include <sofia-sip/tport_tag.h>

#include <stdexcept>
#include <unordered_map>

#include "bench/bare.hpp"

namespace sipgw::bench {

class BareNua : public BareStack {
 public:
  BareNua(su_root_t* root, const std::string& url, std::string peer);
  void call(const std::string& number) override;
  void end(const std::string& number) override;

 private:
  static void on_event(nua_event_t event, int, const char*, nua_t*, BareNua*, nua_handle_t* handle, void*, const sip_t*,
                       tagi_t tags[]);

  const std::string peer_;
  std::unordered_map<std::string, nua_handle_t*> calls_;  ///< that we have begun, by number
  nua_t* const nua_;
};

BareNua::BareNua(su_root_t* root, const std::string& url, std::string peer)
    : peer_(std::move(peer)),
      nua_(nua_create(root, on_event, this, NUTAG_URL(url.c_str()), NUTAG_MEDIA_ENABLE(0), NUTAG_AUTOANSWER(0),
                      NUTAG_AUTOALERT(0), NUTAG_SESSION_TIMER(0), TPTAG_UDP_RMEM(kReceiveBuffer), TAG_END())) {
  if (nua_ == nullptr) throw std::runtime_error("cannot listen at " + url);
}

void BareNua::on_event(nua_event_t event, int, const char*, nua_t*, BareNua*, nua_handle_t* handle, void*, const sip_t*,
                       tagi_t tags[]) {
  if (event == nua_i_invite) {
    nua_respond(handle, SIP_180_RINGING, TAG_END());
    nua_respond(handle, SIP_200_OK, SIPTAG_CONTENT_TYPE_STR("application/sdp"), SIPTAG_PAYLOAD_STR(kSdp), TAG_END());
  }
  if (event != nua_i_state) return;
  int state = 0;
  tl_gets(tags, NUTAG_CALLSTATE_REF(state), TAG_END());
  if (state == nua_callstate_terminated) nua_handle_destroy(handle);
}

void BareNua::call(const std::string& number) {
  const auto to = "sip:" + number + "@" + peer_;
  auto* handle = nua_handle(nua_, nullptr, SIPTAG_TO_STR(to.c_str()), SIPTAG_FROM_STR(kFrom), TAG_END());
  calls_[number] = handle;
  nua_invite(handle, SIPTAG_CONTENT_TYPE_STR("application/sdp"), SIPTAG_PAYLOAD_STR(kSdp), TAG_END());
}

void BareNua::end(const std::string& number) {
  if (const auto found = calls_.extract(number)) nua_bye(found.mapped(), TAG_END());
}

std::unique_ptr<BareStack> make_bare_nua(su_root_t* root, const std::string& url, const std::string& peer) {
  return std::make_unique<BareNua>(root, url, peer);
}

}  // namespace sipgw::bench
