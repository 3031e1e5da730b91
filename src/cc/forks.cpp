// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cc/forks.hpp"

#include <algorithm>
#include <utility>

namespace sipgw::cc {

namespace {
/// Far more than a forking proxy rings at once; what a broken peer sends beyond has no early media.
constexpr std::size_t kMaxBranches = 32;
}  // namespace

const Forks::Branch* Forks::find(const std::string& tag) const {
  const auto branch =
      std::find_if(branches_.begin(), branches_.end(), [&](const Branch& known) { return known.tag == tag; });
  return branch == branches_.end() ? nullptr : &*branch;
}

Forks::Branch* Forks::find(const std::string& tag) { return const_cast<Branch*>(std::as_const(*this).find(tag)); }

void Forks::take(const sip::Provisional& event) {
  constexpr int kEarlyDialogTerminated = 199;
  auto* branch = find(event.branch);
  if (event.status == kEarlyDialogTerminated) {
    if (branch != nullptr) branches_.erase(branches_.begin() + (branch - branches_.data()));
    return;
  }
  if (branch == nullptr) {
    if (branches_.size() == kMaxBranches) return;
    branch = &branches_.emplace_back(Branch{.tag = event.branch});
  }
  if (!branch->updated) take_sdp(*branch, event.sdp);
}

void Forks::take_update(const std::string& tag, const std::string& sdp) {
  auto* branch = find(tag);
  if (branch == nullptr) return;
  branch->updated = true;
  take_sdp(*branch, sdp);
}

void Forks::take_sdp(Branch& branch, const std::string& sdp) {
  if (sdp.empty() || sdp == branch.sdp) return;
  branch.newest_sdp = ++sdps_;
  if (branch.sdp.empty()) branch.first_sdp = sdps_;
  branch.sdp = sdp;
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

std::optional<std::string> Forks::new_media(ForkMedia policy) {
  auto sdp = media(policy);
  if (sdp == told_) return std::nullopt;
  told_ = sdp;
  return sdp;
}

bool Forks::has_dialog() const {
  return std::any_of(branches_.begin(), branches_.end(), [](const Branch& branch) { return !branch.tag.empty(); });
}

std::string Forks::sdp_of(const std::string& tag) const {
  const auto* branch = find(tag);
  return branch == nullptr ? std::string{} : branch->sdp;
}

std::string Forks::answer(const sip::Answered& event) const {
  const auto* branch = find(event.branch);
  const bool said_before = branch != nullptr && (event.sdp.empty() || branch->updated);
  return said_before ? branch->sdp : event.sdp;
}

}  // namespace sipgw::cc
