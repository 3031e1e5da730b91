// SPDX-License-Identifier: AGPL-3.0-or-later
// An INVITE whose call has gone elsewhere meanwhile: it has got CANCEL, and what it still answers has to be dealt with.
#pragma once

#include "base/ids.hpp"
#include "cc/timers.hpp"

namespace sipgw::cc {

struct Abandoned {
  CallId call;            ///< that may have ended by now
  bool bye_sent = false;  ///< its 200 had crossed our CANCEL
  CallTimers timers;      ///< sip_release: it is forgotten then
};

/// A late message in such a dialog, for the trace of its call: it says nothing of how the call goes.
template <typename Message>
struct Aside {
  const Message& message;
};

}  // namespace sipgw::cc
