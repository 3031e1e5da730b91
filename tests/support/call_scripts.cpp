// SPDX-License-Identifier: AGPL-3.0-or-later
#include "support/call_scripts.hpp"

#include <utility>

#include "mncc/codec.hpp"

namespace sipgw::test {

namespace {

using mncc::Type;

cc::Event of_msc(std::variant<mncc::Signalling, mncc::Rtp> message) {
  return cc::MnccReceived{kMsc, std::move(message)};
}
cc::Event of_peer(sip::Event event) { return event; }
DialogId or_ours(DialogId dialog, const CoreHarness& core) { return dialog.value != 0 ? dialog : core.last_dialog(); }

constexpr DialogId kOurs{};

std::vector<Step> join(std::vector<Step> head, const std::vector<Step>& tail) {
  head.insert(head.end(), tail.begin(), tail.end());
  return head;
}

struct Flow {
  std::string name;
  std::vector<Step> steps;
};

std::vector<Flow> mo_flows() {
  const auto held_sdp = sdp_text(address("0.0.0.0", 5004));
  const std::vector<Step> ringing{mo_begins(), mo_assigned(), peer_rings(180)};
  const auto active = join(ringing, {peer_answers(), mo(Type::setup_compl_ind)});
  return {
      {"mo_phone_hangs_up", join(active, {mo(Type::disc_ind, 16), mo(Type::rel_cnf), dialog_ends(kOurs)})},
      {"mo_peer_hangs_up", join(active, {peer_hangs_up(kOurs), mo(Type::rel_ind, 16)})},
      {"mo_early_media",
       {mo_begins(), mo_assigned(), peer_rings(183, peer_sdp()), peer_rings(180), peer_answers(),
        mo(Type::setup_compl_ind), peer_hangs_up(kOurs), mo(Type::rel_ind, 16)}},
      {"mo_given_up_ringing", join(ringing, {mo(Type::disc_ind, 16), mo(Type::rel_cnf), peer_refuses(487)})},
      {"mo_given_up_at_once", {mo_begins(), mo(Type::disc_ind, 16), mo_assigned(), mo(Type::rel_cnf)}},
      {"mo_cancel_crosses_200",
       join(ringing, {mo(Type::disc_ind, 16), peer_answers(), mo(Type::rel_cnf), dialog_ends(kOurs)})},
      {"mo_refused", join(ringing, {peer_refuses(486), mo(Type::rel_ind, 16)})},
      {"mo_asks_in_call",
       join(active, {mo(Type::modify_ind), mo(Type::start_dtmf_ind), mo(Type::stop_dtmf_ind), mo(Type::facility_ind),
                     mo(Type::disc_ind, 16), mo(Type::rel_cnf), dialog_ends(kOurs)})},
      {"mo_holds",
       join(active, {mo(Type::hold_ind), peer_takes_offer(200), mo(Type::retrieve_ind), peer_takes_offer(491),
                     mo(Type::disc_ind, 16), mo(Type::rel_cnf), dialog_ends(kOurs)})},
      {"mo_is_held", join(active, {peer_offers(kOurs, held_sdp), mo(Type::hold_ind), peer_takes_offer(200),
                                   peer_offers(kOurs, peer_sdp()), mo(Type::retrieve_ind), peer_takes_offer(488),
                                   peer_hangs_up(kOurs), mo(Type::rel_ind, 16)})},
      {"mo_moves_and_holds",
       join(active, {mo_moved(mncc::kPayloadGsmFr), mo(Type::hold_ind), peer_takes_offer(200), peer_takes_offer(200),
                     mo(Type::disc_ind, 16), mo(Type::rel_cnf), dialog_ends(kOurs)})},
      {"mo_changes_its_codec",
       join(active, {mo_moved(mncc::kPayloadAmr), peer_offers(kOurs, peer_sdp()), peer_takes_offer(491),
                     peer_offers(kOurs, peer_sdp(kAmrFormat)), peer_hangs_up(kOurs), mo(Type::rel_ind, 16)})},
      {"mo_takes_a_waiting_call",
       join(active,
            {mt_begins(), mt_confirmed_by_same_phone(), mt(Type::alert_ind), mo(Type::hold_ind), peer_takes_offer(200),
             mt(Type::setup_cnf), peer_acks(), mt(Type::hold_ind), peer_takes_offer(kMtDialog, 200),
             mo(Type::retrieve_ind), peer_takes_offer(200), mo(Type::disc_ind, 16), mo(Type::rel_cnf),
             dialog_ends(kOurs), mt(Type::retrieve_ind), peer_takes_offer(kMtDialog, 200), mt(Type::disc_ind, 16),
             mt(Type::rel_cnf), dialog_ends(kMtDialog)})},
      {"mo_keys", join(active, {mo_key(Type::start_dtmf_ind, '1'), mo(Type::stop_dtmf_ind),
                                mo_key(Type::start_dtmf_ind, '2'), peer_takes_info(200), mo(Type::stop_dtmf_ind),
                                peer_takes_info(415), mo(Type::disc_ind, 16), mo(Type::rel_cnf), dialog_ends(kOurs)})},
  };
}

std::vector<Flow> mt_flows() {
  const std::vector<Step> assigned{mt_begins(), mt(Type::call_conf_ind), mt_assigned()};
  const auto ringing = join(assigned, {mt(Type::alert_ind)});
  const auto active = join(ringing, {mt(Type::setup_cnf), peer_acks()});
  return {
      {"mt_phone_hangs_up", join(active, {mt(Type::disc_ind, 16), mt(Type::rel_cnf), dialog_ends(kMtDialog)})},
      {"mt_peer_hangs_up", join(active, {peer_hangs_up(kMtDialog), mt(Type::rel_ind, 16)})},
      {"mt_cancelled_paging", {mt_begins(), peer_cancels(), mt(Type::rel_cnf)}},
      {"mt_cancelled_ringing", join(ringing, {peer_cancels(), mt(Type::rel_ind, 16)})},
      {"mt_cancel_crosses_answer", join(ringing, {peer_cancels(), mt(Type::setup_cnf), mt(Type::rel_ind, 16)})},
      {"mt_detached", {mt_begins(), mt(Type::rel_ind, 27), dialog_ends(kMtDialog)}},
      {"mt_busy", {mt_begins(), mt(Type::rej_ind, 17), dialog_ends(kMtDialog)}},
      {"mt_rejected", join(ringing, {mt(Type::disc_ind, 21), mt(Type::rel_cnf), dialog_ends(kMtDialog)})},
      {"mt_delayed_offer",
       {mt_begins_without_offer(), mt(Type::call_conf_ind), mt_assigned(), mt(Type::alert_ind), mt(Type::setup_cnf),
        peer_acks_with_answer(), peer_offers(kMtDialog, {}), peer_acks_with_answer(), peer_hangs_up(kMtDialog),
        mt(Type::rel_ind, 16)}},
      {"mt_answer_overtakes_rtp",
       {mt_begins(), mt(Type::call_conf_ind), mt(Type::alert_ind), mt(Type::setup_cnf), mt_assigned(), peer_acks(),
        mt(Type::disc_ind, 16), mt(Type::rel_cnf), dialog_ends(kMtDialog)}},
  };
}

}  // namespace

std::vector<Script> call_scripts() {
  std::vector<Script> scripts;
  for (const auto media : {cc::MediaMode::direct, cc::MediaMode::anchor}) {
    const std::string suffix = media == cc::MediaMode::direct ? "_direct" : "_anchored";
    for (auto flows : {mo_flows(), mt_flows()}) {
      for (auto& flow : flows) scripts.push_back({flow.name + suffix, config_with(media), std::move(flow.steps)});
    }
  }
  return scripts;
}

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
Step mo_moved(std::uint32_t payload_msg_type) {
  return [payload_msg_type](const CoreHarness&) {
    auto moved = rtp_created(kMoCallref, payload_msg_type);
    moved.address = address(kMscHost, 4444);
    return of_msc(moved);
  };
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
Step mt_begins_without_offer() {
  return [](const CoreHarness&) {
    auto event = invite();
    event.sdp.clear();
    return of_peer(event);
  };
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

}  // namespace sipgw::test
