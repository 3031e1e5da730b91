// SPDX-License-Identifier: AGPL-3.0-or-later
// Supplementary service components in FACILITY (3GPP TS 24.080 §3.6): the gateway knows no operation of them. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sipgw::cc {

/// The Reject component that answers `component`, a single one as on air: of an Invoke that its operation is not known,
/// of what cannot be read what is wrong with it. Nothing for a result, an error or a Reject: they ask for no answer.
std::optional<std::string> answer_to_facility(std::string_view component);

}  // namespace sipgw::cc
