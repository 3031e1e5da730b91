// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/sip_service.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

#include "log/log.hpp"

namespace sipgw::app {
namespace {
constexpr std::chrono::seconds kRetry{2};
constexpr int kServiceUnavailable = 503;

/// What requests are measured by until it is known whose they are: each trunk's own policy is within it.
sip::Policy common_policy(const cc::Config& config) {
  std::optional<sip::Policy> common;
  for (const auto& trunk : config.trunks) {
    if (!config.in_use(trunk)) continue;
    if (!common) common = trunk.policy;
    common->prack = std::max(common->prack, trunk.policy.prack);
    common->session_timer = std::max(common->session_timer, trunk.policy.session_timer);
    common->min_se = std::min(common->min_se, trunk.policy.min_se);
  }
  return common.value_or(sip::Policy{});
}
}  // namespace

SipService::SipService(boost::asio::io_context& io, std::string user_agent, std::function<void()> bound)
    : user_agent_(std::move(user_agent)), bound_(std::move(bound)), retry_(io), inbox_(io) {}

void SipService::start(const cc::Config& config) {
  reconfigure(config);
  bind();
}

void SipService::bind() {
  bound_listeners_ = config_.listeners();
  auto thread = std::make_unique<SipThread>(
      SipThread::Settings{.local = {},
                          .user_agent = user_agent_,
                          .sofia_log_level = config_.sofia_log_level,
                          .policy = policy_,
                          .listeners = bound_listeners_,
                          .external_address = config_.external_address,
                          .connections = config_.connections,
                          .tls = config_.tls,
                          .on_tls_failed = [this](const sip::TlsFailed&) { ++tls_failures_; }},
      // Both on the SIP thread.
      [this](sip::Event event) { inbox_.put(std::move(event)); },
      [this](sip::RequestResult result) { inbox_.put(std::move(result)); });
  if (const auto status = thread->start(); !status) return failed(status.error().text);
  thread_ = std::move(thread);
  thread_->set_sources(sources_);
  last_error_.clear();
  for (const auto& listener : bound_listeners_) log::notice(log::Category::sip, "serving {}", to_string(listener));
  bound_();
}

void SipService::failed(std::string text) {
  if (text != last_error_) log::error(log::Category::sip, "{}; trying again every {} s", text, kRetry.count());
  last_error_ = std::move(text);
  retry_.expires_after(kRetry);
  retry_.async_wait([this](boost::system::error_code error) {
    if (!error) bind();
  });
}

void SipService::stop(std::chrono::milliseconds grace, std::chrono::milliseconds wind_up) {
  retry_.cancel();
  if (thread_) thread_->stop(static_cast<unsigned>(grace.count()), static_cast<unsigned>(wind_up.count()));
  thread_.reset();
}

void SipService::reconfigure(const cc::Config& config) {
  const bool other_tls = config_.tls != config.sip.tls;
  config_ = config.sip;
  policy_ = common_policy(config);
  if (!thread_) return;
  if (other_tls && serves_tls()) thread_->set_tls(config_.tls);
  thread_->set_policy(policy_);
  thread_->set_sofia_log_level(config_.sofia_log_level);
}

bool SipService::serves_tls() const {
  return thread_ && std::any_of(bound_listeners_.begin(), bound_listeners_.end(),
                                [](const sip::Listener& listener) { return listener.tls; });
}

Status SipService::reload_tls() {
  if (!serves_tls()) return Error{"TLS is not served: there is no 'local ADDR PORT tls'."};
  thread_->set_tls(config_.tls);
  return ok();
}

void SipService::set_sources(const sip::SourceRules& rules) {
  if (sources_ == rules) return;
  sources_ = rules;
  if (thread_) thread_->set_sources(sources_);
}

void SipService::ban(const IpAddress& source, std::chrono::seconds time) {
  if (thread_) thread_->ban(source, time);
}

void SipService::submit(sip::Command command) {
  if (thread_) return thread_->submit(std::move(command));
  if (!std::holds_alternative<sip::Invite>(command)) return;
  inbox_.put(sip::Refused{.dialog = sip::dialog_of(command),
                          .status = kServiceUnavailable,
                          .phrase = "SIP is not up",
                          .reason = {},
                          .warning = {},
                          .retry_after = {},
                          .from_peer = false});
}

void SipService::submit(sip::Request request) {
  if (thread_) return thread_->submit(std::move(request));
  inbox_.put(sip::RequestResult{.id = request.id,
                                .status = kServiceUnavailable,
                                .phrase = "SIP is not up",
                                .from_peer = false,
                                .cseq = request.cseq});
}

std::vector<sip::Listener> SipService::listeners() const { return thread_ ? bound_listeners_ : config_.listeners(); }

}  // namespace sipgw::app
