// SPDX-License-Identifier: AGPL-3.0-or-later
// A media gateway without media: it answers every MGCP command at once, so that the number of calls is not limited by
// the sockets and the speed of a real one.
#pragma once

#include <string>
#include <string_view>

#include "base/net_address.hpp"

namespace sipgw::bench {

class Mgw {
 public:
  explicit Mgw(IpAddress rtp) : rtp_(rtp.to_string()) {}
  /// The response to one command; empty for what is none.
  std::string answer(std::string_view command);

 private:
  std::string rtp_;
  unsigned endpoints_ = 0, connections_ = 0;
};

}  // namespace sipgw::bench
