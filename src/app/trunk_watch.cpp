// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/trunk_watch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/strings.hpp"
#include "log/log.hpp"

namespace sipgw::app {
namespace {

using log::Category;
using HealthState = routing::Health::State;
using routing::RegistrationState;
using std::chrono::ceil;
using std::chrono::floor;
using std::chrono::seconds;

constexpr std::size_t kLongestWords = 200;  // of a peer

std::string new_call_id() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}{:08x}", random(), random(), random());
}

/// What a binding belongs to; with another account it is another binding.
auto account_of(const cc::TrunkConfig& config) {
  return std::tie(config.domain, config.from_user, config.contact_user, config.credentials.username, config.transport,
                  config.remote_host, config.remote_port, config.outbound_proxy_host, config.outbound_proxy_port);
}

std::string host_of(const IpAddress& address) {
  return address.v6 ? "[" + address.to_string() + "]" : address.to_string();
}

}  // namespace

TrunkWatch::TrunkWatch(boost::asio::io_context& io, cc::TrunkConfig config, Handlers handlers)
    : timer_(io),
      config_(std::move(config)),
      handlers_(std::move(handlers)),
      random_(std::random_device{}()),
      peer_(std::make_shared<const sip::Peer>(config_.peer())),
      call_id_(new_call_id()),
      registration_(fresh_registration()) {}

routing::Registration TrunkWatch::fresh_registration() {
  return routing::Registration{[this] { return std::uniform_real_distribution<double>{}(random_); }};
}

void TrunkWatch::configure(const cc::TrunkConfig& config) {
  const auto now = Clock::now();
  const bool other_account = account_of(config) != account_of(config_);
  const bool other_password = config.credentials != config_.credentials;
  if (other_account) forget_binding();
  config_ = config;
  if (const auto peer = config_.peer(); *peer_ != peer) peer_ = std::make_shared<const sip::Peer>(peer);
  if (other_password) registration_.start_anew(now);
  apply();
}

void TrunkWatch::set_way(std::optional<sip::NextHop> remote, const IpAddress& local) {
  const bool other = remote != remote_;
  remote_ = remote;
  local_ = local;
  if (other && remote_) {
    registration_.start_anew(Clock::now());
    health_.pause();
  }
  apply();
}

/// A trunk in `shutdown` is left alone, once it does not send us calls any more.
void TrunkWatch::apply() {
  const auto now = Clock::now();
  auto wish = config_.registration;
  wish.wanted = wish.wanted && !config_.shutdown && (!remote_ || !address_of_record().empty());
  registration_.reachable(remote_.has_value(), now);
  registration_.configure(wish, now);
  health_.configure(config_.health, now);
  if (remote_ && !config_.shutdown) {
    health_.resume(now);
  } else {
    health_.pause();
  }
  run();
}

/// Takes it away without waiting for an answer; what follows is another registration.
void TrunkWatch::forget_binding() {
  if (remote_ && registration_.bound_until(Clock::now())) send_register(0);
  register_id_ = {};
  registration_ = fresh_registration();
  call_id_ = new_call_id();
}

void TrunkWatch::stop() {
  registration_.stop(Clock::now());
  run();
}

void TrunkWatch::answered(const sip::RequestResult& result) {
  const auto now = Clock::now();
  const auto is_ours = result.id == register_id_ || result.id == options_id_;
  if (is_ours)
    log::debug(Category::sip, "trunk {}: {} {} (request {})", config_.name, result.status,
               printable(result.phrase, kLongestWords), result.id.value);
  if (result.id == register_id_) {
    cseq_ = std::max(cseq_, result.cseq);
    registration_.answered(result, now);
  } else if (result.id == options_id_) {
    health_.answered(result.status, printable(result.phrase, kLongestWords), result.from_peer, now);
  } else {
    return;  // too late, or about a binding that was forgotten
  }
  run();
}

bool TrunkWatch::qualify() {
  const bool asked = health_.ping_now(Clock::now());
  run();
  return asked;
}

bool TrunkWatch::register_now() {
  registration_.start_anew(Clock::now());
  run();
  return config_.registration.wanted;
}

bool TrunkWatch::is_registered() const {
  return !config_.registration.wanted || registration_.bound_until(Clock::now()).has_value();
}

// ---------------------------------------------------------------- time

void TrunkWatch::run() {
  const auto now = Clock::now();
  const bool was_down = told_health_ == HealthState::down;
  if (was_down && health_.state() == HealthState::up) registration_.start_anew(now);  // it may have forgotten us
  if (const auto expires = registration_.due(now)) register_id_ = send_register(*expires);
  if (health_.due(now)) options_id_ = send_options();
  tell(now);
  arm();
}

void TrunkWatch::arm() {
  std::optional<Clock::time_point> next;
  for (const auto& time : {registration_.deadline(), registration_.bound_until(Clock::now()), health_.deadline()}) {
    if (time && (!next || *time < *next)) next = time;
  }
  timer_.cancel();
  if (!next) return;
  timer_.expires_at(*next);
  timer_.async_wait([self = weak_from_this()](boost::system::error_code error) {
    if (const auto watch = self.lock(); watch && !error) watch->run();
  });
}

