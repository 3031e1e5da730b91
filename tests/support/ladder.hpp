// SPDX-License-Identifier: AGPL-3.0-or-later
// What a core has heard and said, as a ladder of MSC, gateway, SIP and MGW; links, time and log lines as remarks.
#pragma once

#include <chrono>
#include <string>

#include "cc/action.hpp"
#include "cc/event.hpp"
#include "trace/ladder.hpp"

namespace sipgw::test {

class Ladder {
 public:
  void heard(const cc::Event& event, std::chrono::milliseconds at);
  void said(const cc::Action& action, std::chrono::milliseconds at);
  std::string text() const { return drawing_.text(); }

 private:
  trace::Ladder drawing_{{{"MSC", 50}, {"gateway", 50}, {"SIP", 17}, {"MGW"}}};
};

}  // namespace sipgw::test
