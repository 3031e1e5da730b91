// SPDX-License-Identifier: AGPL-3.0-or-later
// SIP status codes and Reason headers to causes of 3GPP TS 24.008, and back. Pure functions over two tables; the rows
// are those of RFC 3398 where it has them.
#pragma once

#include <map>
#include <string_view>

#include "sip/message.hpp"

namespace sipgw::cc {

/// A cause that the phone knows: the value itself if it stands in 24.008 table 10.5.123, else the last one of its
/// class (31, 47, 63, 79, 95, 111 or 127). 31 for a number that is no cause.
int fold_cause(int cause);

/// Cause for the peer when the phone or the MSC ended the call: the value itself, which is not folded since the peer
/// knows all of Q.850. 31 for a number that is no cause.
int cause_from_msc(int cause);

/// Cause for the phone when its call was refused. A Q.850 reason wins over the status. `ringing_seen`: a 180 came
/// before.
/// `overrides`: causes by status, which win over all that.
int cause_from_refusal(const sip::Refused& refused, bool ringing_seen, const std::map<int, int>& overrides = {});

/// Cause for the phone when the peer ended the call by BYE or, `cancelled`, by CANCEL.
int cause_from_release(const sip::Reason& reason, bool cancelled);

/// How an INVITE is refused when the phone or the MSC did.
struct SipRefusal {
  int status;                     ///< 403-603
  int warning = 0;                ///< warn-code of the Warning header; 0: none
  std::string_view extra_reason;  ///< a Reason value to send besides Q.850's, or empty
  bool operator==(const SipRefusal&) const = default;
};

/// `cause` 0: the MSC gave none. `location` as in the cause element, 0: the user. Retry-After is never part of it: the
/// cause speaks of one phone, not of this gateway.
/// `overrides`: statuses by cause.
SipRefusal refusal_from_cause(int cause, int location, const std::map<int, int>& overrides = {});

}  // namespace sipgw::cc
