// SPDX-License-Identifier: AGPL-3.0-or-later
// The one place that includes Sofia-SIP, with its callback types bound to ours, and owners for its objects.
// All of them live and die on the SIP thread.
#pragma once

#include <memory>
#include <utility>

namespace sipgw::sofia {
class Stack;
class HandleUser;
struct Mail;
}  // namespace sipgw::sofia

#define SU_ROOT_MAGIC_T sipgw::sofia::Stack
#define SU_MSG_ARG_T sipgw::sofia::Mail
#define NUA_MAGIC_T sipgw::sofia::Stack
#define NUA_HMAGIC_T sipgw::sofia::HandleUser

// The sizes that the library was built with.
#define SOFIA_EXTEND_AUTH_CLIENT 1
#include <sofia-sip/auth_client_plugin.h>
#include <sofia-sip/msg_addr.h>
#include <sofia-sip/msg_mclass.h>
#include <sofia-sip/nta.h>
#include <sofia-sip/nta_tag.h>
#include <sofia-sip/nua.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_parser.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/sip_util.h>
#include <sofia-sip/su_log.h>
#include <sofia-sip/tport_tag.h>

namespace sipgw::sofia {

template <auto Release>
struct Releaser {
  template <typename T>
  void operator()(T* object) const {
    Release(object);
  }
};

using Root = std::unique_ptr<su_root_t, Releaser<su_root_destroy>>;
/// nua_destroy() aborts unless nua_shutdown() has completed: the owner sees to that.
using Nua = std::unique_ptr<nua_t, Releaser<nua_destroy>>;
using Handle = std::unique_ptr<nua_handle_t, Releaser<nua_handle_destroy>>;
using Message = std::unique_ptr<msg_t, Releaser<msg_destroy>>;
using Timer = std::unique_ptr<su_timer_t, Releaser<su_timer_destroy>>;

/// Memory for values that Sofia parses or formats for us.
class Home {
 public:
  Home() : home_(static_cast<su_home_t*>(su_home_new(sizeof(su_home_t)))) {}
  operator su_home_t*() const { return home_.get(); }

 private:
  struct Unref {
    void operator()(su_home_t* home) const { su_home_unref(home); }
  };
  std::unique_ptr<su_home_t, Unref> home_;
};

/// Sofia's own string for a status: nua keeps the pointer, so a phrase must outlive the request.
inline const char* phrase_of(int status) { return sip_status_phrase(status); }

}  // namespace sipgw::sofia
