// SPDX-License-Identifier: AGPL-3.0-or-later
// The named timers of a call and the queue that holds them. Every expiry ends in the one release path or is harmless.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/ids.hpp"

namespace sipgw::cc {

using TimePoint = std::chrono::steady_clock::time_point;

enum class TimerKind : std::uint8_t {
  rtp_create,       ///< X1: the MSC's answer to RTP_CREATE
  call_conf,        ///< X2: CALL_CONF_IND after SETUP_REQ: paging and T303
  setup_compl,      ///< X3: SETUP_COMPL_IND after SETUP_RSP: T313 and some more
  release,          ///< X4: REL_IND after DISC_REQ, REL_CNF after REL_REQ
  no_answer,        ///< X5: below the MSC's guard timer of 180 s
  rtp_placeholder,  ///< RTP_CONNECT must reach the MSC within 30 s of its RTP_CREATE
  sip_release,      ///< the SIP side's end after CANCEL, BYE or a final response: above 64*T1
  mgw_probe,        ///< not of a call: is the MGW still the one that knows our endpoints?
  max_duration,     ///< X9: an answered call's longest life
  offer_retry,      ///< a re-INVITE was refused with 491: when to try again
  guard_keepalive,  ///< an MSC of before 1.11.1 ends the call 180 s after the last in-call message
  progress,         ///< X12: the phone gives up after 30 s (T310) if it hears neither ALERTING nor PROGRESS
  first_reply,      ///< X13: the peer has said nothing to the INVITE, and it can go elsewhere
};
inline constexpr std::size_t kTimerKinds = 13;

/// The protocol that a timer watches; the operator's name for its group of timers.
enum class TimerGroup : std::uint8_t { mncc, sip, mgcp, call };
inline constexpr std::size_t kTimerGroups = 4;

struct TimerSpec {
  TimerKind kind;
  TimerGroup group;
  std::string_view name;  ///< "X1" for the first kind, and so on
  std::chrono::seconds duration, minimum, maximum;
  bool is_fixed() const { return minimum == maximum; }  ///< no `timer` command sets it
  const char* description;                              ///< what has happened when it expires
};
/// X4 is no longer than this after REL_REQ (T308 runs twice 10 s in the MSC).
inline constexpr std::chrono::seconds kReleaseRequestTime{25};
/// An MSC that has not seen an answer for this long ends the call by itself: X5 has to be shorter.
inline constexpr std::chrono::seconds kMscGuardTime{180};
const TimerSpec& spec_of(TimerKind kind);

/// How long each timer runs; what spec_of() says unless configured. 0: never expires.
class TimerValues {
 public:
  TimerValues();
  std::chrono::seconds of(TimerKind kind) const { return values_[static_cast<std::size_t>(kind)]; }
  void set(TimerKind kind, std::chrono::seconds value) { values_[static_cast<std::size_t>(kind)] = value; }
  bool operator==(const TimerValues&) const = default;

 private:
  std::array<std::chrono::seconds, kTimerKinds> values_;
};

/// Deadlines of one call's timers; a heap entry that no longer matches them is stale and ignored.
class CallTimers {
 public:
  CallTimers() { stop_all(); }
  /// Nothing: it does not run.
  std::optional<TimePoint> deadline(TimerKind kind) const {
    const auto deadline = deadlines_[index(kind)];
    return deadline == kNever ? std::nullopt : std::optional(deadline);
  }
  bool none() const;

 private:
  friend class TimerQueue;
  static constexpr TimePoint kNever = TimePoint::max();
  static std::size_t index(TimerKind kind) { return static_cast<std::size_t>(kind); }
  void stop(TimerKind kind) { deadlines_[index(kind)] = kNever; }
  void stop_all() { deadlines_.fill(kNever); }
  std::array<TimePoint, kTimerKinds> deadlines_;
};

/// All timers, nearest deadline first. Starting costs O(log n), stopping O(1): the heap entry goes stale.
class TimerQueue {
 public:
  struct Entry {
    TimePoint deadline;
    CallId call;
    TimerKind kind;
    bool operator>(const Entry& other) const { return deadline > other.deadline; }
  };

  /// Starts or restarts.
  void start(CallTimers& timers, CallId call, TimerKind kind, TimePoint deadline);
  void stop(CallTimers& timers, TimerKind kind) { timers.stop(kind); }
  void stop_all(CallTimers& timers) { timers.stop_all(); }

  /// The nearest deadline; entries that `is_awaited` says are stale are forgotten on the way to it.
  template <typename IsAwaited>
  std::optional<TimePoint> next_deadline(IsAwaited is_awaited) {
    while (!heap_.empty() && !is_awaited(heap_.front())) pop();
    return heap_.empty() ? std::nullopt : std::optional(heap_.front().deadline);
  }
  /// Takes the nearest entry if its time has come. The caller checks it with expired().
  std::optional<Entry> pop_due(TimePoint now);
  /// True, and the timer is stopped, if `entry` is awaited().
  static bool expired(CallTimers& timers, const Entry& entry);
  /// True if `entry` is what `timers` still waits for.
  static bool awaited(const CallTimers& timers, const Entry& entry) {
    return timers.deadline(entry.kind) == entry.deadline;
  }

 private:
  Entry pop();

  std::vector<Entry> heap_;
};

}  // namespace sipgw::cc
