// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sim/describe.hpp"

#include "trace/describe.hpp"

namespace sipgw::sim {
namespace {

template <typename Message>
std::string with_sdp_mark(const Message& message) {
  return trace::head(message) + (trace::sdp_of(message).empty() ? "" : " sdp");
}

}  // namespace

std::string describe(const mncc::Signalling& message) { return trace::head(message); }
std::string describe(const mncc::Rtp& message) { return trace::head(message); }
std::string describe(const sip::Event& event) { return with_sdp_mark(event); }
std::string describe(const MnccLost&) { return "(connection lost)"; }
std::string describe(const sip::Command& command) { return with_sdp_mark(command); }

}  // namespace sipgw::sim
