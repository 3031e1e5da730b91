// SPDX-License-Identifier: AGPL-3.0-or-later
// What a core has heard and said, as a ladder: the MSC at the left, SIP and the MGW at the right, times in seconds.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "cc/action.hpp"
#include "cc/event.hpp"

namespace sipgw::test {

class Ladder {
 public:
  void heard(const cc::Event& event, std::chrono::milliseconds at);
  void said(const cc::Action& action, std::chrono::milliseconds at);
  std::string text() const;

 private:
  void add(std::chrono::milliseconds at, std::string_view msc, std::string_view sip, std::string_view mgw);
  std::vector<std::string> rungs_;
};

}  // namespace sipgw::test
