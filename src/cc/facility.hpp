// SPDX-License-Identifier: AGPL-3.0-or-later
// Supplementary service components in FACILITY (3GPP TS 24.080 §3.6): the gateway can do no operation of them. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sipgw::cc {

/// The component that answers `component`, a single one as on air: to an Invoke of a supplementary service a
/// ReturnError that the service is not available, to one of an unknown operation a Reject, as to what cannot be read.
/// Nothing for a result, an error or a Reject: they ask for no answer.
std::optional<std::string> answer_to_facility(std::string_view component);

}  // namespace sipgw::cc
