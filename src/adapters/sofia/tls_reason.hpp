// SPDX-License-Identifier: AGPL-3.0-or-later
// Why a handshake has failed, in words for an operator.
#pragma once

#include <openssl/ssl.h>

#include <string>

namespace sipgw::sofia {

/// To be asked when the handshake has just failed on this thread. `name`: whom the peer's certificate had to be made
/// out to.
std::string failure_reason(const SSL* connection, const std::string& name);

}  // namespace sipgw::sofia
