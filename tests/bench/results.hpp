// SPDX-License-Identifier: AGPL-3.0-or-later
// What one command of the load generator found: how its calls went and how long the gateway took.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "bench/clock.hpp"

namespace sipgw::bench {

/// From what we sent to what came of it. The last one is seen only without a gateway in between.
enum class Hop : std::uint8_t {
  setup_ind_to_rtp_create,
  rtp_create_to_invite,
  answer_to_setup_rsp,
  invite_to_setup_req,
  setup_cnf_to_answer,
  disc_ind_to_bye,
  bye_to_disc_req,
  invite_to_ringing,
};
inline constexpr std::size_t kHops = 8;

class Results {
 public:
  void passed(Hop hop, Clock::duration took) { hops_[static_cast<std::size_t>(hop)].push_back(Nanoseconds{took}); }
  void refused(int status_or_cause) { ++refused_[status_or_cause]; }
  void failed(std::string_view how) { ++failed_[std::string{how}]; }
  void resent() { ++resent_; }

  /// One line of JSON with microseconds for the hops and `seconds` for the whole.
  std::string to_json(std::string_view command, std::size_t calls, double seconds);

 private:
  std::array<std::vector<Nanoseconds>, kHops> hops_;
  std::map<int, std::size_t> refused_;         ///< by SIP status or GSM cause
  std::map<std::string, std::size_t> failed_;  ///< lost, stuck, or not as it should be
  std::size_t resent_ = 0;
};

}  // namespace sipgw::bench
