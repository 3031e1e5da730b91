// SPDX-License-Identifier: AGPL-3.0-or-later
// The messages of one call, packed into at most kMaxBytes: how it began and how it went last. What does not fit is
// left out in between and counted. Their values are kept, not words: few traces are ever read. Any thread, one at a
// time.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "mgcp/message.hpp"
#include "mncc/message.hpp"
#include "sip/message.hpp"

namespace sipgw::trace {

template <typename... T>
struct OneOf {
  using Value = std::variant<T...>;
  using Pointer = std::variant<const T*...>;
};
using AnyMessage =
    OneOf<mncc::Signalling, mncc::Rtp, sip::Event, sip::Command, mgcp::Command, std::optional<mgcp::Response>>;

struct Message {
  std::chrono::milliseconds at{};  ///< since the call began
  bool to_gateway = false;
  AnyMessage::Value content;  ///< with the members that head() and members() show, cut if very long; no credentials
  std::string_view sdp;       ///< as written, cut if very long; belongs to the trace
};

class CallTrace {
 public:
  static constexpr std::size_t kFirstBytes = 5120, kLastBytes = 3072;
  static constexpr std::size_t kMaxBytes = kFirstBytes + kLastBytes;

  void add(std::chrono::milliseconds at, bool to_gateway, AnyMessage::Pointer message);
  /// Forgets all messages for want of memory; those that follow are kept.
  void clear();

  /// In the order of time; valid until the next add(). The first `before_gap()` of them came before what is left out.
  std::vector<Message> messages() const;
  std::size_t before_gap() const { return first_count_; }
  std::size_t left_out() const { return left_out_; }

  /// Memory held beyond the object itself.
  std::size_t bytes() const { return first_.capacity() + last_.capacity(); }

 private:
  using Buffer = std::vector<char>;  ///< which, unlike a string, grows by as much as it is told
  void read(const Buffer& buffer, std::vector<Message>& all) const;
  void make_room(std::size_t needed);

  Buffer first_, last_;  ///< packed messages; last_ is used once first_ is full
  std::uint32_t first_count_ = 0, left_out_ = 0;
  bool first_is_full_ = false;
};

}  // namespace sipgw::trace
