// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once

#include <string>

namespace sipgw {

/// What connect() to an MSC's MNCC socket failed with, and what an operator can do about it. `error` is an errno value.
std::string describe_connect_error(int error);

}  // namespace sipgw
