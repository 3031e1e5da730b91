// SPDX-License-Identifier: AGPL-3.0-or-later
#include "support/call_scripts.hpp"

#include <functional>
#include <utility>

#include "sdp/answer.hpp"
#include "sdp/sdp.hpp"

namespace sipgw::test {

namespace {

using mncc::Type;

std::vector<Step> join(std::vector<Step> head, const std::vector<Step>& tail) {
  head.insert(head.end(), tail.begin(), tail.end());
  return head;
}

struct Flow {
  std::string name;
  std::vector<Step> steps;
  std::function<void(cc::Config&)> tune = [](cc::Config&) {};
};

std::vector<Step> mo_ringing() { return {mo_begins(), mo_assigned(), peer_rings(180)}; }
std::vector<Step> mo_active() { return join(mo_ringing(), {peer_answers(), mo(Type::setup_compl_ind)}); }
std::vector<Step> mo_ends() { return {mo(Type::disc_ind, 16), mo(Type::rel_cnf), dialog_ends(kOurs)}; }
std::vector<Step> mo_goes_on(const std::vector<Step>& steps) { return join(join(mo_active(), steps), mo_ends()); }

std::vector<Step> mt_ringing() { return {mt_begins(), mt(Type::call_conf_ind), mt_assigned(), mt(Type::alert_ind)}; }
std::vector<Step> mt_active() { return join(mt_ringing(), {mt(Type::setup_cnf), peer_acks()}); }
std::vector<Step> mt_ends() { return {mt(Type::disc_ind, 16), mt(Type::rel_cnf), dialog_ends(kMtDialog)}; }
std::vector<Step> mt_goes_on(const std::vector<Step>& steps) { return join(join(mt_active(), steps), mt_ends()); }

std::string held() { return sdp_text(address("0.0.0.0", 5004)); }
std::string elsewhere() { return sdp_text(address("192.0.2.31", 5100)); }
std::string sending_only() { return sdp::with_direction(peer_sdp(), sdp::Direction::sendonly); }
std::string renumbered() { return peer_sdp("98 GSM/8000"); }

std::vector<Flow> mo_calls() {
  return {
      {"mo_phone_hangs_up", mo_goes_on({})},
      {"mo_peer_hangs_up", join(mo_active(), {peer_hangs_up(kOurs), mo(Type::rel_ind, 16)})},
      {"mo_given_up_ringing", join(mo_ringing(), {mo(Type::disc_ind, 16), mo(Type::rel_cnf), peer_refuses(487)})},
      {"mo_given_up_at_once", {mo_begins(), mo(Type::disc_ind, 16), mo_assigned(), mo(Type::rel_cnf)}},
      {"mo_cancel_crosses_200",
       join(mo_ringing(), {mo(Type::disc_ind, 16), peer_answers(), mo(Type::rel_cnf), dialog_ends(kOurs)})},
      {"mo_refused", join(mo_ringing(), {peer_refuses(486), mo(Type::rel_ind, 16)})},
      {"mo_without_radio_channel", {mo_begins(), mo_assignment_fails(), mo(Type::rel_ind, 47)}},
      {"mo_connect_refused",
       {mo_begins(), mo_assigned(), peer_rings(183, peer_sdp()), mo_connect_fails(), peer_refuses(487),
        mo(Type::rel_ind, 47)}},
      {"mo_early_media",
       {mo_begins(), mo_assigned(), peer_rings(183, peer_sdp()), peer_rings(180), peer_answers(),
        mo(Type::setup_compl_ind), peer_hangs_up(kOurs), mo(Type::rel_ind, 16)}},
      {"mo_forked", join({mo_begins(), mo_assigned(), branch_rings("a", 180), branch_rings("b", 183, peer_sdp()),
                          branch_rings("a", 183, elsewhere()), branch_rings("b", 199), branch_answers("a"),
                          mo(Type::setup_compl_ind)},
                         mo_ends())},
      {"mo_redirect_refused", {mo_begins(), mo_assigned(), peer_redirects(), mo(Type::rel_ind, 16)}},
      {"mo_redirected",
       join({mo_begins(), mo_assigned(), peer_redirects(), peer_rings(180), peer_redirects(), peer_answers(),
             mo(Type::setup_compl_ind)},
            mo_ends()),
       [](cc::Config& config) { config.default_trunk().redirects = 2; }},
      {"mo_global_call_reference",
       join({mo_begins_with([](mncc::Signalling& setup) { setup.gcr.emplace().fill(0x5a); }), mo_assigned(),
             peer_answers(), mo(Type::setup_compl_ind)},
            mo_ends())},
      {"mo_emergency",
       join({mo_begins_with([](mncc::Signalling& setup) { setup = emergency_setup_ind(); }), mo_assigned(),
             peer_refuses(404), peer_answers(), mo(Type::setup_compl_ind)},
            mo_ends()),
       [](cc::Config& config) { config.default_trunk().emergency_uri = cc::EmergencyUri::both; }},
  };
}

std::vector<Flow> mo_hunts() {
  const auto emergency = mo_begins_with([](mncc::Signalling& setup) { setup = emergency_setup_ind(); });
  return {
      {"mo_fails_over",
       join({mo_begins(), mo_assigned(), peer_refuses(503), peer_rings(180), peer_refuses(500),
             peer_rings(183, peer_sdp()), peer_answers(), mo(Type::setup_compl_ind)},
            mo_ends()),
       add_trunks},
      {"mo_fails_everywhere",
       {mo_begins(), mo_assigned(), peer_refuses(503), peer_refuses(502), peer_refuses(504), mo(Type::rel_ind, 16)},
       add_trunks},
      {"mo_given_up_while_hunting",
       {mo_begins(), mo_assigned(), peer_refuses(503), mo(Type::disc_ind, 16), mo(Type::rel_cnf), peer_refuses(487)},
       add_trunks},
      {"mo_emergency_hunts",
       join({emergency, mo_assigned(), peer_refuses(486), peer_refuses(404), peer_answers(), mo(Type::setup_compl_ind)},
            mo_ends()),
       add_trunks},
  };
}

std::vector<Flow> mo_in_call() {
  return {
      {"mo_asks_in_call", mo_goes_on({mo(Type::modify_ind), mo(Type::start_dtmf_ind), mo(Type::stop_dtmf_ind),
                                      mo(Type::facility_ind), mo(Type::userinfo_ind), mo(Type::notify_ind)})},
      {"mo_holds",
       mo_goes_on({mo(Type::hold_ind), peer_takes_offer(200), mo(Type::retrieve_ind), peer_takes_offer(491)})},
      {"mo_hold_refused", mo_goes_on({mo(Type::hold_ind), peer_takes_offer(488), mo(Type::hold_ind),
                                      peer_takes_offer(200), mo(Type::retrieve_ind), peer_takes_offer(500)})},
      {"mo_hold_kills_the_dialog",
       join(mo_active(), {mo(Type::hold_ind), peer_takes_offer(481), dialog_ends(kOurs), mo(Type::rel_ind, 16)})},
      {"mo_is_held",
       join(mo_active(),
            {peer_offers(kOurs, held()), mo(Type::hold_ind), peer_takes_offer(200), peer_offers(kOurs, peer_sdp()),
             mo(Type::retrieve_ind), peer_takes_offer(488), peer_hangs_up(kOurs), mo(Type::rel_ind, 16)}),
       [](cc::Config& config) { config.default_trunk().notify_hold = true; }},
      {"mo_holds_cross", mo_goes_on({mo(Type::hold_ind), peer_offers(kOurs, sending_only()), peer_takes_offer(491),
                                     peer_offers(kOurs, sending_only()), mo(Type::retrieve_ind)})},
      {"mo_peer_moves",
       mo_goes_on({peer_offers(kOurs, elsewhere()), peer_updates(kOurs, peer_sdp()), peer_updates(kOurs, {}),
                   peer_updates(kOurs, renumbered()), peer_offers(kOurs, peer_sdp("8 PCMA/8000"))})},
      {"mo_moves_and_holds", mo_goes_on({mo_assigned_anew(mncc::kPayloadGsmFr), mo(Type::hold_ind),
                                         peer_takes_offer(200), peer_takes_offer(200)})},
      {"mo_changes_its_codec",
       join(mo_active(), {mo_assigned_anew(mncc::kPayloadAmr), peer_offers(kOurs, peer_sdp()), peer_takes_offer(491),
                          peer_offers(kOurs, peer_sdp(kAmrFormat)), peer_hangs_up(kOurs), mo(Type::rel_ind, 16)})},
      {"mo_other_channel", mo_goes_on({mo_assigned_anew(mncc::kPayloadAmr), mo_assigned_anew(mncc::kPayloadGsmFr)})},
      {"mo_keys", mo_goes_on({mo_key(Type::start_dtmf_ind, '1'), mo(Type::stop_dtmf_ind),
                              mo_key(Type::start_dtmf_ind, '2'), peer_takes_info(200), mo(Type::stop_dtmf_ind),
                              peer_takes_info(415), mo_key(Type::start_dtmf_ind, '3')})},
      {"mo_keys_of_fixed_length",
       mo_goes_on({mo_key(Type::start_dtmf_ind, '1'), mo_key(Type::start_dtmf_ind, '2'), peer_takes_info(200),
                   peer_takes_info(481)}),
       [](cc::Config& config) { config.default_trunk().dtmf_duration = cc::DtmfDuration::fixed; }},
      {"mo_mgw_lost", join(mo_active(), {mgw_dies(), mo(Type::rel_ind, 16), dialog_ends(kOurs)})},
      {"mo_mgw_lost_and_call_kept", mo_goes_on({mgw_dies(), mo(Type::hold_ind), mgw_returns(), peer_takes_offer(200)}),
       [](cc::Config& config) { config.mgw_loss = cc::MgwLoss::keep; }},
      {"mo_longest_duration", mo_goes_on({mo(Type::modify_ind)}),
       [](cc::Config& config) { config.timers.set(cc::TimerKind::max_duration, std::chrono::seconds{90}); }},
  };
}

std::vector<Flow> calls_of_one_phone() {
  return {
      {"mo_takes_a_waiting_call",
       mo_goes_on({mt_begins(), mt_confirmed_by_same_phone(), mt(Type::alert_ind), mo(Type::hold_ind),
                   peer_takes_offer(200), mt(Type::setup_cnf), peer_acks(), mt(Type::hold_ind),
                   peer_takes_offer(kMtDialog, 200), mo(Type::retrieve_ind), peer_takes_offer(200),
                   mt(Type::retrieve_ind), peer_takes_offer(kMtDialog, 200), mt(Type::disc_ind, 16), mt(Type::rel_cnf),
                   dialog_ends(kMtDialog)})},
      {"mo_calls_again_while_holding",
       join(mo_active(),
            {mo(Type::hold_ind), peer_takes_offer(200), second_mo_begins(), peer_rings(183, peer_sdp()), peer_answers(),
             second_mo(Type::setup_compl_ind), mo(Type::disc_ind, 16), mo(Type::rel_cnf), second_mo(Type::disc_ind, 16),
             second_mo(Type::rel_cnf), dialog_ends(DialogId{2}), dialog_ends(kOurs)})},
      {"mo_declines_a_waiting_call", mo_goes_on({mt_begins(), mt_confirmed_by_same_phone(), mt(Type::disc_ind, 21),
                                                 mt(Type::rel_cnf), dialog_ends(kMtDialog)})},
  };
}

std::vector<Flow> mt_calls() {
  return {
      {"mt_phone_hangs_up", mt_goes_on({})},
      {"mt_peer_hangs_up", join(mt_active(), {peer_hangs_up(kMtDialog), mt(Type::rel_ind, 16)})},
      {"mt_cancelled_paging", {mt_begins(), peer_cancels(), mt(Type::rel_cnf)}},
      {"mt_cancelled_ringing", join(mt_ringing(), {peer_cancels(), mt(Type::rel_ind, 16)})},
      {"mt_cancel_crosses_answer", join(mt_ringing(), {peer_cancels(), mt(Type::setup_cnf), mt(Type::rel_ind, 16)})},
      {"mt_detached", {mt_begins(), mt(Type::rel_ind, 27), dialog_ends(kMtDialog)}},
      {"mt_busy", {mt_begins(), mt(Type::rej_ind, 17), dialog_ends(kMtDialog)}},
      {"mt_rejected", join(mt_ringing(), {mt(Type::disc_ind, 21), mt(Type::rel_cnf), dialog_ends(kMtDialog)})},
      {"mt_released_before_ack", join(mt_ringing(), {mt(Type::setup_cnf), mt(Type::disc_ind, 16), peer_acks(),
                                                     mt(Type::rel_cnf), dialog_ends(kMtDialog)})},
      {"mt_answer_overtakes_rtp", join({mt_begins(), mt(Type::call_conf_ind), mt(Type::alert_ind), mt(Type::setup_cnf),
                                        mt_assigned(), peer_acks()},
                                       mt_ends())},
      {"mt_update_while_ringing",
       join(join(mt_ringing(), {peer_updates(kMtDialog, elsewhere()), mt(Type::setup_cnf), peer_acks()}), mt_ends())},
      {"mt_renumbered",
       join({mt_begins_with([](sip::IncomingInvite& event) { event.sdp = renumbered(); }), mt(Type::call_conf_ind),
             mt_assigned(), mt(Type::setup_cnf), peer_acks()},
            mt_ends()),
       [](cc::Config& config) { config.mgws[kMgw.value]; }},
      {"mt_global_call_reference",
       join({mt_begins_with([](sip::IncomingInvite& event) { event.global_call_ref = std::string(26, 'a'); }),
             mt(Type::call_conf_ind), mt_assigned(), mt(Type::setup_cnf), peer_acks()},
            mt_ends()),
       [](cc::Config& config) { config.mncc.gcr = cc::GcrMode::on; }},
      {"mt_begins_on_hold",
       join({mt_begins_with([](sip::IncomingInvite& event) { event.sdp = held(); }), mt(Type::call_conf_ind),
             mt_assigned(), mt(Type::setup_cnf), peer_acks(), peer_offers(kMtDialog, peer_sdp())},
            mt_ends())},
      {"mt_delayed_offer",
       {mt_begins_without_offer(), mt(Type::call_conf_ind), mt_assigned(), mt(Type::alert_ind), mt(Type::setup_cnf),
        peer_acks_with_answer(), peer_offers(kMtDialog, {}), peer_acks_with_answer(), peer_hangs_up(kMtDialog),
        mt(Type::rel_ind, 16)}},
  };
}

std::vector<Flow> mt_in_call() {
  return {
      {"mt_holds", mt_goes_on({mt(Type::hold_ind), peer_takes_offer(kMtDialog, 491), peer_takes_offer(kMtDialog, 200),
                               mt(Type::retrieve_ind), peer_takes_offer(kMtDialog, 200)})},
      {"mt_hold_refused", mt_goes_on({mt(Type::hold_ind), peer_takes_offer(kMtDialog, 603), mt(Type::retrieve_ind)})},
      {"mt_is_held",
       mt_goes_on({peer_offers(kMtDialog, sending_only()), mt(Type::hold_ind), peer_takes_offer(kMtDialog, 200),
                   peer_offers(kMtDialog, peer_sdp()), mt(Type::retrieve_ind), peer_takes_offer(kMtDialog, 200)}),
       [](cc::Config& config) { config.default_trunk().notify_hold = true; }},
      {"mt_peer_moves", mt_goes_on({peer_offers(kMtDialog, elsewhere()), peer_updates(kMtDialog, renumbered()),
                                    peer_offers(kMtDialog, "no SDP"), peer_updates(kMtDialog, peer_sdp())})},
      {"mt_keys", mt_goes_on({mt_key(Type::start_dtmf_ind, '1'), mt(Type::stop_dtmf_ind)})},
      {"mt_mgw_lost", join(mt_active(), {mgw_dies(), mt(Type::rel_ind, 16), dialog_ends(kMtDialog)})},
  };
}

}  // namespace

std::vector<Script> call_scripts() {
  std::vector<Script> scripts;
  for (const auto media : {cc::MediaMode::direct, cc::MediaMode::anchor}) {
    const std::string suffix = media == cc::MediaMode::direct ? "_direct" : "_anchored";
    for (auto& flows : {mo_calls(), mo_hunts(), mo_in_call(), calls_of_one_phone(), mt_calls(), mt_in_call()}) {
      for (const auto& flow : flows) {
        auto config = config_with(media);
        flow.tune(config);
        scripts.push_back({flow.name + suffix, std::move(config), flow.steps});
      }
    }
  }
  return scripts;
}

}  // namespace sipgw::test
