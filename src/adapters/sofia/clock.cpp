// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/sofia/clock.hpp"

#include "adapters/sofia/sofia.hpp"

/// Exported by the library, in none of its headers: may change each time that su_time() has read.
extern "C" void (*_su_time)(su_time_t* time);

namespace sipgw::sofia {
namespace {

void cut_to_milliseconds(su_time_t* time) {
  constexpr unsigned kMillisecond = 1000;  // in microseconds
  if (time != nullptr) time->tv_usec -= time->tv_usec % kMillisecond;
}

}  // namespace

void use_millisecond_clock() { _su_time = cut_to_milliseconds; }

}  // namespace sipgw::sofia
