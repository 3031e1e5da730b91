// SPDX-License-Identifier: AGPL-3.0-or-later
#include "routing/registration.hpp"

#include <algorithm>
#include <utility>

namespace sipgw::routing {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using namespace std::chrono_literals;
using Seconds = Registration::Seconds;

constexpr int kUnauthorized = 401, kForbidden = 403, kProxyAuthenticationRequired = 407, kIntervalTooBrief = 423;
/// A registrar that refuses us is asked again after that: it may lock out an account that tries too often.
constexpr Seconds kLongDelay = 10min;
/// No back-off gets longer, unless the first delay already is.
constexpr Seconds kLongestBackoff = 10min;
constexpr Seconds kShortestLifetime = 10s;
constexpr Seconds kLongestLifetime = 24h * 7;
/// A refresh leaves that much of the lifetime for further tries, at most half of it.
constexpr Seconds kLeastMargin = 30s, kLargestMargin = 5min;

Seconds margin_of(Seconds lifetime) {
  return std::min(lifetime / 2, std::clamp(lifetime / 4, kLeastMargin, kLargestMargin));
}

bool refuses_us(int status) {
  return status == kUnauthorized || status == kForbidden || status == kProxyAuthenticationRequired;
}

std::string in_words(const sip::RequestResult& result) {
  if (!result.from_peer) return "no answer: " + result.phrase;
  std::string text = std::to_string(result.status) + " " + result.phrase;
  return result.auth_failure.empty() ? text : text + " (" + result.auth_failure + ")";
}

}  // namespace

std::string_view to_string(RegistrationState state) {
  switch (state) {
    case RegistrationState::off:
      return "off";
    case RegistrationState::waiting:
      return "waiting";
    case RegistrationState::registering:
      return "registering";
    case RegistrationState::registered:
      return "registered";
    case RegistrationState::backing_off:
      return "backing-off";
    case RegistrationState::failed:
      return "failed";
    case RegistrationState::unregistering:
      return "unregistering";
  }
  return {};
}

void Registration::configure(const RegistrationSettings& settings, Time now) {
  if (settings == settings_) return;
  settings_ = settings;
  min_expires_ = 0s;
  if (wanted()) {
    start_anew(now);
  } else {
    unregister(now);
  }
}

void Registration::reachable(bool yes, Time now) {
  if (yes == reachable_) return;
  reachable_ = yes;
  if (!wanted()) return;
  if (yes) return start_anew(now);
  due_at_.reset();
  if (!under_way_) enter(RegistrationState::waiting);
}

void Registration::start_anew(Time now) {
  if (!wanted()) return;
  failures_ = 0;
  if (under_way_) {
    anew_ = true;
  } else if (reachable_) {
    due_at_ = now;
  } else {
    enter(RegistrationState::waiting);
  }
}

void Registration::stop(Time now) {
  stopping_ = true;
  unregister(now);
}

/// Also after a REGISTER whose answer is not known: the registrar may have taken it.
void Registration::unregister(Time now) {
  due_at_.reset();
  const bool bound = bound_until(now).has_value();
  anew_ = false;
  if (bound && reachable_ && !under_way_) due_at_ = now;
  enter(under_way_ || due_at_ ? RegistrationState::unregistering : RegistrationState::off);
}

std::optional<unsigned> Registration::due(Time now) {
  if (under_way_ || !due_at_ || now < *due_at_) return std::nullopt;
  due_at_.reset();
  under_way_ = true;
  if (!wanted()) {
    enter(RegistrationState::unregistering);
    return asked_ = 0;
  }
  if (state_ != RegistrationState::registered) enter(RegistrationState::registering);
  asked_ = static_cast<unsigned>(std::max(settings_.expires, min_expires_).count());
  return asked_;
}

void Registration::answered(const sip::RequestResult& result, Time now) {
  if (!under_way_) return;
  under_way_ = false;
  if (asked_ == 0) {
    bound_until_.reset();
    enter(RegistrationState::off);
  } else if (result.status < 300) {
    registered(result, now);
  } else {
    refused(result, now);
  }
  const bool at_once = std::exchange(anew_, false);
  if (!wanted() && asked_ != 0) return unregister(now);
  if (!wanted()) return;
  if (!reachable_) {
    due_at_.reset();
    return enter(RegistrationState::waiting);
  }
  if (at_once || asked_ == 0) due_at_ = now;
}

void Registration::registered(const sip::RequestResult& result, Time now) {
  const auto time = lifetime(result);
  bound_until_ = now + time;
  due_at_ = now + time - margin_of(time);
  failures_ = 0;
  error_.clear();
  enter(RegistrationState::registered);
}

void Registration::refused(const sip::RequestResult& result, Time now) {
  error_ = in_words(result);
  const Seconds wanted_minimum{result.min_expires.value_or(0)};
  if (result.status == kIntervalTooBrief && wanted_minimum > Seconds{asked_} && wanted_minimum <= kLongestLifetime) {
    min_expires_ = wanted_minimum;
    due_at_ = now;
    return;
  }
  ++failures_;
  const auto retry_after = std::min(Seconds{result.retry_after.value_or(0)}, kLongestLifetime);
  if (refuses_us(result.status) && result.from_peer) {
    if (result.status != kForbidden) ++auth_failures_;
    enter(RegistrationState::failed);
    due_at_ = now + std::max({kLongDelay, settings_.retry, retry_after});
    return;
  }
  enter(RegistrationState::backing_off);
  due_at_ = now + std::max<milliseconds>(retry_after, backoff());
}

/// RFC 5626 §4.5: doubled with each failure, and by chance between half of that and the whole.
milliseconds Registration::backoff() const {
  constexpr unsigned kMostDoublings = 12;
  const auto longest = std::max(kLongestBackoff, settings_.retry);
  const milliseconds whole = std::min(longest, settings_.retry * (1U << std::min(failures_ - 1, kMostDoublings)));
  return whole / 2 + duration_cast<milliseconds>(whole / 2 * random_());
}

std::optional<Registration::Time> Registration::deadline() const { return under_way_ ? std::nullopt : due_at_; }

std::optional<Registration::Time> Registration::bound_until(Time now) const {
  return bound_until_ && *bound_until_ > now ? bound_until_ : std::nullopt;
}

/// Of our binding. A registrar behind a border controller may list another Contact in its place: if that is the only
/// one it counts as ours.
Seconds Registration::lifetime(const sip::RequestResult& result) const {
  const auto& bindings = result.bindings;
  auto ours = std::find_if(bindings.begin(), bindings.end(), [](const auto& binding) { return binding.ours; });
  if (ours == bindings.end() && bindings.size() == 1) ours = bindings.begin();
  const auto named = ours != bindings.end() && ours->expires ? ours->expires : result.expires;
  return std::clamp(Seconds{named.value_or(asked_)}, kShortestLifetime, kLongestLifetime);
}

}  // namespace sipgw::routing
