// SPDX-License-Identifier: AGPL-3.0-or-later
// One line per message at debug level. Nothing is built unless the level is on.
#pragma once

#include <string>

#include "base/ids.hpp"
#include "cc/action.hpp"
#include "cc/event.hpp"

namespace sipgw::app {

/// "(call 7) ", empty for call 0: how each line begins that is about a call.
std::string call_prefix(CallId call);

/// Is a protocol's level such that its messages are logged?
bool traces_messages();

/// MNCC messages, SIP events and MGCP results; other events are no messages. `call` 0: of no call.
void trace_received(const cc::Event& event, CallId call);
void trace_sent(const cc::SendMncc& action);
void trace_sent(const cc::SendSip& action);
void trace_sent(const cc::MgcpCommand& action);

}  // namespace sipgw::app
