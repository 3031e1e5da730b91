// SPDX-License-Identifier: AGPL-3.0-or-later
#include "trace/call_trace.hpp"

#include "trace/describe.hpp"
#include "trace/pack.hpp"

namespace sipgw::trace {

namespace {

constexpr std::size_t kMaxSdp = 1024;
constexpr std::size_t kStep = 128;  ///< buffers grow by it, not by doubling: a held call keeps them for long

std::string_view view(const std::vector<char>& buffer) { return {buffer.data(), buffer.size()}; }

/// In front of each packed message; its content follows and then its SDP, unless that stands in first_ already.
struct Header {
  std::uint32_t at_ms = 0;
  bool to_gateway = false;
  std::uint16_t content_size = 0, sdp_size = 0;
  std::uint16_t shared_at = 0;  ///< where in first_ the same SDP stands; 0: nowhere
};

void list(auto& archive, Is<Header> auto& it) {
  auto& [at_ms, to_gateway, content_size, sdp_size, shared_at] = it;
  archive(at_ms, to_gateway, content_size, sdp_size, shared_at);
}

struct Packed {
  Header header;
  std::string_view content, own_sdp;
};

/// Cuts off the first of the packed messages.
Packed take_message(std::string_view& messages) {
  Unpacker unpacker(messages);
  Packed packed;
  unpacker(packed.header);
  packed.content = unpacker.cut(packed.header.content_size);
  packed.own_sdp = unpacker.cut(packed.header.shared_at == 0 ? packed.header.sdp_size : 0);
  messages.remove_prefix(messages.size() - unpacker.left());
  return packed;
}

}  // namespace

void CallTrace::add(std::chrono::milliseconds at, bool to_gateway, AnyMessage::Pointer message) {
  Packer content;
  content(message);
  const auto sdp = std::visit([](const auto* any) { return sdp_of(*any); }, message).substr(0, kMaxSdp);
  const auto found = sdp.empty() ? std::string_view::npos : view(first_).find(sdp);
  const auto shared_at = found == std::string_view::npos ? 0 : found;
  Packer header;
  header(Header{static_cast<std::uint32_t>(at.count()), to_gateway, static_cast<std::uint16_t>(content.packed().size()),
                static_cast<std::uint16_t>(sdp.size()), static_cast<std::uint16_t>(shared_at)});

  const auto parts = {header.packed(), content.packed(), shared_at == 0 ? sdp : std::string_view{}};
  std::size_t needed = 0;
  for (const auto part : parts) needed += part.size();
  first_is_full_ = first_is_full_ || first_.size() + needed > kFirstBytes;
  if (first_is_full_) {
    make_room(needed);
  } else {
    ++first_count_;
  }
  auto& buffer = first_is_full_ ? last_ : first_;
  const auto size = buffer.size() + needed;
  if (size > buffer.capacity()) buffer.reserve((size + kStep - 1) / kStep * kStep);
  for (const auto part : parts) buffer.insert(buffer.end(), part.begin(), part.end());
}

void CallTrace::make_room(std::size_t needed) {
  auto kept = view(last_);
  for (; kept.size() + needed > kLastBytes; ++left_out_) take_message(kept);
  last_.erase(last_.begin(), last_.end() - static_cast<std::ptrdiff_t>(kept.size()));
}

void CallTrace::clear() {
  left_out_ += first_count_;
  for (auto last = view(last_); !last.empty(); ++left_out_) take_message(last);
  first_count_ = 0;
  first_is_full_ = true;  // what follows the gap goes to the end
  Buffer{}.swap(first_);
  Buffer{}.swap(last_);
}

std::vector<Message> CallTrace::messages() const {
  std::vector<Message> all;
  read(first_, all);
  read(last_, all);
  return all;
}

void CallTrace::read(const Buffer& buffer, std::vector<Message>& all) const {
  for (auto rest = view(buffer); !rest.empty();) {
    const auto [header, content, own_sdp] = take_message(rest);
    auto& message = all.emplace_back();
    message.at = std::chrono::milliseconds{header.at_ms};
    message.to_gateway = header.to_gateway;
    Unpacker{content}(message.content);
    message.sdp = header.shared_at == 0 ? own_sdp : view(first_).substr(header.shared_at, header.sdp_size);
  }
}

}  // namespace sipgw::trace
