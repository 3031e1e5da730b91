// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once

namespace sipgw::test {

/// std::visit with one lambda per alternative.
template <typename... Lambdas>
struct Overloaded : Lambdas... {
  using Lambdas::operator()...;
};
template <typename... Lambdas>
Overloaded(Lambdas...) -> Overloaded<Lambdas...>;

}  // namespace sipgw::test
