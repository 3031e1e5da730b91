// SPDX-License-Identifier: AGPL-3.0-or-later
// The records of the calls that ended last. Thread: core thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <vector>

#include "cc/call_record.hpp"

namespace sipgw::cc {

struct KeptCall {
  CallRecordPtr record;
  std::chrono::system_clock::time_point ended;
  std::chrono::system_clock::time_point at(std::chrono::milliseconds since_beginning) const {
    return ended - record->phases.ended + since_beginning;
  }
};

class CallLog {
 public:
  /// How many are kept, 0-10000; all together their traces hold at most `max_trace_bytes`: beyond it the oldest trace
  /// goes first, the record stays.
  explicit CallLog(std::size_t capacity = 100, std::size_t max_trace_bytes = 8 * 1024 * 1024)
      : capacity_(capacity), max_trace_bytes_(max_trace_bytes) {}

  void set_capacity(std::size_t capacity);
  void add(CallRecordPtr record, std::chrono::system_clock::time_point ended);

  /// The newest `count`, oldest of them first; `failed_only`: of those that failed.
  std::vector<KeptCall> last(std::size_t count, bool failed_only) const;
  /// Null record: not kept (any more).
  KeptCall find(CallId id) const;
  std::size_t size() const { return kept_.size(); }
  std::size_t trace_bytes() const { return trace_bytes_; }

 private:
  void shrink();

  std::deque<KeptCall> kept_;  ///< in the order in which they ended
  std::size_t capacity_, max_trace_bytes_;
  std::size_t trace_bytes_ = 0;
  std::size_t without_trace_ = 0;  ///< so many of the oldest have lost theirs
};

}  // namespace sipgw::cc
