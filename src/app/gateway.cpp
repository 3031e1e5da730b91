// SPDX-License-Identifier: AGPL-3.0-or-later
// Start, main loop, events and actions, shutdown. The operator's side is in gateway_admin.cpp.
#include "app/gateway.hpp"

#include <algorithm>
#include <random>

#include "adapters/dns/addresses.hpp"
#include "adapters/osmo/logging.hpp"
#include "app/process.hpp"
#include "app/trace.hpp"
#include "base/strings.hpp"
#include "log/log.hpp"

namespace sipgw::app {
namespace {

using log::Category;
using namespace std::chrono_literals;

constexpr MscId kMsc{0};
/// How much of what is ready is served before SIP and the VTY get their turn.
constexpr int kBatch = 1000;
constexpr std::size_t kLongestLine = 1000;
/// A SIGTERM is answered by the end of the process within 5 s, with room to spare: so long for the calls, until then
/// for the dialogs that are left, and so much more for the SIP thread to wind up before it is left behind.
constexpr auto kTimeForCalls = 3500ms;
constexpr auto kTimeForDialogs = 3800ms;
constexpr auto kWindUp = 500ms;
constexpr auto kAuditInterval = 1min;

constexpr std::string_view kDifferences =
    "unlike osmo-sip-connector: the called number is the Request-URI's, not To's; the calling number is "
    "P-Asserted-Identity's where present; INVITEs from other sources than 'remote' get 403";

bool is_link_change(const cc::Event& event) {
  return std::holds_alternative<cc::MnccUp>(event) || std::holds_alternative<cc::MnccDown>(event) ||
         std::holds_alternative<cc::MgwUp>(event) || std::holds_alternative<cc::MgwDown>(event) ||
         std::holds_alternative<cc::TrunkHealth>(event);
}

}  // namespace

Gateway::Gateway(boost::asio::io_context& io, osmo::Reactor& reactor, const std::string& version)
    : io_(io),
      reactor_(reactor),
      core_timer_(io),
      audit_timer_(io),
      sip_(io, "osmo-sipgw/" + version, [this] { trunk_service_.sip_is_up(sip_.listeners()); }),
      trunk_service_(io, {.submit = [this](sip::Request request) { sip_.submit(std::move(request)); },
                          .changed = [this](const cc::TrunkHealth& health) { handle(health); }}),
      stop_timer_(io) {}

Gateway::~Gateway() = default;

void Gateway::start() {
  log::notice(Category::app, "{}", kDifferences);
  runtime_directory_ = runtime_directory();
  read_passwords();
  core_ = std::make_unique<cc::Core>(config_, cc::CoreEnvironment{.random_seed = std::random_device{}(),
                                                                  .local_address_towards = dns::local_address_towards,
                                                                  .logs = log::enabled});

  mncc_in_use_ = config_->mncc;
  mncc_ = std::make_unique<MnccLink>(io_, kMsc, mncc_in_use_,
                                     MnccLink::Handlers{.up =
                                                            [this](const mncc::Hello& hello) {
                                                              handle(cc::MnccUp{kMsc, hello});
                                                            },
                                                        .down = [this] { handle(cc::MnccDown{kMsc}); },
                                                        .received =
                                                            [this](MnccLink::CallMessage message) {
                                                              handle(cc::MnccReceived{kMsc, std::move(message)});
                                                            }});
  mncc_->start();
  for (const auto& [number, mgw] : config_->mgws) open_mgw(number, mgw);
  if (lacks_mgw(*config_)) log::error(Category::app, "'media anchor' without an mgw: no call can be anchored");
  if (const auto no_tls = lack_of_tls(*config_); !no_tls.empty()) log::error(Category::app, "{}", no_tls);
  resolve_trunks();
  sip_.set_sources(core_->source_rules());
  sip_.start(*config_);
  audit_calls();
}

void Gateway::open_mgw(std::uint32_t number, const cc::MgwConfig& config) {
  const MgwId id{number};
  auto link = std::make_unique<MgcpLink>(
      io_, id, config, runtime_directory_,
      MgcpLink::Handlers{.up = [this, id] { handle(cc::MgwUp{id}); },
                         .down = [this, id] { handle(cc::MgwDown{id}); },
                         .done =
                             [this, id](MgcpToken token, std::optional<mgcp::Response> response) {
                               handle(cc::MgcpDone{id, token, std::move(response)});
                             }});
  link->start();
  mgws_[number] = std::move(link);
}

/// The MNCC link is served before SIP: SIP's events wait until whatever the io_context has ready is done, so that a
/// hello and an INVITE that arrive together find the MSC ready. Without such events nothing is asked for twice.
void Gateway::run() {
  while (!finished()) {
    if (reactor_.prepare()) io_.run_one();
    if (sip_.has_news()) {
      serve_ready();
      serve_sip();
    }
    // Before libosmocore's turn, in which the answer to the command that asked for it leaves.
    if (drain_ == cc::Drain::exit && !stopped_at_ && core_->idle()) shutdown();
    if (reactor_.due()) observer_();
    if (reactor_.dispatch()) osmo::Logging::refresh_thresholds();
    if (postponed_ && core_->idle()) apply_postponed();
  }
  stop();
}

void Gateway::serve_ready() {
  for (int served = 0; served < kBatch && io_.poll_one() > 0; ++served) continue;
}

void Gateway::serve_sip() {
  for (const auto& event : sip_.take_events()) handle(event);
  for (const auto& result : sip_.take_results()) trunk_service_.answered(result);
}

/// The one way into the core. The adapters call it from the io_context only, never from within an action, so it never
/// nests.
void Gateway::handle(const cc::Event& event) {
  cc::Actions actions;
  const bool traced = traces_messages();
  auto call = traced ? core_->call_of(event) : std::nullopt;
  core_->handle(event, Clock::now(), actions);
  if (traced) {
    if (!call) call = core_->call_of(event);  // one that this event has begun
    trace_received(event, call.value_or(CallId{}));
  }
  for (auto& action : actions) std::visit([this](auto& alternative) { perform(alternative); }, action);
  follow_deadline();
  if (is_link_change(event)) observer_();
}

void Gateway::perform(cc::SendMncc& action) {
  trace_sent(action);
  mncc_->send(action.message);
}

void Gateway::perform(cc::SendSip& action) {
  trace_sent(action);
  sip_.submit(std::move(action.command));
}

void Gateway::perform(cc::MgcpCommand& action) {
  trace_sent(action);
  if (const auto link = mgws_.find(action.mgw.value); link != mgws_.end())
    link->second->submit(action.token, std::move(action.command));
}

void Gateway::perform(cc::LogLine& action) {
  if (!log::enabled(action.category, action.level)) return;
  // The text may quote a peer.
  log::line(action.category, action.level, "{}{}", call_prefix(action.call), printable(action.text, kLongestLine));
}

void Gateway::perform(cc::CallEnded& action) {
  call_log_.add(std::move(action.record), std::chrono::system_clock::now());
}

/// Re-armed only for an earlier deadline; an expiry that has become too early arms for the next one.
void Gateway::follow_deadline() {
  const auto deadline = core_->next_deadline();
  if (!deadline || (armed_for_ && *armed_for_ <= *deadline)) return;
  armed_for_ = deadline;
  core_timer_.expires_at(*deadline);
  core_timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    armed_for_.reset();
    handle(cc::TimePassed{});
  });
}

