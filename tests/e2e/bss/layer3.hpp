// SPDX-License-Identifier: AGPL-3.0-or-later
// The phone's layer 3 (3GPP TS 24.008): mobility management, call control, and the answer to a paging.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "e2e/bss/bytes.hpp"
#include "sdp/session.hpp"

namespace sipgw::e2e {

enum class Service : std::uint8_t { call = 1, emergency = 2 };

Bytes location_updating_request(const std::string& imsi);
Bytes imsi_detach(const std::string& imsi);
Bytes service_request(Service service, const std::string& imsi);
Bytes paging_response(const std::string& imsi);
Bytes identity_response(const std::string& imsi);

/// A call's transaction identifier as the high four bits of a message; the top bit tells who began, seen by the
/// receiver.
using Transaction = std::uint8_t;
inline constexpr Transaction kOtherSide = 0x80;

Bytes call_control(Transaction uplink, std::uint8_t type, const Bytes& elements = {});
Bytes bearer_capability(std::span<const sdp::Codec> codecs);
Bytes called_number(const std::string& digits);
Bytes cause_element(int cause);
Bytes keypad(char key);

/// A message from the network. Refers to its bytes.
struct Downlink {
  std::uint8_t discriminator = 0;
  Transaction transaction = 0;  ///< as the phone has to send it
  std::uint8_t type = 0;
  View body;

  std::optional<int> cause() const;
  std::optional<int> progress() const;
  std::string calling() const;  ///< empty if there is none
  std::string key() const;
  std::uint8_t first_octet() const { return body.empty() ? 0 : body[0]; }  ///< a cause of mobility management

 private:
  Elements elements() const { return Elements(gsm48_att_tlvdef, body); }
};
std::optional<Downlink> parse_layer3(View layer3);

/// Numbers what the phone sends on one connection: N(SD), modulo 4, is one counter for mobility management and calls.
class SendSequence {
 public:
  void number(Bytes& layer3);
  void restart() { next_ = 0; }

 private:
  std::uint8_t next_ = 0;
};

}  // namespace sipgw::e2e
