// SPDX-License-Identifier: AGPL-3.0-or-later
#include "support/call_steps.hpp"

#include <utility>

namespace sipgw::test {

using mncc::Type;

namespace {

cc::Event of_msc(std::variant<mncc::Signalling, mncc::Rtp> message) {
  return cc::MnccReceived{kMsc, std::move(message)};
}
cc::Event of_peer(sip::Event event) { return event; }
DialogId or_ours(DialogId dialog, const CoreHarness& core) { return dialog.value != 0 ? dialog : core.last_dialog(); }

}  // namespace

Step mo(Type type) {
  return [type](const CoreHarness&) { return of_msc(from_msc(type, kMoCallref)); };
}
Step mo(Type type, int cause) {
  return [type, cause](const CoreHarness&) { return of_msc(from_msc(type, kMoCallref, cause)); };
}
Step mt(Type type) {
  return [type](const CoreHarness& core) { return of_msc(from_msc(type, core.last_callref())); };
}
Step mt(Type type, int cause) {
  return [type, cause](const CoreHarness& core) { return of_msc(from_msc(type, core.last_callref(), cause)); };
}

Step mo_begins() {
  return [](const CoreHarness&) { return of_msc(setup_ind()); };
}
Step mo_assigned() {
  return [](const CoreHarness&) { return of_msc(rtp_created(kMoCallref)); };
}
Step mt_begins() {
  return [](const CoreHarness&) { return of_peer(invite()); };
}
Step mt_assigned() {
  return [](const CoreHarness& core) { return of_msc(rtp_created(core.last_callref())); };
}

Step peer_rings(int status, std::string sdp) {
  return [status, sdp = std::move(sdp)](const CoreHarness& core) {
    return of_peer(provisional(core.last_dialog(), status, sdp));
  };
}
Step peer_answers() {
  return [](const CoreHarness& core) { return of_peer(answered(core.last_dialog())); };
}
Step peer_refuses(int status) {
  return [status](const CoreHarness& core) { return of_peer(refused(core.last_dialog(), status)); };
}
Step mo_key(Type type, char key) {
  return [type, key](const CoreHarness&) {
    auto message = from_msc(type, kMoCallref);
    message.keypad = key;
    return of_msc(message);
  };
}
Step mt_key(Type type, char key) {
  return [type, key](const CoreHarness& core) {
    auto message = from_msc(type, core.last_callref());
    message.keypad = key;
    return of_msc(message);
  };
}
Step mt_begins_without_offer() {
  return mt_begins_with([](sip::IncomingInvite& event) { event.sdp.clear(); });
}
Step peer_acks_with_answer() {
  return [](const CoreHarness&) { return of_peer(sip::Acked{kMtDialog, peer_sdp()}); };
}
Step peer_offers(DialogId dialog, std::string sdp) {
  return [dialog, sdp = std::move(sdp)](const CoreHarness& core) {
    return of_peer(sip::PeerOffer{or_ours(dialog, core), false, sdp});
  };
}
Step peer_takes_offer(int status) { return peer_takes_offer(kOurs, status); }
Step peer_takes_offer(DialogId dialog, int status) {
  return [dialog, status](const CoreHarness& core) {
    return of_peer(sip::OfferResult{or_ours(dialog, core), status, status < 300 ? peer_sdp() : std::string()});
  };
}
Step mt_confirmed_by_same_phone() {
  return [](const CoreHarness& core) {
    auto message = from_msc(Type::call_conf_ind, core.last_callref());
    message.imsi = setup_ind().imsi;
    return of_msc(message);
  };
}
Step peer_takes_info(int status) {
  return [status](const CoreHarness& core) { return of_peer(sip::InfoResult{core.last_dialog(), status}); };
}
Step peer_acks() {
  return [](const CoreHarness&) { return of_peer(sip::Acked{kMtDialog, {}}); };
}
Step peer_cancels() {
  return [](const CoreHarness&) { return of_peer(sip::Cancelled{kMtDialog, {}}); };
}
Step peer_hangs_up(DialogId dialog) {
  return [dialog](const CoreHarness& core) { return of_peer(sip::PeerBye{or_ours(dialog, core), {}}); };
}
Step dialog_ends(DialogId dialog) {
  return [dialog](const CoreHarness& core) { return of_peer(sip::Ended{or_ours(dialog, core), 200, {}}); };
}

Step second_mo_begins() {
  return [](const CoreHarness&) {
    auto setup = setup_ind();
    setup.callref = kSecondMoCallref;
    return of_msc(setup);
  };
}
Step second_mo(Type type) {
  return [type](const CoreHarness&) { return of_msc(from_msc(type, kSecondMoCallref)); };
}
Step second_mo(Type type, int cause) {
  return [type, cause](const CoreHarness&) { return of_msc(from_msc(type, kSecondMoCallref, cause)); };
}
Step mo_begins_with(std::function<void(mncc::Signalling&)> change) {
  return [change = std::move(change)](const CoreHarness&) {
    auto setup = setup_ind();
    change(setup);
    return of_msc(setup);
  };
}
Step mt_begins_with(std::function<void(sip::IncomingInvite&)> change) {
  return [change = std::move(change)](const CoreHarness&) {
    auto event = invite();
    change(event);
    return of_peer(event);
  };
}
Step mo_assigned_anew(std::uint32_t payload_msg_type) {
  return [payload_msg_type](const CoreHarness&) { return of_msc(rtp_created(kMoCallref, payload_msg_type)); };
}
Step mo_assignment_fails() {
  return [](const CoreHarness&) { return of_msc(rtp_refused(Type::rtp_create, kMoCallref)); };
}
Step mo_connect_fails() {
  return [](const CoreHarness&) { return of_msc(rtp_refused(Type::rtp_connect, kMoCallref)); };
}
Step branch_rings(std::string branch, int status, std::string sdp) {
  return [branch = std::move(branch), status, sdp = std::move(sdp)](const CoreHarness& core) {
    auto ringing = provisional(core.last_dialog(), status, sdp);
    ringing.branch = branch;
    return of_peer(ringing);
  };
}
Step branch_answers(std::string branch) {
  return [branch = std::move(branch)](const CoreHarness& core) {
    auto answer = answered(core.last_dialog());
    answer.branch = branch;
    return of_peer(answer);
  };
}
Step peer_redirects() {
  return [](const CoreHarness& core) {
    auto redirection = refused(core.last_dialog(), 302);
    const auto n = std::to_string(core.last_dialog().value);
    redirection.contacts = {{"sip:" + n + "@" + std::string(kPeerHost), std::string(kPeerHost)}};
    return of_peer(redirection);
  };
}
Step peer_updates(DialogId dialog, std::string sdp) {
  return [dialog, sdp = std::move(sdp)](const CoreHarness& core) {
    return of_peer(sip::PeerOffer{or_ours(dialog, core), true, sdp});
  };
}
Step mgw_dies() {
  return [](const CoreHarness&) { return cc::MgwDown{kMgw}; };
}
Step mgw_returns() {
  return [](const CoreHarness&) { return cc::MgwUp{kMgw}; };
}

}  // namespace sipgw::test
