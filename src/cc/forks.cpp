// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cc/forks.hpp"

#include <algorithm>

namespace sipgw::cc {

namespace {
/// Far more than a forking proxy rings at once; what a broken peer sends beyond has no early media.
constexpr std::size_t kMaxBranches = 32;
}  // namespace

void Forks::take(const sip::Provisional& event) {
  constexpr int kEarlyDialogTerminated = 199;
  auto branch =
      std::find_if(branches_.begin(), branches_.end(), [&](const Branch& known) { return known.tag == event.branch; });
  if (event.status == kEarlyDialogTerminated) {
    if (branch != branches_.end()) branches_.erase(branch);
    return;
  }
  if (branch == branches_.end()) {
    if (branches_.size() == kMaxBranches) return;
    branch = branches_.insert(branch, Branch{event.branch, {}});
  }
  if (event.sdp.empty() || event.sdp == branch->sdp) return;
  branch->newest_sdp = ++sdps_;
  if (branch->sdp.empty()) branch->first_sdp = sdps_;
  branch->sdp = event.sdp;
}

std::string Forks::media(ForkMedia policy) const {
  if (policy == ForkMedia::none) return branches_.size() == 1 ? branches_.front().sdp : std::string{};
  const Branch* chosen = nullptr;
  for (const auto& branch : branches_) {
    if (branch.sdp.empty()) continue;
    const bool better = chosen == nullptr || (policy == ForkMedia::first ? branch.first_sdp < chosen->first_sdp
                                                                         : branch.newest_sdp > chosen->newest_sdp);
    if (better) chosen = &branch;
  }
  return chosen == nullptr ? std::string{} : chosen->sdp;
}

bool Forks::has_dialog() const {
  return std::any_of(branches_.begin(), branches_.end(), [](const Branch& branch) { return !branch.tag.empty(); });
}

std::string Forks::sdp_of(const std::string& branch) const {
  const auto known =
      std::find_if(branches_.begin(), branches_.end(), [&](const Branch& entry) { return entry.tag == branch; });
  return known == branches_.end() ? std::string{} : known->sdp;
}

}  // namespace sipgw::cc
