// SPDX-License-Identifier: AGPL-3.0-or-later
// A scenario of the simulator as values: who calls whom, how both ends behave, what must be seen. No I/O.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "sdp/session.hpp"

namespace sipgw::sim {

using Milliseconds = std::chrono::milliseconds;

/// The two ends of a call. A phone is behind the MSC we play, a SIP user is behind the peer we play.
enum class EndKind : std::uint8_t { phone, sip };
std::string_view to_string(EndKind kind);

/// A number as the script says it; a '+' behind it counts up with `repeat` ("1000+" is 1000, 1001, ...).
struct Party {
  EndKind kind = EndKind::phone;
  std::string number;
  bool counts = false;
  bool operator==(const Party&) const = default;
};
/// The party of the `index`-th repetition, from 0; leading zeros are kept.
Party expanded(const Party& party, unsigned index);

enum class Answer : std::uint8_t {
  answers,
  never,      ///< rings for ever
  busy,       ///< phone: REL_IND 17; SIP: 486
  detached,   ///< phone only: REL_IND 27
  unknown,    ///< phone: REL_IND 18; SIP: 404
  rejects,    ///< phone: DISC_IND with `cause` after ringing; SIP: 603
  refuses,    ///< SIP only: final response `status`, with a Reason if `cause` is set
  unreached,  ///< the gateway must end the call without calling this end
};

/// How the called end behaves.
struct Behaviour {
  Answer answer = Answer::answers;
  Milliseconds ring_after{0};    ///< from being called (phone: from CALL_CONF_IND) to ringing
  Milliseconds answer_after{0};  ///< from ringing to the answer
  int status = 0;
  int cause = 0;
  bool fast = false;   ///< phone: SETUP_CNF before the answer to RTP_CREATE
  bool early = false;  ///< SIP: rings with 183 and SDP
  bool operator==(const Behaviour&) const = default;
};

enum class HangUpBy : std::uint8_t { caller, callee, gateway };

struct Expectation {
  std::optional<bool> answered;     ///< nothing: as the behaviour says
  std::optional<int> cause;         ///< at the end that was released by the gateway
  std::optional<int> status;        ///< final status at a SIP caller
  std::optional<std::string> from;  ///< caller's number as the called end sees it
  bool ringing = false;             ///< the caller must have been told of the ringing
  bool media_at_phone = false;      ///< every packet sent by the other end arrived unchanged
  bool media_at_sip = false;
  bool operator==(const Expectation&) const = default;
};

struct CallScript {
  Party from, to;
  Behaviour behaviour;
  std::optional<Milliseconds> hold = Milliseconds{0};  ///< after both ends are connected; nothing: for ever
  HangUpBy hang_up_by = HangUpBy::caller;
  int hang_up_cause = 16;
  std::optional<Milliseconds> cancel_after;  ///< the caller gives up, counted from the start of the call
  Milliseconds paging{20};                   ///< phone: SETUP_REQ to CALL_CONF_IND
  Milliseconds assignment{50};               ///< phone: RTP_CREATE to its answer
  Milliseconds limit{60'000};                ///< longest time for each of: set-up, release
  sdp::Codec codec = sdp::Codec::gsm_fr;
  bool clir = false;
  bool emergency = false;
  bool media = false;
  unsigned packets = 50;
  Milliseconds pace{20};
  Expectation expect;
};

struct CallStep {
  CallScript call;
  unsigned count = 1;
  double rate = 10;       ///< calls per second
  bool parallel = false;  ///< the next step does not wait for the end of these calls
};
struct WaitStep {
  Milliseconds time{0};
};
struct WaitAllStep {};
/// How a number behaves that is called without a `call` line for it; empty number: every one.
struct DefaultStep {
  EndKind kind{};
  std::string number;
  Behaviour behaviour;
};
struct DropMnccStep {};  ///< the MSC closes its MNCC socket and takes the next client

using Step = std::variant<CallStep, WaitStep, WaitAllStep, DefaultStep, DropMnccStep>;
using Script = std::vector<Step>;

/// Reads one line; '#' begins a comment, an empty line yields nothing. Error: which word was wrong.
Result<std::optional<Step>> parse_line(std::string_view line);
/// Reads a whole file's text. Error: "line 3: ...".
Result<Script> parse_script(std::string_view text);

}  // namespace sipgw::sim