// ---------------------------------------------------------------- requests

std::string TrunkWatch::address_of_record() const {
  const auto& users = {config_.from_user, config_.credentials.username, config_.contact_user};
  const auto user = std::find_if(users.begin(), users.end(), [](const auto& name) { return !name.empty(); });
  if (user == users.end() || (config_.domain.empty() && !remote_)) return {};
  return "sip:" + *user + "@" + (config_.domain.empty() ? host_of(remote_->address.ip) : config_.domain);
}

sip::Request TrunkWatch::request(sip::Method method) const {
  sip::Request request{.id = {},
                       .method = method,
                       .request_uri = "sip:" + config_.domain,
                       .from = {},
                       .to = {},
                       .call_id = {},
                       .next_hop = *remote_,
                       .peer = peer_};
  if (!config_.domain.empty()) return request;
  request.request_uri = "sip:" + request.next_hop.address.to_string();
  if (remote_->transport != sip::Transport::udp)
    request.request_uri.append(";transport=").append(sip::to_string(remote_->transport));
  return request;
}

RequestId TrunkWatch::send_register(unsigned expires) {
  auto request = this->request(sip::Method::registration);
  request.from = request.to = "<" + address_of_record() + ">";
  request.call_id = call_id_;
  request.cseq = cseq_;
  request.expires = expires;
  return send(std::move(request));
}

RequestId TrunkWatch::send_options() {
  auto request = this->request(sip::Method::options);
  const auto user = config_.from_user.empty() ? "" : config_.from_user + "@";
  request.from = "<sip:" + user + (config_.from_domain.empty() ? host_of(local_) : config_.from_domain) + ">";
  request.to = "<" + request.request_uri + ">";
  return send(std::move(request));
}

RequestId TrunkWatch::send(sip::Request request) const {
  const auto text = fmt::format("{} {}", to_string(request.method), request.request_uri);
  const auto id = handlers_.submit(std::move(request));
  log::debug(Category::sip, "trunk {}: {} (request {})", config_.name, text, id.value);
  return id;
}

// ---------------------------------------------------------------- what others get to know

void TrunkWatch::tell(Clock::time_point now) {
  tell_health();
  tell_registration(now);
  if (std::exchange(told_up_, up()) == up() && std::exchange(told_registered_, is_registered()) == is_registered())
    return;
  told_registered_ = is_registered();
  handlers_.changed();
}

void TrunkWatch::tell_health() {
  const auto before = std::exchange(told_health_, health_.state());
  if (before == told_health_) return;
  switch (told_health_) {
    case HealthState::unknown:
      return;
    case HealthState::up:
      return log::notice(Category::sip, "trunk {} is up: {} to OPTIONS", config_.name, health_.last_result());
    case HealthState::down: {
      const auto failures = health_.failures();
      return log::error(Category::sip, "trunk {} is down: {} to OPTIONS{}", config_.name, health_.last_result(),
                        failures > 1 ? fmt::format(", {} times in a row", failures) : "");
    }
  }
}

void TrunkWatch::tell_registration(Clock::time_point now) {
  if (const auto& error = registration_.last_error(); error != told_error_) {
    told_error_ = error;
    if (!error.empty())
      log::error(Category::sip, "trunk {}: registration as {} failed: {}", config_.name, address_of_record(),
                 printable(error, kLongestWords));
  }
  const auto state = registration_.state();
  const bool news = state == RegistrationState::registered || state == RegistrationState::off;
  if (!news || std::exchange(told_registration_, state) == state) return;
  if (state == RegistrationState::off)
    return log::notice(Category::sip, "trunk {}: not registered any more", config_.name);
  log::notice(Category::sip, "trunk {}: registered as {} for {} s", config_.name, address_of_record(),
              ceil<seconds>(*registration_.bound_until(now) - now).count());
}

void TrunkWatch::describe(cc::TrunkSnapshot& snapshot) const {
  const auto now = Clock::now();
  auto& registration = snapshot.registration;
  registration = {.state = registration_.state(),
                  .address_of_record = address_of_record(),
                  .last_error = printable(registration_.last_error(), kLongestWords),
                  .left = {},
                  .next_try = {},
                  .auth_failures = registration_.auth_failures()};
  if (const auto until = registration_.bound_until(now)) registration.left = ceil<seconds>(*until - now);
  if (const auto next = registration_.deadline()) registration.next_try = ceil<seconds>(std::max(*next, now) - now);
  if (config_.registration.wanted && remote_ && registration.address_of_record.empty())
    registration.last_error = "no user: 'auth username', 'from-user' or 'contact-user' is needed";
  snapshot.health = {.state = health_.state(),
                     .last_result = health_.last_result(),
                     .failures = health_.failures(),
                     .in_state = floor<seconds>(now - health_.since())};
}

}  // namespace sipgw::app
