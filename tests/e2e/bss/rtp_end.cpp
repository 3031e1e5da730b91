// SPDX-License-Identifier: AGPL-3.0-or-later
#include "e2e/bss/rtp_end.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace sipgw::e2e {
namespace {

constexpr Milliseconds kPace{20};
constexpr std::size_t kHeader = 12, kFullRateFrame = 33;

sockaddr_in to_sockaddr(const NetAddress& address) {
  sockaddr_in result{};
  result.sin_family = AF_INET;
  result.sin_port = htons(address.port);
  std::memcpy(&result.sin_addr, address.ip.bytes.data(), 4);
  return result;
}

std::uint16_t bind_free_port(int fd, const IpAddress& ip) {
  auto address = to_sockaddr({ip, 0});
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(fd, generic, size) != 0 || getsockname(fd, generic, &size) != 0) {
    throw std::system_error(errno, std::generic_category(), "RTP socket");
  }
  return ntohs(address.sin_port);
}

}  // namespace

RtpEnd::RtpEnd(const IpAddress& local_ip, sim::RtpSender self, std::uint8_t payload_type,
               std::function<void()> on_first)
    : self_(self), payload_type_(payload_type), on_first_(std::move(on_first)), pacer_([this] { send_next(); }) {
  const int fd = ::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
  local_ = {local_ip, bind_free_port(fd, local_ip)};
  const auto on_readable = [](osmo_fd* readable, unsigned) {
    static_cast<RtpEnd*>(readable->data)->receive();
    return 0;
  };
  osmo_fd_setup(&socket_, fd, OSMO_FD_READ, on_readable, this, 0);
  osmo_fd_register(&socket_);
}

RtpEnd::~RtpEnd() { osmo_fd_close(&socket_); }

void RtpEnd::send(unsigned packets, std::function<void()> on_done) {
  left_ = packets;
  frames_.clear();
  on_done_ = std::move(on_done);
  send_next();
}

void RtpEnd::play(std::vector<char> frames, std::function<void()> on_done) {
  left_ = static_cast<unsigned>(frames.size() / kFullRateFrame);
  frames_ = std::move(frames);
  next_frame_ = 0;
  on_done_ = std::move(on_done);
  send_next();
}

void RtpEnd::send_next() {
  if (left_ == 0) {
    on_done_();
    return;
  }
  auto packet = sim::make_rtp(self_, payload_type_, static_cast<std::uint16_t>(counts_.sent));
  if (!frames_.empty()) {
    packet.resize(kHeader + kFullRateFrame);
    std::memcpy(packet.data() + kHeader, frames_.data() + next_frame_++ * kFullRateFrame, kFullRateFrame);
  }
  const auto target = to_sockaddr(target_);
  sendto(socket_.fd, packet.data(), packet.size(), 0, reinterpret_cast<const sockaddr*>(&target), sizeof target);
  ++counts_.sent;
  --left_;
  pacer_.start(kPace);
}

void RtpEnd::receive() {
  std::array<std::byte, 2048> buffer;
  ssize_t size;
  while ((size = recv(socket_.fd, buffer.data(), buffer.size(), 0)) >= 0) {
    count(std::span(buffer).first(static_cast<std::size_t>(size)));
  }
}

void RtpEnd::count(std::span<const std::byte> packet) {
  if (packet.size() < kHeader) return;
  const auto octet = [&](std::size_t at) { return std::to_integer<unsigned>(packet[at]); };
  const auto sequence = static_cast<std::uint16_t>(octet(2) << 8 | octet(3));
  if (last_sequence_) {
    const auto step = static_cast<std::int16_t>(sequence - *last_sequence_);
    if (step > 1) counts_.lost += static_cast<unsigned>(step - 1);
  }
  last_sequence_ = sequence;
  counts_.payload_type = static_cast<int>(octet(1) & 0x7f);
  if (recording_.is_open()) {
    const auto payload = packet.subspan(kHeader);
    recording_.write(reinterpret_cast<const char*>(payload.data()), static_cast<std::streamsize>(payload.size()));
    recording_.flush();
  }
  if (sim::recognise_rtp(self_, packet)) ++counts_.own;
  if (++counts_.received == 1) on_first_();
}

}  // namespace sipgw::e2e
