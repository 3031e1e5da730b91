// SPDX-License-Identifier: AGPL-3.0-or-later
// What the MSC sends, encoded once; each call only writes its own numbers into a copy.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <vector>

#include "base/net_address.hpp"
#include "mncc/message.hpp"

namespace sipgw::bench {

class MscPackets {
 public:
  /// `rtp`: where all phones want their speech.
  explicit MscPackets(const NetAddress& rtp);

  std::span<const std::byte> hello() const { return hello_; }
  /// Valid until the next call. `number` has eight digits: the one called, and with a 4 in front the caller's.
  std::span<const std::byte> setup_ind(Callref callref, const std::string& number);
  std::span<const std::byte> with_callref(mncc::Type type, Callref callref);

 private:
  using Packet = std::vector<std::byte>;
  std::map<mncc::Type, Packet> packets_;
  Packet hello_;
};

/// What the generator looks at in a message of the gateway.
struct GatewayMessage {
  mncc::Type type{};
  Callref callref = 0;
  std::string_view called;  ///< SETUP_REQ's digits
  int cause = 0;            ///< of the others, where there is one
};
GatewayMessage read_mncc(std::span<const std::byte> packet);

}  // namespace sipgw::bench
