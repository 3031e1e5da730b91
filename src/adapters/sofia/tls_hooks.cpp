// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/sofia/tls_hooks.hpp"

#include <openssl/err.h>

#include <mutex>
#include <utility>

namespace sipgw::sofia {
namespace {

/// OpenSSL's callbacks have no context of ours.
thread_local TlsHooks* hooks_of_thread = nullptr;

constexpr char kCiphers[] = "HIGH:!aNULL:!eNULL";  // for TLS 1.2; Sofia's own list has ciphers without certificates

}  // namespace

void TlsHooks::register_once() {
  static std::once_flag once;
  std::call_once(once, [] {
    CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_SSL_CTX, 0, nullptr, on_new_context, nullptr, nullptr);
    CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_SSL, 0, nullptr, on_new_connection, nullptr, nullptr);
    CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_BIO, 0, nullptr, on_new_bio, nullptr, nullptr);
  });
}

TlsHooks::TlsHooks(TlsWatcher& watcher) : watcher_(watcher) {
  register_once();
  hooks_of_thread = this;
}

TlsHooks::~TlsHooks() {
  settle();
  hooks_of_thread = nullptr;
}

void TlsHooks::adopt_contexts() {
  for (SSL_CTX* context : std::exchange(new_contexts_, {})) {
    SSL_CTX_set_info_callback(context, on_info);
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(context, kCiphers);
    // A resumed session would skip the check of certificates, also after a change of files.
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_num_tickets(context, 0);
  }
}

// ---------------------------------------------------------------- what is made

void TlsHooks::on_new_context(void* context, void*, CRYPTO_EX_DATA*, int, long, void*) {
  if (hooks_of_thread != nullptr) hooks_of_thread->new_contexts_.push_back(static_cast<SSL_CTX*>(context));
}

void TlsHooks::on_new_bio(void* bio, void*, CRYPTO_EX_DATA*, int, long, void*) {
  if (hooks_of_thread != nullptr) hooks_of_thread->newest_bio_ = static_cast<BIO*>(bio);
}

void TlsHooks::on_new_connection(void* connection, void*, CRYPTO_EX_DATA*, int, long, void*) {
  if (hooks_of_thread == nullptr) return;
  BIO* bio = std::exchange(hooks_of_thread->newest_bio_, nullptr);
  if (bio == nullptr || BIO_method_type(bio) != BIO_TYPE_SOCKET) return;
  auto* ssl = static_cast<SSL*>(connection);
  BIO_set_callback_ex(bio, on_bio);
  BIO_set_callback_arg(bio, reinterpret_cast<char*>(ssl));
  hooks_of_thread->connections_.insert(ssl);
  hooks_of_thread->unsettled_.push_back(ssl);
  hooks_of_thread->watcher_.on_new(ssl);
}

// ---------------------------------------------------------------- handshakes

void TlsHooks::on_info(const SSL* of, int where, int value) {
  auto* connection = const_cast<SSL*>(of);
  if (hooks_of_thread == nullptr || hooks_of_thread->connections_.count(connection) == 0) return;
  TlsHooks& self = *hooks_of_thread;
  if (where == SSL_CB_HANDSHAKE_START) {
    self.on_handshake(connection);
  } else if (where == SSL_CB_HANDSHAKE_DONE) {
    self.watcher_.on_done(connection);
  } else if (where == SSL_CB_READ_ALERT) {
    const bool fatal = value >> 8 == SSL3_AL_FATAL;
    if (fatal) self.watcher_.on_alert(connection, SSL_alert_desc_string_long(value));
  } else if (where == SSL_CB_CONNECT_EXIT || where == SSL_CB_ACCEPT_EXIT) {
    self.on_exit(connection, value);
  }
}

void TlsHooks::on_handshake(SSL* connection) {
  settle();
  SSL_set_info_callback(connection, on_info);  // stays when the watcher sets another context
  watcher_.on_start(connection);
}

void TlsHooks::on_exit(SSL* connection, int result) {
  const bool waits = BIO_should_retry(SSL_get_rbio(connection)) != 0 || BIO_should_retry(SSL_get_wbio(connection)) != 0;
  if (result <= 0 && !waits) watcher_.on_failed(connection);
}

// ---------------------------------------------------------------- the end

void TlsHooks::settle() {
  for (SSL* connection : std::exchange(unsettled_, {})) {
    SSL_CTX_up_ref(SSL_get_SSL_CTX(connection));
    BIO_free(SSL_get_rbio(connection));
  }
}

long TlsHooks::on_bio(BIO* bio, int operation, const char*, std::size_t, int, long, int result, std::size_t*) {
  if (operation != BIO_CB_FREE || hooks_of_thread == nullptr) return result;
  hooks_of_thread->release(bio, reinterpret_cast<SSL*>(BIO_get_callback_arg(bio)));
  return 0;  // it is gone already
}

/// Sofia has let go of the BIO and has forgotten the SSL, which still points to it twice: for reading and writing.
void TlsHooks::release(BIO* bio, SSL* connection) {
  watcher_.on_closed(connection);
  connections_.erase(connection);
  BIO_set_callback_ex(bio, nullptr);
  BIO_up_ref(bio);
  BIO_up_ref(bio);
  SSL_free(connection);
  ERR_clear_error();  // what is left there may be taken for the next connection's
}

}  // namespace sipgw::sofia
