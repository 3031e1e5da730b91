// SPDX-License-Identifier: AGPL-3.0-or-later
// What an operator configures of a trunk's registration and of the check whether its far end lives. Plain values.
#pragma once

#include <chrono>
#include <vector>

namespace sipgw::routing {

/// `register`.
struct RegistrationSettings {
  bool wanted = false;
  std::chrono::seconds expires{3600};  ///< 60-86400, what is asked for; the registrar may grant less
  std::chrono::seconds retry{30};      ///< 1-3600, the first delay after a failure
  bool operator==(const RegistrationSettings&) const = default;
};

/// Statuses, both ends included.
struct StatusRange {
  int first, last;
  bool operator==(const StatusRange&) const = default;
};

/// `options-ping`.
struct HealthSettings {
  std::chrono::seconds interval{0};  ///< 5-3600; 0: no OPTIONS is sent
  std::chrono::seconds timeout{5};   ///< 1-32, to the answer
  unsigned down_after = 3;           ///< 1-10 failures in a row
  unsigned up_after = 2;             ///< 1-10 successes in a row
  /// Answers that mean life; empty: all but 408, 503 and 504, which a proxy gives for a server that it does not reach.
  std::vector<StatusRange> valid_codes = {};
  bool operator==(const HealthSettings&) const = default;
};

}  // namespace sipgw::routing
