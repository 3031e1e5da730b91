// SPDX-License-Identifier: AGPL-3.0-or-later
#include "trace/call_trace.hpp"

#include <algorithm>
#include <cstring>

namespace sipgw::trace {

namespace {

constexpr std::size_t kMaxText = 700, kMaxSdp = 1024;
constexpr std::size_t kStep = 256;  ///< buffers grow by it, not by doubling: a held call keeps them for long

/// In front of each packed message; its text follows and then its SDP, unless that stands in first_ already.
struct Header {
  std::uint32_t at_ms;
  std::uint16_t text_size, sdp_size;
  std::uint16_t shared_at;  ///< where in first_ the same SDP stands, or kOwn
  Link link;
  bool to_gateway;
};
constexpr std::uint16_t kOwn = 0xffff;

std::string_view view(const std::vector<char>& buffer) { return {buffer.data(), buffer.size()}; }

void put(std::vector<char>& buffer, std::string_view bytes) { buffer.insert(buffer.end(), bytes.begin(), bytes.end()); }

std::size_t size_in_buffer(const Header& header) {
  return sizeof header + header.text_size + (header.shared_at == kOwn ? header.sdp_size : 0U);
}

Header header_at(const std::vector<char>& buffer, std::size_t position) {
  Header header;
  std::memcpy(&header, buffer.data() + position, sizeof header);
  return header;
}

Header header_of(const Message& message, std::size_t shared_at) {
  return {static_cast<std::uint32_t>(message.at.count()),
          static_cast<std::uint16_t>(message.text.size()),
          static_cast<std::uint16_t>(message.sdp.size()),
          shared_at == std::string_view::npos ? kOwn : static_cast<std::uint16_t>(shared_at),
          message.link,
          message.to_gateway};
}

}  // namespace

void CallTrace::add(const Message& whole) {
  auto message = whole;
  message.text = message.text.substr(0, kMaxText);
  message.sdp = message.sdp.substr(0, kMaxSdp);
  const auto shared_at = message.sdp.empty() ? std::string_view::npos : view(first_).find(message.sdp);
  const auto needed = size_in_buffer(header_of(message, shared_at));
  if (!first_is_full_ && first_.size() + needed <= kFirstBytes) {
    append(first_, message, shared_at);
    ++first_count_;
    return;
  }
  first_is_full_ = true;
  make_room(needed);
  append(last_, message, shared_at);
}

void CallTrace::append(Buffer& buffer, const Message& message, std::size_t shared_at) const {
  const auto header = header_of(message, shared_at);
  const auto size = buffer.size() + size_in_buffer(header);
  if (size > buffer.capacity()) buffer.reserve((size + kStep - 1) / kStep * kStep);
  put(buffer, {reinterpret_cast<const char*>(&header), sizeof header});
  put(buffer, message.text);
  if (header.shared_at == kOwn) put(buffer, message.sdp);
}

void CallTrace::make_room(std::size_t needed) {
  std::size_t cut = 0;
  while (last_.size() - cut + needed > kLastBytes) {
    cut += size_in_buffer(header_at(last_, cut));
    ++left_out_;
  }
  last_.erase(last_.begin(), last_.begin() + static_cast<std::ptrdiff_t>(cut));
}

void CallTrace::clear() {
  left_out_ += static_cast<std::uint32_t>(messages().size());
  first_count_ = 0;
  first_is_full_ = true;  // what follows the gap goes to the end
  Buffer{}.swap(first_);
  Buffer{}.swap(last_);
}

Message CallTrace::read(const Buffer& buffer, std::size_t& position) const {
  const auto header = header_at(buffer, position);
  const auto all = view(buffer);
  Message message{std::chrono::milliseconds{header.at_ms},
                  header.link,
                  header.to_gateway,
                  all.substr(position + sizeof header, header.text_size),
                  {}};
  message.sdp = header.shared_at == kOwn ? all.substr(position + sizeof header + header.text_size, header.sdp_size)
                                         : view(first_).substr(header.shared_at, header.sdp_size);
  position += size_in_buffer(header);
  return message;
}

std::vector<Message> CallTrace::messages() const {
  std::vector<Message> all;
  for (std::size_t position = 0; position < first_.size();) all.push_back(read(first_, position));
  for (std::size_t position = 0; position < last_.size();) all.push_back(read(last_, position));
  return all;
}

}  // namespace sipgw::trace
