// SPDX-License-Identifier: AGPL-3.0-or-later
// What phone and peer have asked for within a call and what of it is still to be done: holds and keys.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "cc/sip_leg.hpp"
#include "cc/timers.hpp"
#include "sdp/session.hpp"

namespace sipgw::cc {

/// Both sides may hold a call at the same time, and each lifts only its own hold.
struct HoldState {
  enum class Request : std::uint8_t { none, hold, retrieve };

  bool by_phone = false;                           ///< the peer has agreed to it
  sdp::Direction peer = sdp::Direction::sendrecv;  ///< what the peer wants to do itself
  Request request = Request::none;                 ///< of the phone, not answered yet
  bool confirmed = false;                          ///< ahead of the peer's consent, `hold optimistic`
  bool retrieve_waits = false;                     ///< for the peer's answer to such a hold
};

/// Our own offers within the call, one under way at a time.
struct OfferState {
  struct UnderWay {
    HoldState::Request request;  ///< what the phone asked for; none: the MSC has another address or codec for it
    LocalSdp sdp;
  };
  std::unique_ptr<const UnderWay> under_way;
  std::unique_ptr<const sip::PeerOffer> waiting;  ///< the peer's, until the MSC has assigned a codec for it
  bool assignment_untold = false;                 ///< the peer may not know of the MSC's newest RTP_CREATE
  unsigned refused_with_491 = 0;                  ///< one after the other
};

/// Keys that the phone has pressed: one INFO is under way at a time.
struct DtmfState {
  struct Tone {
    char key;
    std::chrono::milliseconds duration;
  };
  struct Pressed {
    char key;
    TimePoint since;
  };
  std::optional<Pressed> pressed;  ///< its tone goes out when the phone lets go
  std::vector<Tone> waiting;       ///< a few; the first one is under way if `sending`
  bool sending = false;
  bool refused = false;        ///< the peer takes none: not asked again in this call
  bool peer_key_lost = false;  ///< the log has a line about it
};

}  // namespace sipgw::cc
