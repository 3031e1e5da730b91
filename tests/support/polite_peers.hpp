// SPDX-License-Identifier: AGPL-3.0-or-later
// What well-behaved phones, MSC and SIP peers could say next, so that made-up calls get somewhere: they are answered,
// held, forked, redirected, and end in every way.
#pragma once

#include <optional>

#include "support/choices.hpp"
#include "support/core_harness.hpp"

namespace sipgw::test {

/// A new call, or the next word of a leg or dialog that lives; nothing if it is not its turn.
std::optional<cc::Event> polite_event(Choices& choose, const CoreHarness& core);

}  // namespace sipgw::test
