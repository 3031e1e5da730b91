// SPDX-License-Identifier: AGPL-3.0-or-later
// The messages of one call, packed into at most kMaxBytes: how it began and how it went last. What does not fit is
// left out in between and counted. Any thread, one at a time.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace sipgw::trace {

enum class Link : std::uint8_t { mncc, sip, mgcp };

/// One message; the texts belong to the trace. `text`: head() and members(). `sdp`: as written, cut if very long.
struct Message {
  std::chrono::milliseconds at{};  ///< since the call began
  Link link{};
  bool to_gateway = false;
  std::string_view text, sdp;
};

class CallTrace {
 public:
  static constexpr std::size_t kFirstBytes = 5120, kLastBytes = 3072;
  static constexpr std::size_t kMaxBytes = kFirstBytes + kLastBytes;

  void add(const Message& message);
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
  void append(Buffer& buffer, const Message& message, std::size_t shared_at) const;
  Message read(const Buffer& buffer, std::size_t& position) const;
  void make_room(std::size_t needed);

  Buffer first_, last_;  ///< packed messages; last_ is used once first_ is full
  std::uint32_t first_count_ = 0, left_out_ = 0;
  bool first_is_full_ = false;
};

}  // namespace sipgw::trace
