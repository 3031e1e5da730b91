// SPDX-License-Identifier: AGPL-3.0-or-later
// The early dialogs of a forked INVITE (RFC 3261 §13.2.2.4): who of the branches sent which SDP, and whose early media
// the phone hears. Pure.
#pragma once

#include <string>
#include <vector>

#include "cc/config.hpp"
#include "sip/message.hpp"

namespace sipgw::cc {

class Forks {
 public:
  /// Takes a 101-199. A 199 (RFC 6228) ends its branch.
  void take(const sip::Provisional& event);
  /// The SDP whose media is to flow now; empty: none.
  std::string media(ForkMedia policy) const;
  /// Some branch has a tag: its early dialog will be the call's, or another one's.
  bool has_dialog() const;
  /// The newest SDP of a branch, or empty.
  std::string sdp_of(const std::string& branch) const;

 private:
  struct Branch {
    std::string tag;
    std::string sdp;
    unsigned first_sdp = 0, newest_sdp = 0;  ///< their places in the order of all SDPs
  };
  std::vector<Branch> branches_;
  unsigned sdps_ = 0;
};

}  // namespace sipgw::cc
