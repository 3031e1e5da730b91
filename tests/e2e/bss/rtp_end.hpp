// SPDX-License-Identifier: AGPL-3.0-or-later
// The phone's speech: numbered RTP packets out, a count of what comes in.
#pragma once

#include <netinet/in.h>

#include <cstdint>
#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/net_address.hpp"
#include "e2e/bss/timer.hpp"
#include "sim/rtp_packet.hpp"

namespace sipgw::e2e {

class RtpEnd {
 public:
  struct Counts {
    unsigned sent = 0, received = 0;
    unsigned own = 0;                 ///< received ones that are unaltered packets of ours: somebody echoes
    unsigned lost = 0;                ///< gaps in the sequence numbers received
    std::optional<int> payload_type;  ///< of the last one received
  };

  /// Binds a free port of `local_ip`. `on_first` is called when the first packet has arrived. Throws std::system_error.
  RtpEnd(const IpAddress& local_ip, sim::RtpSender self, std::uint8_t payload_type, std::function<void()> on_first);
  ~RtpEnd();
  RtpEnd(const RtpEnd&) = delete;
  RtpEnd& operator=(const RtpEnd&) = delete;

  NetAddress local() const { return local_; }
  void aim(const NetAddress& target) { target_ = target; }
  /// One packet each 20 ms from now on; then `on_done`.
  void send(unsigned packets, std::function<void()> on_done);
  /// The same with these frames of full rate speech as payloads.
  void play(std::vector<char> frames, std::function<void()> on_done);
  /// Writes the payloads received from now on to a file.
  void record(const std::string& path) { recording_.open(path, std::ios::binary); }
  const Counts& counts() const { return counts_; }

 private:
  void receive();
  void count(std::span<const std::byte> packet);
  void send_next();

  osmo_fd socket_{};
  NetAddress local_, target_;
  sim::RtpSender self_;
  std::uint8_t payload_type_;
  std::function<void()> on_first_, on_done_;
  Timer pacer_;
  unsigned left_ = 0;
  std::vector<char> frames_;  ///< to be played; empty: numbered payloads
  std::size_t next_frame_ = 0;
  std::ofstream recording_;
  std::optional<std::uint16_t> last_sequence_;
  Counts counts_;
};

}  // namespace sipgw::e2e
