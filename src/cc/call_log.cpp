// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cc/call_log.hpp"

#include <algorithm>
#include <utility>

namespace sipgw::cc {

void CallLog::set_capacity(std::size_t capacity) {
  capacity_ = capacity;
  shrink();
}

void CallLog::add(CallRecordPtr record, std::chrono::system_clock::time_point ended) {
  trace_bytes_ += record->trace.bytes();
  kept_.push_back({std::move(record), ended});
  shrink();
}

void CallLog::shrink() {
  while (kept_.size() > capacity_) {
    trace_bytes_ -= kept_.front().record->trace.bytes();
    kept_.pop_front();
    if (without_trace_ > 0) --without_trace_;
  }
  for (; trace_bytes_ > max_trace_bytes_ && without_trace_ < kept_.size(); ++without_trace_) {
    auto& record = kept_[without_trace_].record;
    auto bare = std::make_shared<CallRecord>(*record);
    bare->trace.clear();
    trace_bytes_ -= record->trace.bytes() - bare->trace.bytes();
    record = std::move(bare);
  }
}

std::vector<KeptCall> CallLog::last(std::size_t count, bool failed_only) const {
  std::vector<KeptCall> found;
  for (auto call = kept_.rbegin(); call != kept_.rend() && found.size() < count; ++call) {
    if (!failed_only || call->record->failed()) found.push_back(*call);
  }
  std::reverse(found.begin(), found.end());
  return found;
}

KeptCall CallLog::find(CallId id) const {
  const auto call = std::find_if(kept_.begin(), kept_.end(), [id](const auto& kept) { return kept.record->id == id; });
  return call == kept_.end() ? KeptCall{} : *call;
}

}  // namespace sipgw::cc
