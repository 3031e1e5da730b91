// SPDX-License-Identifier: AGPL-3.0-or-later
// A phone has one RTP stream in the MSC, whichever of its calls is the active one. A second call gets no answer to its
// RTP_CREATE, and an RTP_CONNECT of the wrong call would mute the phone.
#include <algorithm>

#include "cc/core_impl.hpp"

namespace sipgw::cc {

/// Does the phone talk in this call, or is it about to?
bool Core::Impl::is_active(const Call& call) {
  return !call.release && !call.hold.by_phone && (call.answered || call.answer_pending);
}

/// After RTP_CREATE of a second call: what the MSC has said of the first one is true for it as well.
void Core::Impl::share_stream(Call& call) {
  for (const auto id : calls_.of_same_phone(call)) {
    const auto* other = calls_.find(id);
    if (id == call.id || other->release || !other->gsm.assigned) continue;
    call.gsm.shares_stream = true;
    const auto& known = other->gsm;
    return assigned(call, {mncc::Type::rtp_create, call.gsm.callref, known.rtp, known.payload_type,
                           known.payload_msg_type, known.sdp});
  }
}

/// May this call's RTP_CONNECT go out now, or would it take the phone's speech from another call?
bool Core::Impl::has_stream(const Call& call) const {
  const auto& ids = calls_.of_same_phone(call);
  const auto competes = [&](CallId id) {
    const auto* other = calls_.find(id);
    return id != call.id && !other->release && (call.gsm.shares_stream || other->gsm.shares_stream);
  };
  if (std::none_of(ids.begin(), ids.end(), competes)) return true;
  const bool first_come = !call.gsm.shares_stream;  // the MSC's timer for its RTP_CONNECT runs
  return (first_come || is_active(call)) && std::none_of(ids.begin(), ids.end(), [&](CallId id) {
           const auto* other = calls_.find(id);
           return competes(id) && other->answered && is_active(*other);
         });
}

/// The MSC may have switched to another call meanwhile: it is told again where this one's RTP goes.
void Core::Impl::retrieve_stream(Call& call) {
  call.gsm.connected_to.reset();
  send_rtp_connect(call);
  if (!call.gsm.connected_to) send_placeholder(call);
}

/// The call is held or over: another one that was answered meanwhile gets the phone's speech.
void Core::Impl::leave_stream(const Call& call) {
  if (!mscs_[call.gsm.msc].up) return;
  for (const auto id : calls_.of_same_phone(call)) {
    auto* other = calls_.find(id);
    if (id != call.id && other->gsm.shares_stream && is_active(*other) && !other->gsm.connected_to) connect_rtp(*other);
  }
}

}  // namespace sipgw::cc
