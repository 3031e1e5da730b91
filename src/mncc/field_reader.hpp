// SPDX-License-Identifier: AGPL-3.0-or-later
// Reads members of a wire structure at fixed offsets and remembers the first thing that was wrong with them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>

#include "mncc/codec.hpp"

namespace sipgw::mncc {

/// The packet must cover every number that is read; texts may end with the packet. After a failure further reads are
/// harmless and the first failure stays.
class FieldReader {
 public:
  explicit FieldReader(std::span<const std::byte> packet) : packet_(packet) {}

  template <typename T>
  T number(std::size_t offset) const {
    T value;
    std::memcpy(&value, packet_.subspan(offset, sizeof value).data(), sizeof value);
    return value;
  }

  /// An int within 0 to `max`, else 0 and a failure of this kind.
  int ranged(std::size_t offset, int max, Malformed kind) {
    const auto value = number<std::int32_t>(offset);
    if (value >= 0 && value <= max) return value;
    fail(kind);
    return 0;
  }

  /// A NUL-terminated text in a member of `capacity` bytes. Too short if the packet ends before the NUL.
  std::string text(std::size_t offset, std::size_t capacity) {
    if (offset >= packet_.size()) return fail(Malformed::too_short), std::string{};
    const auto member = packet_.subspan(offset, std::min(capacity, packet_.size() - offset));
    const auto end = std::find(member.begin(), member.end(), std::byte{0});
    if (end == member.end()) {
      fail(member.size() < capacity ? Malformed::too_short : Malformed::unterminated_string);
      return {};
    }
    return {reinterpret_cast<const char*>(member.data()), static_cast<std::size_t>(end - member.begin())};
  }

  std::size_t size() const { return packet_.size(); }
  /// Another one of the same packet, for members that may fail by themselves.
  FieldReader without_failure() const { return FieldReader(packet_); }

  void fail(Malformed kind) {
    if (!failure_) failure_ = kind;
  }
  std::optional<Malformed> failure() const { return failure_; }

 private:
  std::span<const std::byte> packet_;
  std::optional<Malformed> failure_;
};

}  // namespace sipgw::mncc
