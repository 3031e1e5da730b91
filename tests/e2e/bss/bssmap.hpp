// SPDX-License-Identifier: AGPL-3.0-or-later
// BSSMAP as a base station controller speaks it (3GPP TS 48.008): whole BSSAP messages with their header.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/net_address.hpp"
#include "e2e/bss/bytes.hpp"
#include "sdp/session.hpp"

namespace sipgw::e2e {

/// The cell of all phones: 001-01, location area 1, cell 1.
inline constexpr std::uint8_t kLocationArea[] = {0x00, 0xf1, 0x10, 0x00, 0x01};

Bytes bssmap_reset();
Bytes bssmap_reset_ack();
Bytes bssmap_complete_layer3(View layer3);
Bytes bssmap_clear_complete();
Bytes bssmap_clear_request();  ///< the radio link is lost
Bytes bssmap_assignment_failure();
Bytes dtap(View layer3);

/// Which channel the base station chose, and where it wants to receive RTP. The codec element is one of the MSC's list.
struct Assignment {
  sdp::Codec codec{};
  Bytes codec_element;
  NetAddress rtp;
};
Bytes bssmap_assignment_complete(const Assignment& assignment);

struct AssignmentRequest {
  NetAddress msc_rtp;
  Bytes codecs;  ///< speech codec elements, the MSC's favourite first

  /// The element of the list that stands for this codec, full rate first.
  std::optional<Bytes> find(sdp::Codec codec) const;
};

/// A message from the MSC. Refers to its bytes.
struct FromMsc {
  bool is_dtap = false;
  std::uint8_t type = 0;  ///< of BSSMAP
  View body;              ///< BSSMAP: the elements; DTAP: layer 3

  std::string imsi() const;  ///< of PAGING; empty if there is none
  AssignmentRequest assignment() const;
};
std::optional<FromMsc> parse_bssap(View bssap);

}  // namespace sipgw::e2e
