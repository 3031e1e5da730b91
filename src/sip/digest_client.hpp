// SPDX-License-Identifier: AGPL-3.0-or-later
// Who answers the challenges to the requests of one dialog or registration.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sip/digest.hpp"

namespace sipgw::sip {

class DigestClient {
 public:
  explicit DigestClient(Credentials credentials) : credentials_(std::move(credentials)) {}

  /// A WWW-Authenticate or Proxy-Authenticate header of a 401 or 407.
  struct Header {
    bool proxy;
    std::string value;
  };
  /// All those of a response to a request with `method`. Of each realm the strongest algorithm is chosen. A realm is
  /// answered once for each request, and once more if the nonce was stale. The protection spaces that the request is to
  /// be repeated for; none: the response is final, failure() says why.
  std::vector<std::size_t> challenged(std::string_view method, const std::vector<Header>& headers);
  /// A request with that method has got a final response that is no challenge.
  void settled(std::string_view method);

  /// How many there are; they are numbered from 0.
  std::size_t spaces() const { return spaces_.size(); }
  /// For which of the two headers a space's answer is.
  bool is_proxy(std::size_t space) const { return spaces_.at(space).proxy; }
  /// Value of the next Authorization or Proxy-Authorization of a space that challenged() has returned.
  std::string authorization(std::size_t space, std::string_view method, std::string_view uri);

  /// Why challenges were last left unanswered, in words for an operator; empty: they never were.
  const std::string& failure() const { return failure_; }

 private:
  /// What one realm protects, at a server or at a proxy.
  struct Space {
    bool proxy;
    Challenge challenge;
    std::string cnonce;
    unsigned nonce_count = 0;
    std::map<std::string, int, std::less<>> answers;  ///< by method, to requests that are not settled
  };
  bool is_ours(const Challenge& challenge) const;
  bool can_answer(const Challenge& challenge) const;
  std::size_t space_of(bool proxy, const std::string& realm);
  static bool accept(Space& space, std::string_view method, const Challenge& challenge);
  void refuse(std::string why);

  const Credentials credentials_;
  std::vector<Space> spaces_;
  std::string failure_;
};

}  // namespace sipgw::sip
