// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/sofia/tls.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <utility>

#include "adapters/sofia/sockaddr.hpp"
#include "adapters/sofia/tls_reason.hpp"
#include "log/log.hpp"

namespace sipgw::sofia {
namespace {

constexpr std::size_t kMaxFailures = 64;  // that are kept for show
constexpr int kMaxChain = 9;
constexpr std::chrono::days kWarnBefore{30}, kWarnEvery{1};

NetAddress peer_of(const SSL* connection) {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  if (getpeername(SSL_get_fd(connection), reinterpret_cast<sockaddr*>(&storage), &size) != 0) return {};
  return net_address(storage);
}

/// What OpenSSL has found stands; Sofia's own callback would let all pass.
int keep_verdict(int verdict, X509_STORE_CTX*) { return verdict; }

/// For OpenSSL to check; and for a server that has several certificates to choose by.
void demand_name(SSL* connection, const std::string& name) {
  X509_VERIFY_PARAM* demands = SSL_get0_param(connection);
  if (IpAddress::parse(name)) {
    X509_VERIFY_PARAM_set1_ip_asc(demands, name.c_str());
    return;
  }
  X509_VERIFY_PARAM_set_hostflags(demands, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  X509_VERIFY_PARAM_set1_host(demands, name.c_str(), name.size());
  SSL_set_tlsext_host_name(connection, name.c_str());
}

}  // namespace

// ---------------------------------------------------------------- the board

sip::TlsStatus TlsBoard::read() const {
  const std::lock_guard lock(mutex_);
  return status_;
}

void TlsBoard::write_identity(const TlsIdentity& identity) {
  const std::lock_guard lock(mutex_);
  status_.error.clear();
  status_.subject = identity.subject;
  status_.not_after = identity.not_after;
}

void TlsBoard::write_error(std::string error) {
  const std::lock_guard lock(mutex_);
  status_.error = std::move(error);
}

void TlsBoard::write_failure(sip::TlsFailed failure) {
  const std::lock_guard lock(mutex_);
  auto& failures = status_.failures;
  const auto same = [&](const sip::TlsFailed& other) {
    return other.incoming == failure.incoming && other.peer.ip == failure.peer.ip &&
           (failure.incoming || other.peer.port == failure.peer.port);
  };
  failures.erase(std::remove_if(failures.begin(), failures.end(), same), failures.end());
  if (failures.size() == kMaxFailures) failures.erase(failures.begin());
  failures.push_back(std::move(failure));
}

// ---------------------------------------------------------------- settings

Tls::Tls(TlsBoard& board, OnFailed on_failed, std::chrono::seconds handshake_limit)
    : board_(board), on_failed_(std::move(on_failed)), handshake_limit_(handshake_limit), hooks_(*this) {}

Status Tls::use(const sip::TlsSettings& settings) {
  auto identity = load_identity(settings);
  if (!identity) {
    board_.write_error(identity.error().text);
    return identity.error();
  }
  identity_ = std::move(*identity);
  verify_ = settings.verify;
  board_.write_identity(identity_);
  log::notice(log::Category::sip, "TLS: the certificate {} is in use", identity_.subject);
  warned_.reset();
  warn_of_expiry();
  return ok();
}

void Tls::warn_of_expiry() {
  const auto now = Clock::now();
  if (!identity_.not_after || (warned_ && now - *warned_ < kWarnEvery)) return;
  const auto left = std::chrono::floor<std::chrono::days>(*identity_.not_after - std::chrono::system_clock::now());
  if (left >= kWarnBefore) return;
  warned_ = now;
  if (left.count() < 0) {
    log::error(log::Category::sip, "TLS: the certificate {} has expired", identity_.subject);
  } else {
    log::error(log::Category::sip, "TLS: the certificate {} expires in {} days", identity_.subject, left.count());
  }
}

void Tls::expect_name(const NetAddress& peer, const std::string& name) { expected_names_[peer.to_string()] = name; }

// ---------------------------------------------------------------- handshakes

void Tls::on_new(SSL* connection) { connections_.emplace(connection, Connection{.since = Clock::now()}); }

void Tls::on_start(SSL* connection) {
  Connection& of = connections_.at(connection);
  of.peer = peer_of(connection);
  if (identity_.context == nullptr) {
    tell(connection, of, "no certificate of ours is in use");
    shutdown(SSL_get_fd(connection), SHUT_RDWR);
    return;
  }
  SSL_set_SSL_CTX(connection, identity_.context.get());
  demand_certificate(connection, of);
}

void Tls::demand_certificate(SSL* connection, Connection& of) {
  const bool server = SSL_is_server(connection) != 0;
  const bool wanted = server ? verify_ == sip::TlsVerify::mutual : verify_ != sip::TlsVerify::none;
  const int mode = !wanted  ? SSL_VERIFY_NONE
                   : server ? SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT
                            : SSL_VERIFY_PEER;
  SSL_set_verify(connection, mode, keep_verdict);
  SSL_set_verify_depth(connection, kMaxChain);
  const auto name = expected_names_.find(of.peer.to_string());
  if (server || name == expected_names_.end() || name->second.empty()) return;
  of.name = name->second;
  demand_name(connection, of.name);
}

void Tls::on_done(SSL* connection) {
  Connection& of = connections_.at(connection);
  of.done = true;
  const X509* certificate = SSL_get0_peer_certificate(connection);
  if (certificate != nullptr && SSL_get_verify_mode(connection) != SSL_VERIFY_NONE) of.names = names_in(*certificate);
}

void Tls::on_alert(SSL* connection, const char* text) {
  tell(connection, connections_.at(connection), std::string("the peer says: ") + text);
}

void Tls::on_failed(SSL* connection) {
  Connection& of = connections_.at(connection);
  tell(connection, of, failure_reason(connection, of.name));
}

/// A peer that refuses us says why and resets the connection; Sofia sees the reset first.
void Tls::on_closed(SSL* connection) {
  Connection& of = connections_.at(connection);
  if (of.peer.usable() && !of.told) {
    char unread = 0;
    SSL_read(connection, &unread, 1);  // for on_alert()
    if (!of.done) tell(connection, of, "the peer closed the connection in the handshake");
  }
  connections_.erase(connection);
}

void Tls::close_lingering() {
  hooks_.settle();
  const auto limit = Clock::now() - handshake_limit_;
  for (auto& [connection, of] : connections_) {
    if (of.done || of.told || of.since > limit) continue;
    of.peer = peer_of(connection);
    if (of.peer.usable())
      tell(connection, of, "no handshake within " + std::to_string(handshake_limit_.count()) + " s");
    of.told = true;  // without a peer it has not even connected, and Sofia will tell
    shutdown(SSL_get_fd(connection), SHUT_RDWR);
  }
}

// ---------------------------------------------------------------- what there is to tell

void Tls::tell(SSL* connection, Connection& of, std::string reason) {
  if (std::exchange(of.told, true)) return;
  const bool incoming = SSL_is_server(connection) != 0;
  if (!incoming) failures_[of.peer.to_string()] = {reason, Clock::now()};
  sip::TlsFailed failure{of.peer, std::move(reason), incoming, std::chrono::system_clock::now()};
  if (const auto suppressed = log_limit_.permit(Clock::now())) {
    log::notice(log::Category::sip, "TLS {} {} failed: {} ({} more such lines)", incoming ? "from" : "to",
                failure.peer.to_string(), failure.reason, *suppressed);
  }
  board_.write_failure(failure);
  if (on_failed_) on_failed_(std::move(failure));
}

std::string Tls::failure_since(const NetAddress& peer, Clock::time_point when) const {
  const auto found = failures_.find(peer.to_string());
  return found == failures_.end() || found->second.when < when ? std::string() : found->second.reason;
}

std::vector<std::string> Tls::names_of(const NetAddress& peer) const {
  const auto found = std::find_if(connections_.begin(), connections_.end(),
                                  [&](const auto& entry) { return entry.second.done && entry.second.peer == peer; });
  return found == connections_.end() ? std::vector<std::string>() : found->second.names;
}

}  // namespace sipgw::sofia
