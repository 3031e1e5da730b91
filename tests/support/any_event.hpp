// SPDX-License-Identifier: AGPL-3.0-or-later
// Events of every kind, made of choices: what a hostile or broken peer could say about a few callrefs and dialogs.
#pragma once

#include <string>

#include "support/choices.hpp"
#include "support/core_harness.hpp"

namespace sipgw::test {

std::string any_sdp(Choices& choose);
cc::Event any_mncc(Choices& choose, const CoreHarness& core);
cc::Event any_sip(Choices& choose, const CoreHarness& core);
/// An MGW is there, or not, whatever the media mode wants.
cc::Config any_config(Choices& choose);

/// An INVITE with an id of its own, as the SIP side gives each.
sip::IncomingInvite new_invite(const CoreHarness& core);

}  // namespace sipgw::test
