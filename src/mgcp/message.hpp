// SPDX-License-Identifier: AGPL-3.0-or-later
// MGCP commands and responses as values (RFC 3435, as far as OsmoMGW speaks it). No I/O.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace sipgw::mgcp {

enum class Verb : std::uint8_t { crcx, mdcx, dlcx, auep };
std::string_view to_string(Verb verb);

/// OsmoMGW's connection modes; there is no "inactive". A mode only switches a connection's output.
enum class Mode : std::uint8_t { recvonly, sendonly, sendrecv, loopback };
std::string_view to_string(Mode mode);

struct Command {
  Verb verb{};
  std::string endpoint;       ///< "rtpbridge/*@mgw" or the name from an earlier response
  std::string call_id;        ///< C:, hexadecimal, at most 32 characters; empty only for AUEP
  std::string connection_id;  ///< I:, hexadecimal; empty where the verb has none
  std::optional<Mode> mode;   ///< M:
  std::string local_options;  ///< L: text such as "p:20, a:GSM", or empty
  std::string sdp;            ///< remote session, or empty
  /// A wildcard CRCX allocates anew each time it is seen, so it is never retransmitted.
  bool is_wildcard_crcx() const;
};

struct Response {
  int code = 0;  ///< 100-999
  std::uint32_t transaction = 0;
  std::string comment;        ///< text behind the transaction id
  std::string endpoint;       ///< Z:, or empty
  std::string connection_id;  ///< I:, or empty
  std::string statistics;     ///< P:, or empty
  std::string sdp;            ///< local session of the connection, or empty
  bool ok() const { return code >= 200 && code < 300; }
};

/// Text of a command; `transaction` is 1-999999999.
std::string encode(const Command& command, std::uint32_t transaction);

/// Reads a response datagram. Errors: no status line, code or transaction out of range, over 4 kB.
Result<Response> decode_response(std::string_view datagram);

}  // namespace sipgw::mgcp
