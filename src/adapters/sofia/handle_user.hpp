// SPDX-License-Identifier: AGPL-3.0-or-later
// Whoever nua's events about a handle are for. SIP thread.
#pragma once

#include "adapters/sofia/sofia.hpp"

namespace sipgw::sofia {

/// One nua event, as the callback gets it; `message` is null if the event was made here.
struct NuaEvent {
  nua_event_t kind;
  int status;
  const char* phrase;
  const sip_t* message;
  tagi_t* tags;
};

class HandleUser {
 public:
  virtual ~HandleUser() = default;
  /// May destroy it.
  virtual void on_event(const NuaEvent& event) = 0;
};

}  // namespace sipgw::sofia
