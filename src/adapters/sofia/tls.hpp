// SPDX-License-Identifier: AGPL-3.0-or-later
// TLS of one SIP thread: which certificate is shown, whose is taken, and what has become of each handshake.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "adapters/sofia/certificate.hpp"
#include "adapters/sofia/tls_hooks.hpp"
#include "base/net_address.hpp"
#include "log/rate_limit.hpp"
#include "sip/tls.hpp"

namespace sipgw::sofia {

/// What other threads may read.
class TlsBoard {
 public:
  sip::TlsStatus read() const;
  void write_identity(const TlsIdentity& identity);
  void write_error(std::string error);
  void write_failure(sip::TlsFailed failure);

 private:
  mutable std::mutex mutex_;
  sip::TlsStatus status_;
};

/// SIP thread.
class Tls final : private TlsWatcher {
 public:
  using Clock = std::chrono::steady_clock;
  using OnFailed = std::function<void(sip::TlsFailed)>;

  Tls(TlsBoard& board, OnFailed on_failed, std::chrono::seconds handshake_limit);

  /// For the handshakes from now on. Files that cannot be used leave all as it is.
  Status use(const sip::TlsSettings& settings);
  /// To be called when Sofia has made a transport.
  void adopt_contexts() { hooks_.adopt_contexts(); }

  /// The certificate that is shown there must be made out to `name`; empty: to anyone.
  void expect_name(const NetAddress& peer, const std::string& name);
  /// Of the verified certificate of the connection with this very address; empty if there is none.
  std::vector<std::string> names_of(const NetAddress& peer) const;
  /// What the newest handshake with it has failed of since then; empty if none has.
  std::string failure_since(const NetAddress& peer, Clock::time_point when) const;

  /// Connections that have not come through their handshake in time are closed. Once a second or so.
  void close_lingering();
  /// Tells when the certificate in use is about to expire, once a day. As often.
  void warn_of_expiry();

 private:
  struct Connection {
    Clock::time_point since;
    NetAddress peer = {};  ///< known when the handshake begins
    std::string name = {};
    std::vector<std::string> names = {};
    bool done = false, told = false;
  };
  struct Failure {
    std::string reason;
    Clock::time_point when;
  };

  void on_new(SSL* connection) override;
  void on_start(SSL* connection) override;
  void on_done(SSL* connection) override;
  void on_alert(SSL* connection, const char* text) override;
  void on_failed(SSL* connection) override;
  void on_closed(SSL* connection) override;
  void demand_certificate(SSL* connection, Connection& of);
  void tell(SSL* connection, Connection& of, std::string reason);

  TlsBoard& board_;
  const OnFailed on_failed_;
  const std::chrono::seconds handshake_limit_;
  TlsIdentity identity_;
  std::optional<Clock::time_point> warned_;  ///< of its expiry
  sip::TlsVerify verify_ = sip::TlsVerify::server;
  std::map<std::string, std::string> expected_names_;  ///< by address
  std::map<std::string, Failure> failures_;            ///< with those that we called, by address
  std::unordered_map<SSL*, Connection> connections_;
  log::RateLimit log_limit_;
  TlsHooks hooks_;
};

}  // namespace sipgw::sofia
