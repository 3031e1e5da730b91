// SPDX-License-Identifier: AGPL-3.0-or-later
// The rules of call records: one for each call that has said anything, exactly once, and nothing of the call after it.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "cc/action.hpp"

namespace sipgw::test {

class RecordWatch {
 public:
  void said(const cc::Action& action);
  /// Broken rules so far; `idle`: no call is left, so that none may be without its record.
  std::vector<std::string> violations(bool idle) const;

 private:
  void about(CallId call, const char* what);
  void ended(const cc::CallRecord& record);

  std::set<CallId> begun_, ended_;
  std::vector<std::string> violations_;
};

}  // namespace sipgw::test
