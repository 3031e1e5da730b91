// SPDX-License-Identifier: AGPL-3.0-or-later
// Strong integer ids: a call is not a dialog is not an MSC. Only these cross thread and layer borders, never pointers.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace sipgw {

template <typename Tag, typename Rep>
struct Id {
  Rep value{};
  constexpr auto operator<=>(const Id&) const = default;
};

/// One call of the gateway; counts up from 1 in each process, never reused. What `show calls` prints.
using CallId = Id<struct CallTag, std::uint64_t>;
/// One SIP INVITE dialog (or attempt). Odd: created by the SIP adapter for an incoming INVITE; even: by the core. 0 is
/// none.
using DialogId = Id<struct DialogTag, std::uint64_t>;
/// One SIP request outside of dialogs, of ours. 0 is none.
using RequestId = Id<struct RequestTag, std::uint64_t>;
/// One configured MSC (index into the configuration).
using MscId = Id<struct MscTag, std::uint32_t>;
/// One configured MGW: the number of its `mgw <0-255>` node.
using MgwId = Id<struct MgwTag, std::uint32_t>;
/// One MGCP command asked for by the core; its result carries the same token.
using MgcpToken = Id<struct MgcpTokenTag, std::uint64_t>;

/// MNCC call reference. osmo-msc's start at 0x80000001 (test suites use any), ours stay below 0x80000000. 0 is none.
using Callref = std::uint32_t;

}  // namespace sipgw

template <typename Tag, typename Rep>
struct std::hash<sipgw::Id<Tag, Rep>> {
  std::size_t operator()(const sipgw::Id<Tag, Rep>& id) const noexcept { return std::hash<Rep>{}(id.value); }
};
