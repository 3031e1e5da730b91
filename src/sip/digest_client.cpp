// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sip/digest_client.hpp"

#include <algorithm>
#include <utility>

#include "base/strings.hpp"
#include "sip/quoting.hpp"

namespace sipgw::sip {
namespace {

constexpr std::size_t kMostSpaces = 8;  // a peer could name a new realm each time

}  // namespace

std::vector<std::size_t> DigestClient::challenged(std::string_view method, const std::vector<Header>& headers) {
  failure_.clear();
  if (credentials_.username.empty()) {
    refuse("no credentials");
    return {};
  }
  if (headers.empty()) refuse("no challenge");
  std::map<std::size_t, Challenge> strongest;
  for (const auto& header : headers) {
    auto challenge = parse_challenge(header.value);
    if (!challenge || !can_answer(*challenge)) {
      refuse("no algorithm that we know");
    } else if (!is_ours(*challenge)) {
      refuse("realm \"" + printable(challenge->realm) + "\" is not ours");
    } else if (const auto space = space_of(header.proxy, challenge->realm); space == kMostSpaces) {
      refuse("too many realms");
    } else if (const auto [at, first] = strongest.try_emplace(space, *challenge);
               !first && at->second.algorithm < challenge->algorithm) {
      at->second = std::move(*challenge);
    }
  }
  std::vector<std::size_t> answered;
  for (const auto& [space, challenge] : strongest) {
    if (accept(spaces_[space], method, challenge)) {
      answered.push_back(space);
    } else {
      failure_ = "wrong user name or password";
    }
  }
  if (answered.empty()) {
    settled(method);
  } else {
    failure_.clear();
  }
  return answered;
}

void DigestClient::settled(std::string_view method) {
  for (auto& space : spaces_) {
    if (const auto found = space.answers.find(method); found != space.answers.end()) space.answers.erase(found);
  }
}

std::string DigestClient::authorization(std::size_t space, std::string_view method, std::string_view uri) {
  auto& [proxy, challenge, cnonce, nonce_count, answers] = spaces_.at(space);
  return sip::authorization(challenge, credentials_, {method, uri, cnonce, ++nonce_count});
}

bool DigestClient::is_ours(const Challenge& challenge) const {
  return credentials_.realm.empty() || unquote('"' + challenge.realm + '"') == credentials_.realm;
}

bool DigestClient::can_answer(const Challenge& challenge) const {
  if (!challenge.algorithm) return false;
  return credentials_.ha1.empty() || challenge.algorithm == digest_algorithm(credentials_.ha1_algorithm);
}

std::size_t DigestClient::space_of(bool proxy, const std::string& realm) {
  const auto found = std::find_if(spaces_.begin(), spaces_.end(), [&](const Space& space) {
    return space.proxy == proxy && space.challenge.realm == realm;
  });
  const auto index = static_cast<std::size_t>(found - spaces_.begin());
  if (found == spaces_.end() && index < kMostSpaces) {
    spaces_.push_back({.proxy = proxy, .challenge = {.realm = realm}, .cnonce = {}, .answers = {}});
  }
  return index;
}

/// False if the space has been answered for this request already, and not with a nonce that was merely stale.
bool DigestClient::accept(Space& space, std::string_view method, const Challenge& challenge) {
  int& answers = space.answers.try_emplace(std::string(method)).first->second;
  if (answers > (challenge.stale ? 1 : 0)) return false;
  ++answers;
  if (space.challenge.nonce != challenge.nonce) {
    space.cnonce = random_token();
    space.nonce_count = 0;
  }
  space.challenge = challenge;
  return true;
}

/// The first reason is the one that is told.
void DigestClient::refuse(std::string why) {
  if (failure_.empty()) failure_ = std::move(why);
}

}  // namespace sipgw::sip
