// SPDX-License-Identifier: AGPL-3.0-or-later
// A SIP peer that sends exactly the bytes that a test writes, clean or not, and sees exactly what comes back.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/net_address.hpp"

namespace sipgw::test {

/// A UDP socket with a free port. Every wait ends after `kPatience`.
class RawSipPeer {
 public:
  static constexpr std::chrono::milliseconds kPatience{10000};

  explicit RawSipPeer(NetAddress gateway, const char* own_ip = "127.0.0.1");
  ~RawSipPeer();
  RawSipPeer(const RawSipPeer&) = delete;
  RawSipPeer& operator=(const RawSipPeer&) = delete;

  std::uint16_t port() const { return port_; }
  std::string uri() const { return "sip:peer@" + ip_ + ":" + std::to_string(port_); }

  void send(std::string_view message);
  /// The next datagram; empty when none came in time.
  std::string receive(std::chrono::milliseconds patience = kPatience);
  /// The next message that begins with `start`, e.g. "SIP/2.0 200" or "BYE"; others are skipped.
  std::string expect(std::string_view start, std::chrono::milliseconds patience = kPatience);

 private:
  NetAddress gateway_;
  std::string ip_;
  int socket_ = -1;
  std::uint16_t port_ = 0;
};

/// Value of the first header of that name, without blanks; empty if there is none.
std::string header(std::string_view message, std::string_view name);
/// All headers of that name, with CRLF each, as a response has to copy them.
std::string header_lines(std::string_view message, std::string_view name);
/// A ;tag= or other parameter of a header's value.
std::string parameter(std::string_view value, std::string_view name);
std::string body(std::string_view message);

/// A response to `request` with its Via, From, To (with `to_tag`, unless that is empty), Call-ID and CSeq.
std::string response(std::string_view request, std::string_view status_line, std::string_view to_tag,
                     std::string_view more_headers = "", std::string_view sdp = "");

/// Sends `message` by TCP and returns what comes back until `enough` is in it (or nothing more comes).
std::string exchange_by_tcp(NetAddress gateway, std::string_view message, std::string_view enough);

}  // namespace sipgw::test
