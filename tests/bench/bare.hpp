// SPDX-License-Identifier: AGPL-3.0-or-later
// The floor that the gateway is measured against: a SIP stack with nothing behind it. It answers an INVITE with 180 and
// 200 and a BYE with 200, and calls when it is told to. What that costs, any gateway on this stack has to spend.
#pragma once

#include <sofia-sip/su_wait.h>

#include <memory>
#include <string>

namespace sipgw::bench {

class BareStack {
 public:
  virtual ~BareStack() = default;
  /// Calls this number at the peer.
  virtual void call(const std::string& number) = 0;
  /// Ends that call.
  virtual void end(const std::string& number) = 0;
};

/// Both listen at `url` and call at `peer`, "address:port". They throw std::runtime_error where they cannot.
std::unique_ptr<BareStack> make_bare_nua(su_root_t* root, const std::string& url, const std::string& peer);
std::unique_ptr<BareStack> make_bare_nta(su_root_t* root, const std::string& url, const std::string& peer);

inline constexpr char kFrom[] = "<sip:bare@127.0.0.1>";
inline constexpr char kSdp[] =
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 3 101\r\n"
    "a=rtpmap:3 GSM/8000\r\na=rtpmap:101 telephone-event/8000\r\na=ptime:20\r\n";
inline constexpr unsigned kReceiveBuffer = 4 * 1024 * 1024;

}  // namespace sipgw::bench
