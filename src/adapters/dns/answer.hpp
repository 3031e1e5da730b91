// SPDX-License-Identifier: AGPL-3.0-or-later
// Reads the answer section of a DNS message (RFC 1035 §4.1). Pure; whatever the bytes are, nothing outside of them is
// read.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "base/result.hpp"
#include "sip/locate.hpp"

namespace sipgw::dns {

using Message = std::vector<std::uint8_t>;

/// Those of one type in an answer, in its order; none: the name has no such records.
template <typename Record>
struct Records {
  std::vector<Record> records;
  std::chrono::seconds ttl{0};  ///< the least of all records of the answer, also of the CNAMEs that led there
};

/// Error: the message is cut off or no answer. Records of other types are passed over.
Result<Records<sip::SrvRecord>> parse_srv(const Message& message);
Result<Records<sip::NaptrRecord>> parse_naptr(const Message& message);

}  // namespace sipgw::dns
