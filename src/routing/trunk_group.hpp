// SPDX-License-Identifier: AGPL-3.0-or-later
// Groups of trunks, and in which order a call tries their members. Pure: what depends on chance or on the calls that
// are up is handed in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace sipgw::routing {

/// How calls are spread over the members that have the same priority.
enum class Algorithm : std::uint8_t {
  priority,     ///< always in the order of the configuration
  round_robin,  ///< each call begins with the next one
  weight,       ///< by chance, in proportion to the weights
  hash_caller,  ///< the calls of one caller go the same way
  hash_callid,  ///< by the Call-ID: evenly, and the same in a repetition
  least_calls,  ///< who carries the fewest calls comes first
};

struct Member {
  std::string trunk;
  std::uint16_t priority = 0;  ///< the lowest one is tried first
  std::uint16_t weight = 1;    ///< 0: after all others of its priority
  bool operator==(const Member&) const = default;
};

struct TrunkGroup {
  std::string name;
  Algorithm algorithm = Algorithm::priority;
  std::vector<Member> members;  ///< no trunk twice
  bool operator==(const TrunkGroup&) const = default;
};

/// What the order of one call depends on.
struct Occasion {
  std::string_view caller, call_id;
  std::size_t turn = 0;                                             ///< of the group: counts its calls
  std::function<std::size_t(const std::string& trunk)> calls = {};  ///< that a trunk carries now
};

/// The trunks of all members, in the order in which they are to be tried.
std::vector<std::string> order_of(const TrunkGroup& group, const Occasion& occasion, std::minstd_rand& random);

}  // namespace sipgw::routing
