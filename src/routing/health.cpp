// SPDX-License-Identifier: AGPL-3.0-or-later
#include "routing/health.hpp"

#include <algorithm>

namespace sipgw::routing {
namespace {
constexpr int kRequestTimeout = 408, kServiceUnavailable = 503, kServerTimeout = 504;
}

void Health::configure(const HealthSettings& settings, Time now) {
  if (settings == settings_) return;
  const bool same_pace = settings.interval == settings_.interval;
  settings_ = settings;
  if (!same_pace) next_ = now;
  if (settings_.interval.count() == 0) enter(State::unknown, now);
}

void Health::pause() {
  running_ = once_ = false;
  sent_.reset();
  state_ = State::unknown;
  failures_ = successes_ = 0;
  result_.clear();
}

void Health::resume(Time now) {
  if (running_) return;
  running_ = true;
  next_ = since_ = now;
}

bool Health::ping_now(Time now) {
  if (!running_ || sent_) return false;
  once_ = true;
  next_ = now;
  return true;
}

bool Health::due(Time now) {
  if (sent_ && now >= *sent_ + settings_.timeout) {
    sent_.reset();
    result_ = "no answer";
    judge(false, now);
  }
  const bool wanted = running_ && (once_ || settings_.interval.count() > 0);
  if (!wanted || sent_ || now < next_) return false;
  once_ = false;
  sent_ = now;
  next_ = now + settings_.interval;
  return true;
}

void Health::answered(int status, const std::string& phrase, bool from_peer, Time now) {
  if (!sent_) return;
  sent_.reset();
  result_ = from_peer ? std::to_string(status) + " " + phrase : "no answer: " + phrase;
  judge(from_peer && is_life(status), now);
}

std::optional<Health::Time> Health::deadline() const {
  if (sent_) return *sent_ + settings_.timeout;
  if (running_ && (once_ || settings_.interval.count() > 0)) return next_;
  return std::nullopt;
}

bool Health::is_life(int status) const {
  const auto& valid = settings_.valid_codes;
  if (valid.empty()) return status != kRequestTimeout && status != kServiceUnavailable && status != kServerTimeout;
  return std::any_of(valid.begin(), valid.end(),
                     [&](const StatusRange& range) { return status >= range.first && status <= range.last; });
}

/// The first result decides at once. A single OPTIONS that an operator asked for is only shown.
void Health::judge(bool alive, Time now) {
  successes_ = alive ? successes_ + 1 : 0;
  failures_ = alive ? 0 : failures_ + 1;
  if (settings_.interval.count() == 0) return;
  const bool first = state_ == State::unknown;
  if (alive && (first || successes_ >= settings_.up_after)) enter(State::up, now);
  if (!alive && (first || failures_ >= settings_.down_after)) enter(State::down, now);
}

void Health::enter(State state, Time now) {
  if (state_ == state) return;
  state_ = state;
  since_ = now;
}

}  // namespace sipgw::routing
