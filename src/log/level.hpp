// SPDX-License-Identifier: AGPL-3.0-or-later
// Log categories (one per protocol, as `logging level` at the VTY names them) and levels.
#pragma once

#include <cstddef>
#include <cstdint>

namespace sipgw::log {

enum class Category : std::uint8_t { mncc, sip, mgcp, call, app };
inline constexpr std::size_t kCategories = 5;

/// libosmocore's levels: debug, info, notice, error, fatal.
enum class Level : std::uint8_t { debug, info, notice, error, fatal };

}  // namespace sipgw::log
