// SPDX-License-Identifier: AGPL-3.0-or-later
// One end of a simulated call: a phone behind our MSC or a user of our SIP peer. A leg takes one input at a time and
// returns what is to be done; it does no I/O and keeps no clock.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/net_address.hpp"
#include "mncc/message.hpp"
#include "sim/script.hpp"
#include "sip/message.hpp"

namespace sipgw::sim {

enum class Timer : std::uint8_t { paging, assignment, ring, answer, rtp_connect };

/// Wants expire(timer) after this time. A leg ignores timers that no longer matter, so none is ever stopped.
struct Arm {
  Timer timer{};
  Milliseconds after{0};
};
struct Ringing {};      ///< the caller's end was told that the other end rings
struct Established {};  ///< the connection is through at this end
/// Where this end has to send its RTP.
struct SendRtpTo {
  NetAddress address;
  std::uint8_t payload_type = 0;
};
/// The gateway released this end; cause or status 0: it said none.
struct ReleasedByGateway {
  int cause = 0;
  int status = 0;
};
struct Ended {};  ///< always the last output of a leg
struct Violation {
  std::string text;
};

using Output = std::variant<mncc::Signalling, mncc::Rtp, sip::Command, Arm, Ringing, Established, SendRtpTo,
                            ReleasedByGateway, Ended, Violation>;
using Outputs = std::vector<Output>;

/// The MNCC connection is gone: the MSC frees its legs at once.
struct MnccLost {};
/// What comes in from the gateway. A called leg begins with SETUP_REQ or IncomingInvite.
using Input = std::variant<mncc::Signalling, mncc::Rtp, sip::Event, MnccLost>;

/// What both kinds of legs need to know of their call.
struct LegSetup {
  std::string own, other;  ///< numbers as in the script, '+' kept
  Behaviour behaviour;
  Milliseconds paging{20}, assignment{50};
  sdp::Codec codec{};
  NetAddress rtp;  ///< where this end wants its RTP
  bool clir = false;
  bool emergency = false;
};

class Leg {
 public:
  Leg() = default;
  Leg(const Leg&) = delete;
  Leg& operator=(const Leg&) = delete;
  virtual ~Leg() = default;

  virtual Outputs call() = 0;  ///< caller's end: begins the call
  virtual Outputs receive(const Input& input) = 0;
  virtual Outputs hang_up(int cause) = 0;  ///< in any state; a caller that hangs up early gives up
  virtual Outputs expire(Timer timer) = 0;
  virtual std::string_view state() const = 0;
  /// True if it was the gateway that ended the leg, so that nothing more may come for it.
  virtual bool ended_by_gateway() const = 0;
};

/// "+4930" and "4930" are one number to the simulator.
inline std::string_view bare(std::string_view number) { return number.substr(number.starts_with('+') ? 1 : 0); }

}  // namespace sipgw::sim
