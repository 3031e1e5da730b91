// SPDX-License-Identifier: AGPL-3.0-or-later
// What a hello tells about the MSC. Its version decides whether we talk; its sizes and offsets are only shown, since
// each message's own length decides how it is read.
#pragma once

#include <string>

#include "base/result.hpp"
#include "mncc/message.hpp"

namespace sipgw::mncc {

/// The hello of an MSC up to 1.11; what the simulator announces by default.
Hello our_hello();

/// Refuses every version but 8; the error says which one the MSC speaks.
Status check_version(const Hello& hello);

/// Sizes and offsets that are not those we know, for `show mncc-connection`: "called_offset 108 (expected 104), …", or
/// empty. Both known sizes of the signalling message (MSC up to 1.11, from 1.12) are expected.
std::string differences(const Hello& hello);

}  // namespace sipgw::mncc
