// SPDX-License-Identifier: AGPL-3.0-or-later
// What the MSC and the SIP peer say in the course of a call, one step each.
#pragma once

#include <functional>
#include <string>

#include "support/core_harness.hpp"

namespace sipgw::test {

/// Made when its turn comes: callref or dialog of a call may be the core's.
using Step = std::function<cc::Event(const CoreHarness&)>;

inline constexpr Callref kSecondMoCallref = kMoCallref + 1;
inline constexpr DialogId kOurs{};  ///< stands for that of our newest INVITE

Step mo(mncc::Type type);             ///< the MSC about its own callref
Step mo(mncc::Type type, int cause);  ///< the same with a cause
Step mt(mncc::Type type);             ///< about the callref of the newest SETUP_REQ
Step mt(mncc::Type type, int cause);
Step mo_begins(), mo_assigned(), mt_begins(), mt_assigned();
Step second_mo_begins();  ///< another call of the same phone, with a callref of its own
Step second_mo(mncc::Type type);
Step second_mo(mncc::Type type, int cause);
Step mo_begins_with(std::function<void(mncc::Signalling&)> change);
Step mt_begins_with(std::function<void(sip::IncomingInvite&)> change);
Step mo_assigned_anew(std::uint32_t payload_msg_type);
Step mo_assignment_fails(), mo_connect_fails();  ///< without an address
Step peer_rings(int status, std::string sdp = {});
Step peer_answers(), peer_acks(), peer_cancels();
Step peer_refuses(int status);
Step peer_redirects();  ///< to another user at its own host
Step branch_rings(std::string branch, int status, std::string sdp = {});
Step branch_answers(std::string branch);
Step mo_key(mncc::Type type, char key), mt_key(mncc::Type type, char key);
Step mt_begins_without_offer();
Step peer_acks_with_answer();
Step peer_offers(DialogId dialog, std::string sdp);
Step peer_updates(DialogId dialog, std::string sdp);
Step peer_takes_offer(int status);  ///< answers our re-INVITE
Step peer_takes_offer(DialogId dialog, int status);
Step mt_confirmed_by_same_phone();  ///< CALL_CONF_IND with the IMSI of the call from the phone
Step peer_takes_info(int status);
Step peer_hangs_up(DialogId dialog);
Step dialog_ends(DialogId dialog);

Step mgw_dies(), mgw_returns();  ///< its link, as the adapter tells

}  // namespace sipgw::test
