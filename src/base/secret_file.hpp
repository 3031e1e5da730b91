// SPDX-License-Identifier: AGPL-3.0-or-later
// A file that holds nothing but a password.
#pragma once

#include <string>

#include "base/result.hpp"

namespace sipgw {

/// Its first line, without CR and LF; blanks count. Error: why there is none, with the path.
Result<std::string> read_secret(const std::string& path);

}  // namespace sipgw
