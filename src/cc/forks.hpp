// SPDX-License-Identifier: AGPL-3.0-or-later
// The early dialogs of a forked INVITE (RFC 3261 §13.2.2.4): who of the branches sent which SDP, and whose early media
// the phone hears. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cc/config.hpp"
#include "sip/message.hpp"

namespace sipgw::cc {

class Forks {
 public:
  /// Takes a 101-199. A 199 (RFC 6228) ends its branch.
  void take(const sip::Provisional& event);
  /// A branch has changed its session by UPDATE: its responses to the INVITE can only repeat what is no longer true.
  void take_update(const std::string& branch, const std::string& sdp);
  /// The SDP whose media is to flow now; empty: none.
  std::string media(ForkMedia policy) const;
  /// The same, but nothing if it was told already.
  std::optional<std::string> new_media(ForkMedia policy);
  /// Some branch has a tag: its early dialog will be the call's, or another one's.
  bool has_dialog() const;
  /// The newest SDP of a branch, or empty.
  std::string sdp_of(const std::string& branch) const;
  /// What holds once a branch has answered: the SDP of its 2xx, unless it has none or an UPDATE came.
  std::string answer(const sip::Answered& event) const;

 private:
  struct Branch {
    std::string tag;
    std::string sdp;
    unsigned first_sdp = 0, newest_sdp = 0;  ///< their places in the order of all SDPs
    bool updated = false;
  };
  Branch* find(const std::string& tag);
  const Branch* find(const std::string& tag) const;
  void take_sdp(Branch& branch, const std::string& sdp);

  std::vector<Branch> branches_;
  std::string told_;  ///< by new_media()
  unsigned sdps_ = 0;
};

}  // namespace sipgw::cc
