// SPDX-License-Identifier: AGPL-3.0-or-later
// What the INVITE of a call from the phone says: whom it is for, who calls, and where it goes next when the peer
// redirects it or does not know the form of an emergency URI. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cc/config.hpp"
#include "cc/gsm_leg.hpp"
#include "sip/message.hpp"

namespace sipgw::cc {

struct InviteTarget {
  std::string uri;    ///< Request-URI
  std::string to;     ///< name-addr
  std::string route;  ///< or empty, as in sip::Invite
  bool operator==(const InviteTarget&) const = default;
};

/// The forms of the called number that the configuration wants tried, first one first; never empty. More than one only
/// for emergency calls.
std::vector<InviteTarget> first_targets(const GsmLeg& gsm, const Config& config, const TrunkConfig& trunk,
                                        const NetAddress& remote);

/// How many 3xx may be followed: as configured, and one at least of an emergency call.
unsigned redirections_allowed(const GsmLeg& gsm, const TrunkConfig& trunk);

/// Writes From and the headers of identity, privacy and priority. `local_host`: our own address as the peer sees it.
void identify_caller(sip::Invite& invite, const GsmLeg& gsm, const Config& config, const TrunkConfig& trunk,
                     std::string_view local_host);

/// True for a number of `emergency-number`.
bool is_emergency_number(const SipConfig& config, std::string_view called);

/// The targets of one call, tried one after the other.
class InvitePlan {
 public:
  enum class Next : std::uint8_t { give_up, try_next, too_many_redirections };

  bool empty() const { return targets_.empty(); }
  void begin(std::vector<InviteTarget> targets, unsigned redirections_allowed) {
    targets_ = std::move(targets);
    redirections_allowed_ = redirections_allowed;
  }
  /// Whom the INVITE now goes to; not when empty().
  const InviteTarget& current() const { return targets_.front(); }

  /// Writes what RFC 7044 (History-Info) and RFC 5806 (Diversion) say of the redirections followed so far.
  void tell_redirections(sip::Invite& invite) const;

  /// How many targets have refused so far.
  std::size_t refusals() const { return tried_.size(); }

  /// The INVITE to current() was refused. With try_next, current() is another one. Redirections are followed
  /// only to `remotes` and the configured name of the remote (RFC 3261 §8.1.3.4).
  Next refused(const sip::Refused& refusal, const TrunkConfig& trunk, const std::vector<IpAddress>& remotes);

 private:
  Next redirected(const sip::Refused& refusal, const TrunkConfig& trunk, const std::vector<IpAddress>& remotes);

  std::vector<InviteTarget> targets_;  ///< the first is being tried
  std::vector<std::string> tried_;     ///< URIs, against loops
  struct Redirection {
    std::string from;  ///< Request-URI that was refused
    int status;
  };
  std::vector<Redirection> followed_;
  unsigned redirections_ = 0, redirections_allowed_ = 0;
};

}  // namespace sipgw::cc
