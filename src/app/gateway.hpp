// SPDX-License-Identifier: AGPL-3.0-or-later
// The wiring: events of the adapters go into the core one at a time, its actions go out to the adapters.
#pragma once

#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/dns/resolver.hpp"
#include "adapters/mgcp_link/mgcp_link.hpp"
#include "adapters/mncc_link/mncc_link.hpp"
#include "adapters/osmo/reactor.hpp"
#include "app/sip_service.hpp"
#include "app/trunk_service.hpp"
#include "cc/admin.hpp"
#include "cc/call_log.hpp"
#include "cc/core.hpp"

namespace sipgw::app {

/// Thread: core thread only. Life: constructed, configured through apply() while the file is read, start(), run(),
/// which returns after shutdown().
class Gateway final : public cc::Admin {
 public:
  /// `version` as in "0.1.0".
  Gateway(boost::asio::io_context& io, osmo::Reactor& reactor, const std::string& version);
  ~Gateway() override;

  /// Opens everything. What is missing (MSC, MGW, the peer's name, the SIP port) is tried again for ever.
  void start();
  void run();
  /// Refuses new calls and ends all; run() returns when nothing is left, after 5 s at the latest. A second call ends it
  /// at once.
  void shutdown();
  /// Files with passwords may have changed; also done once a minute.
  void read_passwords();
  /// The log files were reopened: their fds may be others under the old numbers.
  void logs_reopened() { reactor_.resync(); }
  /// `observer` is called before libosmocore runs, at least once a second, and after each change of a link.
  void observe(std::function<void()> observer) { observer_ = std::move(observer); }

  // cc::Admin
  const cc::Config& config() const override { return *config_; }
  std::string apply(cc::Config config) override;
  std::vector<cc::CallSnapshot> calls() const override;
  std::optional<cc::CallSnapshot> call(CallId id) const override;
  const cc::CallLog& call_log() const override { return call_log_; }
  std::optional<trace::CallTrace> trace(CallId id) const override { return core_->trace(id); }
  cc::CountersSnapshot counters() const override;
  std::vector<cc::MnccSnapshot> mncc() const override;
  std::vector<cc::MgwSnapshot> mgws() const override;
  cc::SipSnapshot sip() const override;
  std::vector<cc::TrunkSnapshot> trunks() const override;
  Status qualify_trunk(const std::string& name) override { return trunk_service_.qualify(name); }
  Status register_trunk(const std::string& name) override { return trunk_service_.register_now(name); }
  Status reload_tls() override { return sip_.reload_tls(); }
  std::vector<routing::BanTable::Ban> bans() const override;
  bool release(CallId id, int cause) override;
  cc::CallTotals totals() const override;
  cc::Drain drain() const override { return drain_; }
  void set_drain(cc::Drain drain) override;

 private:
  using Clock = std::chrono::steady_clock;

  void handle(const cc::Event& event);
  void perform(cc::SendMncc& action);
  void perform(cc::SendSip& action);
  void perform(cc::MgcpCommand& action);
  void perform(cc::LogLine& action);
  void perform(cc::CallEnded& action);
  void perform(const cc::BanSource& action) { sip_.ban(action.source, action.time); }
  void follow_deadline();
  void audit_calls();

  void serve_ready();
  void serve_sip();
  bool finished();
  void stop();

  void open_mgw(std::uint32_t number, const cc::MgwConfig& config);
  std::string apply_mncc();
  std::string apply_sip(const cc::Config& before);
  std::string apply_trunks(const cc::Config& before);
  void resolve_trunks();
  std::string apply_mgws();
  /// What had to wait for the last call's end.
  void apply_postponed();

  boost::asio::io_context& io_;
  osmo::Reactor& reactor_;
  cc::ConfigPtr config_ = std::make_shared<const cc::Config>();
  std::unique_ptr<cc::Core> core_;  ///< from start() on
  cc::CallLog call_log_;
  boost::asio::steady_timer core_timer_;
  std::optional<Clock::time_point> armed_for_;  ///< core_timer_'s expiry while it runs
  boost::asio::steady_timer audit_timer_;
  std::function<void()> observer_ = [] {};
  cc::Drain drain_ = cc::Drain::off;

  std::unique_ptr<MnccLink> mncc_;
  cc::MnccConfig mncc_in_use_;
  std::map<std::uint32_t, std::unique_ptr<MgcpLink>> mgws_;  ///< also one that goes when its last call has ended
  SipService sip_;
  std::map<std::string, std::unique_ptr<dns::Resolver>> resolvers_;  ///< of the trunks that are in use
  TrunkService trunk_service_;
  std::map<std::string, std::string> password_errors_;  ///< told last, by trunk
  std::string runtime_directory_;

  bool postponed_ = false;                       ///< some change waits for the last call's end
  std::optional<Clock::time_point> stopped_at_;  ///< when shutdown() was called
  boost::asio::steady_timer stop_timer_;
  bool out_of_time_ = false;
};

/// Some trunk wants anchored media, and no media gateway is configured.
bool lacks_mgw(const cc::Config& config);
/// Some trunk is over TLS, and none is served: what there is to say of that; else empty.
std::string lack_of_tls(const cc::Config& config);

}  // namespace sipgw::app
