// SPDX-License-Identifier: AGPL-3.0-or-later
// Sofia makes its OpenSSL objects itself and shows them to nobody. OpenSSL tells of each that is made, through the
// callbacks of its ex_data, and of each handshake through the info callback; here that is brought to the one who cares
// for the connections of this thread.
//
// Sofia also never frees the SSL of a connection. Of what the SSL refers to it lets go in its stead: once of the BIO,
// to which the SSL has two references, and once of the context. Here the counts are set right, so that with Sofia's
// last BIO_free() the SSL goes too.
#pragma once

#include <openssl/ssl.h>

#include <unordered_set>
#include <vector>

namespace sipgw::sofia {

/// Called from within OpenSSL.
class TlsWatcher {
 public:
  virtual ~TlsWatcher() = default;
  virtual void on_new(SSL* connection) = 0;                      ///< only the pointer is good for something yet
  virtual void on_start(SSL* connection) = 0;                    ///< the handshake begins: the time for settings
  virtual void on_done(SSL* connection) = 0;                     ///< the handshake is complete
  virtual void on_alert(SSL* connection, const char* text) = 0;  ///< the peer gives up, in a handshake or later
  virtual void on_failed(SSL* connection) = 0;                   ///< the handshake will not go on
  virtual void on_closed(SSL* connection) = 0;                   ///< the pointer is dead after this
};

/// One per thread, on the thread that runs Sofia, for as long as Sofia has transports there.
class TlsHooks {
 public:
  explicit TlsHooks(TlsWatcher& watcher);
  ~TlsHooks();
  TlsHooks(const TlsHooks&) = delete;
  TlsHooks& operator=(const TlsHooks&) = delete;

  /// The contexts that Sofia has made since the last call get what all connections have in common.
  void adopt_contexts();
  /// To be called now and then, but not from on_new(): deals with the connections that never began a handshake.
  void settle();

 private:
  static void register_once();
  static void on_new_context(void* context, void*, CRYPTO_EX_DATA*, int, long, void*);
  static void on_new_bio(void* bio, void*, CRYPTO_EX_DATA*, int, long, void*);
  static void on_new_connection(void* connection, void*, CRYPTO_EX_DATA*, int, long, void*);
  static void on_info(const SSL* connection, int where, int value);
  static long on_bio(BIO* bio, int operation, const char* data, std::size_t size, int, long, int result, std::size_t*);
  void on_exit(SSL* connection, int result);
  void on_handshake(SSL* connection);
  void release(BIO* bio, SSL* connection);

  TlsWatcher& watcher_;
  std::vector<SSL_CTX*> new_contexts_;
  BIO* newest_bio_ = nullptr;    ///< Sofia makes a connection's BIO right before its SSL
  std::vector<SSL*> unsettled_;  ///< whose counts are still to be set right
  std::unordered_set<SSL*> connections_;
};

}  // namespace sipgw::sofia
