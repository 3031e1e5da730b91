// SPDX-License-Identifier: AGPL-3.0-or-later
// nua and the dialogs on it. Lives entirely on the SIP thread, from its constructor to its destructor; only the
// counters may be read elsewhere.
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "adapters/sofia/dialog.hpp"
#include "adapters/sofia/endpoint.hpp"
#include "adapters/sofia/handle_walk.hpp"
#include "adapters/sofia/normalise.hpp"
#include "adapters/sofia/out_of_dialog.hpp"
#include "adapters/sofia/sip_thread.hpp"
#include "adapters/sofia/sofia.hpp"
#include "adapters/sofia/tls.hpp"
#include "base/result.hpp"
#include "log/rate_limit.hpp"

namespace sipgw::sofia {

class Stack {
 public:
  Stack(const SipThread::Settings& settings, const SipThread::Sinks& sinks, Counters& counters, TlsBoard& tls_board);
  ~Stack();
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;

  /// Binds. The addresses in use, or why there are none.
  Result<std::vector<NetAddress>> open();
  /// Serves until stop() has done its work.
  void run();
  void command(const sip::Command& command);
  void request(sip::Request request);
  /// For what is negotiated from now on.
  void set_policy(const sip::Policy& policy);
  void set_tls(const sip::TlsSettings& settings);
  /// Ends all dialogs, then run(); after `grace_ms` what is left is abandoned.
  void stop(unsigned grace_ms);

  // For Dialog and OutOfDialog.
  su_root_t* root() const { return root_.get(); }
  Tls& tls() { return tls_; }
  /// From where to send to `hop`.
  Endpoint& endpoint_towards(const sip::NextHop& hop);
  PeerMemory& memory() { return memory_; }
  const sip::Policy& policy() const { return policy_; }
  /// For this dialog alone.
  void set_policy(nua_handle_t* handle, const sip::Policy& policy) const;
  void emit(sip::Event event) { sinks_.event(std::move(event)); }
  /// Reports the terminal event and destroys the dialog.
  void finish(const Dialog& dialog, sip::Event event);
  /// The same for a request.
  void finish(const OutOfDialog& request, sip::RequestResult result);
  /// How long a dialog may take to end: a little more than timers B and F, which normally end it.
  long guard_ms() const { return 68L * settings_.t1_ms; }
  /// Less than timer B, with which Sofia gives up an INVITE.
  long silence_ms() const { return 56L * settings_.t1_ms; }

 private:
  static void on_nua(nua_event_t kind, int status, const char* phrase, nua_t* nua, Stack* stack, nua_handle_t* handle,
                     HandleUser* user, const sip_t* message, tagi_t tags[]);
  static void on_stop_timer(Stack* stack, su_timer_t*, void*);
  static void on_tls_timer(Stack* stack, su_timer_t*, void*);
  void on_event(Endpoint& endpoint, nua_handle_t* handle, const NuaEvent& event);
  void on_unbound(Endpoint& endpoint, nua_handle_t* handle, const NuaEvent& event);
  void on_incoming_invite(Endpoint& endpoint, nua_handle_t* handle, const sip_t& message);
  void on_params(Endpoint& endpoint, const NuaEvent& event);
  void on_shut_down(Endpoint& endpoint, int status);
  Status open(const sip::Listener& listener);
  void close();
  void start_tls_timer();
  nua_t* create_nua(const Endpoint& endpoint);
  void apply_policy(const Endpoint& endpoint);
  void add(std::unique_ptr<Dialog> dialog);
  void shut_down();

  const SipThread::Settings& settings_;
  sip::Policy policy_;
  const SipThread::Sinks& sinks_;
  Counters& counters_;
  PeerMemory memory_;
  HandleWalk walk_;  ///< outlives root_, whose timers call it
  Root root_;
  Tls tls_;
  std::vector<std::unique_ptr<Endpoint>> endpoints_;
  Timer stop_timer_;
  Timer tls_timer_;
  bool stopping_ = false;
  std::uint64_t next_incoming_ = 1;
  std::size_t untouched_ = 0;  ///< incoming dialogs that the core has not reacted to
  log::RateLimit overload_log_;
  std::unordered_map<DialogId, std::unique_ptr<Dialog>> dialogs_;
  std::unordered_map<RequestId, std::unique_ptr<OutOfDialog>> requests_;
};

}  // namespace sipgw::sofia
