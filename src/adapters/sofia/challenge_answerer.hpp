// SPDX-License-Identifier: AGPL-3.0-or-later
// Answers 401 and 407 to the requests of one nua handle. nua itself repeats the request, whatever its method, and gets
// the header for it from here, through Sofia's interface for authentication plug-ins. Sofia's own choice among
// challenges is not used: each response is looked at before nua sees it, and what will not be answered is taken out, so
// that nua takes the response for a final one.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "adapters/sofia/sofia.hpp"
#include "sip/digest_client.hpp"

namespace sipgw::sofia {

class ChallengeAnswerer {
 public:
  /// For NUTAG_RETRY_COUNT of the handle: a proxy and the server challenge, and then find their nonces stale.
  static constexpr unsigned kMostRepeats = 4;

  ChallengeAnswerer(nua_handle_t* handle, std::string call_id, const sip::Credentials& credentials);
  ~ChallengeAnswerer();
  ChallengeAnswerer(const ChallengeAnswerer&) = delete;
  ChallengeAnswerer& operator=(const ChallengeAnswerer&) = delete;

  /// The INVITE is not wanted any more: a challenge to it is its end.
  void give_up_invite() { invite_given_up_ = true; }
  /// Why the last challenge was not answered; may be empty.
  const std::string& failure() const { return client_.failure(); }

  // For the message parser and the plug-in.
  /// True if nua will repeat the request; else the response is final.
  bool on_response(msg_t* message, sip_t* sip);
  bool knows(std::size_t space) const { return space < client_.spaces(); }
  std::string authorization(std::size_t space, const char* method, const std::string& uri) {
    return client_.authorization(space, method, uri);
  }

 private:
  const su_home_t* const home_;
  const std::string call_id_;
  sip::DigestClient client_;
  bool invite_given_up_ = false;
  std::map<std::string, std::uint32_t> challenged_;  ///< CSeq of the last request of a method that was challenged
};

std::vector<sip::DigestClient::Header> challenges_of(const sip_t& response);

/// A response on its way to nua: challenges in it go to whom they are for. True if nua will repeat the request.
bool answer_challenges(msg_t* message, sip_t* sip);

}  // namespace sipgw::sofia
