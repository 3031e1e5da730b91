// SPDX-License-Identifier: AGPL-3.0-or-later
// One call: a GSM leg, a SIP leg, the media between them, and how far its release has come. Owned by the call table.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "cc/anchored_media.hpp"
#include "cc/call_history.hpp"
#include "cc/call_record.hpp"
#include "cc/config.hpp"
#include "cc/gsm_leg.hpp"
#include "cc/in_call.hpp"
#include "cc/set_up.hpp"
#include "cc/sip_leg.hpp"
#include "cc/timers.hpp"

namespace sipgw::cc {

struct Release {
  int cause = 16;    ///< 3GPP TS 24.008 cause, 1-127
  int location = 1;  ///< its location: 0 user, 1 this network, 10 beyond SIP
  EndedBy by = EndedBy::gateway;
  std::string why;                               ///< for the operator
  std::string new_number = {};                   ///< with cause 22: where to call instead, or empty
  bool unknown_number = false;                   ///< the MSC does not know the called number
  std::optional<mncc::UserUser> user_info = {};  ///< what the side that ends the call tells the other one
};

struct Call {
  CallId id;
  Direction direction{};
  ConfigPtr config;                    ///< the one it began with
  const TrunkConfig* trunk = nullptr;  ///< in that configuration
  TimePoint began{};
  std::optional<TimePoint> answered;

  GsmLeg gsm;
  SipLeg sip;
  std::unique_ptr<SetUp> set_up = std::make_unique<SetUp>();  ///< until the answer
  std::vector<CallTry> tries;                                 ///< MO
  MediaMode media = MediaMode::direct;
  std::unique_ptr<AnchoredMedia> anchored;  ///< with media == anchor
  std::optional<MgwId> mgw;
  bool mgw_failed = false;  ///< one has: the call had its second try

  /// MT: SETUP_CNF seen. MO: the peer's 2xx seen. The answer is passed on when the media path is ready.
  bool answer_pending = false;
  bool ringing_pending = false;  ///< MO: 180 seen, ALERT_REQ may still have to wait for early media
  bool counted_as_ringing = false;
  bool early_media = false;        ///< MO: the session is one of the peer's provisional responses
  bool early_media_heard = false;  ///< and has been so at some time

  HoldState hold;
  OfferState offers;
  DtmfState dtmf;

  std::unique_ptr<const Release> release;
  CallTimers timers;
  CallHistory history;

  bool mobile_originated() const { return direction == Direction::mobile_originated; }
  bool over() const { return release && gsm.over() && sip.over() && (!anchored || anchored->over()); }
};

/// "MO 1001 -> 555"; of an MT call to an IMSI without number the IMSI.
std::string parties(const Call& call);

}  // namespace sipgw::cc
