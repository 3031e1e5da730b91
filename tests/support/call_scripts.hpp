// SPDX-License-Identifier: AGPL-3.0-or-later
// Whole calls as lists of what the MSC and the SIP peer say, for tests that play many variants of each: cut off, with
// faults, with repetitions.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "support/core_harness.hpp"

namespace sipgw::test {

/// Made when its turn comes: callref or dialog of a call may be the core's.
using Step = std::function<cc::Event(const CoreHarness&)>;

struct Script {
  std::string name;  ///< letters, digits and '_'
  cc::Config config;
  std::vector<Step> steps;
};

/// The flows of one call each, with direct and with anchored media.
std::vector<Script> call_scripts();

// --- steps
Step mo(mncc::Type type);             ///< the MSC about its own callref
Step mo(mncc::Type type, int cause);  ///< the same with a cause
Step mt(mncc::Type type);             ///< about the callref of the newest SETUP_REQ
Step mt(mncc::Type type, int cause);
Step mo_begins(), mo_assigned(), mt_begins(), mt_assigned();
Step mo_moved(std::uint32_t payload_msg_type);  ///< the MSC has another address, and perhaps codec, for its call
Step peer_rings(int status, std::string sdp = {});
Step peer_answers(), peer_acks(), peer_cancels();
Step peer_refuses(int status);
Step mo_key(mncc::Type type, char key);
Step mt_begins_without_offer();
Step peer_acks_with_answer();
Step peer_offers(DialogId dialog, std::string sdp);  ///< 0: of the newest INVITE of ours
Step peer_takes_offer(int status);                   ///< answers our re-INVITE
Step peer_takes_offer(DialogId dialog, int status);
Step mt_confirmed_by_same_phone();  ///< CALL_CONF_IND with the IMSI of the call from the phone
Step peer_takes_info(int status);
Step peer_hangs_up(DialogId dialog);  ///< 0: of the newest INVITE of ours
Step dialog_ends(DialogId dialog);    ///< the same

}  // namespace sipgw::test
