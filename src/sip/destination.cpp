// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sip/destination.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace sipgw::sip {
namespace {

/// A server without weight is to stand first: it is chosen by the number 0 alone.
auto place(const Destination& destination) {
  const auto& server = destination.server;
  return std::tuple{server.rank, server.priority, server.weight != 0};
}

bool same_choice(const Destination& a, const Destination& b) {
  return a.server.rank == b.server.rank && a.server.priority == b.server.priority;
}

using Position = Destinations::iterator;

Position end_of_server(Position first, Position end) {
  return std::find_if(first, end,
                      [first](const Destination& destination) { return destination.server != first->server; });
}

std::uint32_t sum_of_weights(Position first, Position end) {
  std::uint32_t sum = 0;
  for (; first != end; first = end_of_server(first, end)) sum += first->server.weight;
  return sum;
}

/// RFC 2782: the first server at which the running sum of the weights reaches the number drawn.
Position choose(Position first, Position end, std::uint32_t drawn) {
  auto sum = std::uint32_t{first->server.weight};
  while (sum < drawn) {
    first = end_of_server(first, end);
    sum += first->server.weight;
  }
  return first;
}

void order_by_weight(Position first, Position end, const Random& random) {
  while (end_of_server(first, end) != end) {
    const auto chosen = choose(first, end, random(sum_of_weights(first, end)));
    first = std::rotate(first, chosen, end_of_server(chosen, end));
  }
}

}  // namespace

std::vector<IpAddress> addresses_of(const Destinations& destinations) {
  std::vector<IpAddress> addresses;
  for (const auto& destination : destinations)
    if (std::find(addresses.begin(), addresses.end(), destination.address) == addresses.end())
      addresses.push_back(destination.address);
  return addresses;
}

Destinations order(Destinations destinations, const Random& random) {
  std::stable_sort(destinations.begin(), destinations.end(),
                   [](const Destination& a, const Destination& b) { return place(a) < place(b); });
  for (auto first = destinations.begin(); first != destinations.end();) {
    const auto end =
        std::find_if(first, destinations.end(), [&](const Destination& other) { return !same_choice(*first, other); });
    order_by_weight(first, end, random);
    first = end;
  }
  return destinations;
}

}  // namespace sipgw::sip