void Gateway::audit_calls() {
  audit_timer_.expires_after(kAuditInterval);
  audit_timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    handle(cc::CallsAudited{});
    read_passwords();
    audit_calls();
  });
}

void Gateway::shutdown() {
  if (stopped_at_) {
    out_of_time_ = true;
    return;
  }
  log::notice(Category::app, "ending {} calls, then the program", core_->call_count());
  notify_service_manager("STOPPING=1");
  stopped_at_ = Clock::now();
  stop_timer_.expires_after(kTimeForCalls);
  stop_timer_.async_wait([this](boost::system::error_code error) { out_of_time_ |= !error; });
  handle(cc::ShutdownRequested{});
  trunk_service_.stop();
}

bool Gateway::finished() { return stopped_at_ && (out_of_time_ || (core_->idle() && trunk_service_.idle())); }

void Gateway::stop() {
  if (!core_->idle()) log::error(Category::app, "{} calls did not end in time", core_->call_count());
  mncc_->stop();
  for (const auto& [number, link] : mgws_) link->stop();
  const auto left = *stopped_at_ + kTimeForDialogs - Clock::now();
  sip_.stop(std::max(std::chrono::duration_cast<std::chrono::milliseconds>(left), 0ms), kWindUp);
}

}  // namespace sipgw::app
