// SPDX-License-Identifier: AGPL-3.0-or-later
// Counts what an MSC sends that we cannot use, and logs a few of each kind.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "cc/snapshot.hpp"
#include "log/log.hpp"
#include "log/rate_limit.hpp"
#include "mncc/codec.hpp"

namespace sipgw {

class MalformedLog {
 public:
  void malformed(std::string_view path, mncc::Malformed kind, Callref callref, std::size_t size) {
    ++counts_.by_kind[static_cast<std::size_t>(kind)];
    const bool used = kind == mncc::Malformed::bad_optional;
    report(static_cast<std::size_t>(kind), path, used ? kUsed : kDropped, mncc::to_string(kind), callref, size);
  }
  void truncated(std::string_view path, std::size_t size) {
    ++counts_.too_long;
    report(kTruncated, path, kDropped, "longer than we read", 0, size);
  }
  /// Well-formed, but not now: anything before the hello, or a second hello.
  void out_of_order(std::string_view path, std::string_view what, Callref callref, std::size_t size) {
    ++counts_.out_of_order;
    report(kOutOfOrder, path, kDropped, what, callref, size);
  }

  std::uint64_t total() const { return total_; }
  const cc::MalformedMncc& counts() const { return counts_; }

 private:
  static constexpr std::size_t kTruncated = mncc::kMalformedKinds, kOutOfOrder = kTruncated + 1;

  static constexpr std::string_view kDropped = "message dropped", kUsed = "message used";

  void report(std::size_t kind, std::string_view path, std::string_view fate, std::string_view what, Callref callref,
              std::size_t size) {
    ++total_;
    const auto kept_back = limits_[kind].permit(std::chrono::steady_clock::now());
    if (!kept_back) return;
    log::error(log::Category::mncc, "{}: {}: {} (callref {:#010x}, {} bytes; {} more not logged)", path, fate, what,
               callref, size, *kept_back);
  }

  std::uint64_t total_ = 0;
  cc::MalformedMncc counts_;
  std::array<log::RateLimit, kOutOfOrder + 1> limits_;
};

}  // namespace sipgw
