// SPDX-License-Identifier: AGPL-3.0-or-later
// One line per message at debug level. Nothing is built unless the level is on.
#pragma once

#include <optional>
#include <string_view>
#include <variant>

#include "base/ids.hpp"
#include "cc/action.hpp"
#include "mgcp/message.hpp"
#include "mncc/message.hpp"

namespace sipgw::app {

void trace_received(const std::variant<mncc::Signalling, mncc::Rtp>& message);
void trace_sent(const cc::SendMncc& action);
void trace_sent(const cc::MgcpCommand& action);
void trace_done(MgwId mgw, MgcpToken token, const std::optional<mgcp::Response>& response);

}  // namespace sipgw::app
