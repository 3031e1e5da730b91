// SPDX-License-Identifier: AGPL-3.0-or-later
// nua and the dialogs on it. Lives entirely on the SIP thread, from its constructor to its destructor; only the
// counters may be read elsewhere.
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>

#include "adapters/sofia/dialog.hpp"
#include "adapters/sofia/normalise.hpp"
#include "adapters/sofia/out_of_dialog.hpp"
#include "adapters/sofia/sip_thread.hpp"
#include "adapters/sofia/sofia.hpp"
#include "base/result.hpp"
#include "log/rate_limit.hpp"

namespace sipgw::sofia {

class Stack {
 public:
  Stack(const SipThread::Settings& settings, const SipThread::Sinks& sinks, Counters& counters);
  ~Stack();
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;

  /// Binds. The address in use, or why there is none.
  Result<NetAddress> open();
  /// Serves until stop() has done its work.
  void run();
  void command(const sip::Command& command);
  void request(sip::Request request);
  /// For what is negotiated from now on.
  void set_policy(const sip::Policy& policy);
  /// Ends all dialogs, then run(); after `grace_ms` what is left is abandoned.
  void stop(unsigned grace_ms);

  // For Dialog and OutOfDialog.
  su_root_t* root() const { return root_.get(); }
  nua_t* nua() const { return nua_.get(); }
  PeerMemory& memory() { return memory_; }
  const sip::Policy& policy() const { return policy_; }
  NetAddress local() const { return local_; }
  /// For this dialog alone.
  void set_policy(nua_handle_t* handle, const sip::Policy& policy) const;
  void emit(sip::Event event) { sinks_.event(std::move(event)); }
  /// Reports the terminal event and destroys the dialog.
  void finish(const Dialog& dialog, sip::Event event);
  /// The same for a request.
  void finish(const OutOfDialog& request, sip::RequestResult result);
  /// How long a dialog may take to end: a little more than timers B and F, which normally end it.
  long guard_ms() const { return 68L * settings_.t1_ms; }

 private:
  static void on_nua(nua_event_t kind, int status, const char* phrase, nua_t*, Stack* stack, nua_handle_t* handle,
                     HandleUser* user, const sip_t* message, tagi_t tags[]);
  static void on_stop_timer(Stack* stack, su_timer_t*, void*);
  void on_event(nua_handle_t* handle, HandleUser* user, const NuaEvent& event);
  void on_unbound(nua_handle_t* handle, const NuaEvent& event);
  void on_incoming_invite(nua_handle_t* handle, const sip_t& message);
  void on_params(const NuaEvent& event);
  bool create_nua(const NetAddress& local);
  void add(std::unique_ptr<Dialog> dialog);
  void shut_down();

  const SipThread::Settings& settings_;
  sip::Policy policy_;
  const SipThread::Sinks& sinks_;
  Counters& counters_;
  PeerMemory memory_;
  Root root_;
  Nua nua_;
  Timer stop_timer_;
  bool stopping_ = false;
  bool shut_down_ = false;
  NetAddress local_;
  std::uint64_t next_incoming_ = 1;
  std::size_t untouched_ = 0;  ///< incoming dialogs that the core has not reacted to
  log::RateLimit overload_log_;
  std::unordered_map<DialogId, std::unique_ptr<Dialog>> dialogs_;
  std::unordered_map<RequestId, std::unique_ptr<OutOfDialog>> requests_;
};

}  // namespace sipgw::sofia
