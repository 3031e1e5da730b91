// SPDX-License-Identifier: AGPL-3.0-or-later
// The SIP thread as the core thread sees it: bound again and again until that works, its events in an inbox that the
// main loop empties after everything else that was ready.
#pragma once

#include <utility>

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "adapters/sofia/sip_thread.hpp"
#include "app/inbox.hpp"
#include "cc/config.hpp"
#include "sip/message.hpp"
#include "sip/request.hpp"

namespace sipgw::app {

/// Thread: core thread only.
class SipService {
 public:
  /// `bound` is called when requests can be sent.
  SipService(boost::asio::io_context& io, std::string user_agent, std::function<void()> bound);

  /// Binds now, or every 2 s until the address is free.
  void start(const cc::Config& config);
  /// As SipThread::stop().
  void stop(std::chrono::milliseconds grace, std::chrono::milliseconds wind_up);
  /// The log level acts at once, TLS settings with the next handshake, trunks' policies with the next dialog, new local
  /// addresses with the next binding.
  void reconfigure(const cc::Config& config);

  /// Reads the files of TLS again. Error: TLS is not served.
  Status reload_tls();

  void set_sources(const sip::SourceRules& rules);
  void ban(const IpAddress& source, std::chrono::seconds time);

  /// While SIP is not up an Invite is answered by a 503 in the inbox, anything else is about no dialog at all.
  void submit(sip::Command command);
  /// While SIP is not up it is answered by a 503 that was made here.
  void submit(sip::Request request);
  bool has_news() { return !inbox_.empty(); }
  std::vector<sip::Event> take_events() { return inbox_.take(); }
  std::vector<sip::RequestResult> take_results() { return inbox_.take_results(); }

  bool up() const { return thread_ != nullptr; }
  std::vector<sip::Listener> listeners() const;  ///< in use, or wanted while not up
  SipThread::Counts counts() const { return thread_ ? thread_->counts() : SipThread::Counts{}; }
  sip::TlsStatus tls_status() const { return thread_ ? thread_->tls_status() : sip::TlsStatus{}; }
  std::uint64_t tls_failures() const { return tls_failures_; }
  const std::string& last_error() const { return last_error_; }

 private:
  void bind();
  bool serves_tls() const;
  void failed(std::string text);

  std::string user_agent_;
  std::function<void()> bound_;
  boost::asio::steady_timer retry_;
  cc::SipConfig config_;
  sip::Policy policy_;  ///< whatever some trunk allows
  sip::SourceRules sources_;
  Inbox inbox_;
  std::atomic<std::uint64_t> tls_failures_ = 0;  ///< counted on the SIP thread
  std::vector<sip::Listener> bound_listeners_;
  std::unique_ptr<SipThread> thread_;  ///< only while it is bound
  std::string last_error_;
};

}  // namespace sipgw::app
