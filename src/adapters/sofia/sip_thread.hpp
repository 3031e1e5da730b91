// SPDX-License-Identifier: AGPL-3.0-or-later
// Sofia-SIP's nua in a thread of its own. Values go in and out; every Sofia pointer stays inside.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/net_address.hpp"
#include "base/result.hpp"
#include "sip/listener.hpp"
#include "sip/message.hpp"
#include "sip/policy.hpp"
#include "sip/request.hpp"
#include "sip/source_rules.hpp"
#include "sip/tls.hpp"

namespace sipgw {

class SipThread {
 public:
  struct Settings {
    NetAddress local;         ///< the one address for UDP and TCP, unless there are `listeners`
    std::string user_agent;   ///< "osmo-sipgw/0.1.0"
    int sofia_log_level = 0;  ///< 0-9, `sofia-sip log-level`
    unsigned t1_ms = 500;     ///< RFC 3261 timer T1; the others follow from it (tests shorten it)
    sip::Policy policy = {};
    std::vector<sip::Listener> listeners = {};
    /// Host name or address that Via and Contact name instead of the one that is bound; an address is for the listeners
    /// of its kind, IPv4 or IPv6. Empty: the bound one, and of a wildcard that of the interface.
    std::string external_address = {};
    sip::ConnectionTimes connections = {};
    sip::TlsSettings tls = {};  ///< for the listeners with TLS
    /// Called on the SIP thread; must only hand the value over and return.
    std::function<void(sip::TlsFailed)> on_tls_failed = {};
  };
  /// Since start(). What is no SIP at all is not counted.
  struct Counts {
    std::uint64_t dialogs = 0;     ///< that the adapter holds now
    std::uint64_t malformed = 0;   ///< messages with a header that cannot be used
    std::uint64_t repeated = 0;    ///< requests, and answers to INVITE, that came once more
    std::uint64_t overloaded = 0;  ///< INVITEs answered 503: too many wait for the core, or it stops
  };
  /// Called on the SIP thread; they must only hand the value over (asio::post) and return.
  using Sink = std::function<void(sip::Event)>;
  using ResultSink = std::function<void(sip::RequestResult)>;
  struct Sinks {
    Sink event;
    ResultSink result;
  };

  SipThread(
      Settings settings, Sink events, ResultSink results = [](const sip::RequestResult&) {});
  ~SipThread();  ///< stop() if it has not been called

  /// Starts the thread and binds. Error: the address is in use or not ours; start() may be called again later.
  Status start();
  /// Ends what dialogs are left (BYE, CANCEL, 503), waits for them at most `grace_ms` and for the thread's end at most
  /// `wind_up_ms` more; then it leaves the thread behind. No event after it returns.
  void stop(unsigned grace_ms, unsigned wind_up_ms = 2000);

  /// Any thread. Commands for dialogs that are gone are dropped.
  void submit(sip::Command command);
  /// Any thread. Without a result if the thread stops meanwhile.
  void submit(sip::Request request);
  /// Any thread.
  void set_sofia_log_level(int level);
  /// Any thread. For the dialogs that begin from now on.
  void set_policy(const sip::Policy& policy);
  /// Any thread. Reads the files again, for the handshakes from now on; tls_status() tells whether they are in use.
  void set_tls(const sip::TlsSettings& settings);

  /// Any thread. Who is answered at all; whoever is known to the rules cannot be banned.
  void set_sources(const sip::SourceRules& rules);
  void ban(const IpAddress& source, std::chrono::seconds time);

  NetAddress local() const;                ///< that of the first listener, with the real port
  std::vector<NetAddress> locals() const;  ///< of all listeners, in their order
  Counts counts() const;                   ///< any thread
  sip::TlsStatus tls_status() const;       ///< any thread

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace sipgw
