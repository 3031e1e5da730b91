// SPDX-License-Identifier: AGPL-3.0-or-later
// Whether a call went as its script says. Pure.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "sim/leg.hpp"

namespace sipgw::sim {

/// What was seen at one end.
struct EndFacts {
  bool begun = false;  ///< the leg came into being
  bool established = false;
  bool ended = false;
  std::optional<ReleasedByGateway> released;
  unsigned packets_arrived = 0;
  unsigned packets_wrong = 0;  ///< not what the other end sent
};

struct CallFacts {
  EndFacts caller, callee;
  bool heard_ringing = false;     ///< by the caller
  bool scripted_release = false;  ///< an end of ours hung up, refused, or the MNCC link was dropped by the script
  std::string from_seen;          ///< caller's number as the called end saw it
  std::optional<std::string> broken_rule;  ///< the first violation
  std::optional<std::string> timed_out;    ///< what was waited for in vain

  bool established() const { return caller.established && callee.established; }
};

/// Why the call failed; nothing: it went as scripted.
std::optional<std::string> verdict(const CallScript& script, const CallFacts& facts);

}  // namespace sipgw::sim
