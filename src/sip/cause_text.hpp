// SPDX-License-Identifier: AGPL-3.0-or-later
// Names of the call control causes, for Reason headers and for people. Pure.
#pragma once

#include <string>
#include <string_view>

namespace sipgw::sip {

/// The name of a cause of 3GPP TS 24.008 table 10.5.123 (and of Q.850's 20); empty for any other number.
std::string_view cause_text(int cause);
/// "17 (User busy)".
std::string cause_in_words(int cause);

}  // namespace sipgw::sip
