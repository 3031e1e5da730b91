// SPDX-License-Identifier: AGPL-3.0-or-later
#include "support/polite_peers.hpp"

#include <array>
#include <utility>
#include <vector>

#include "sdp/answer.hpp"
#include "sdp/sdp.hpp"
#include "support/any_event.hpp"

namespace sipgw::test {

namespace {

using Leg = ProtocolWatch::Leg;
using Dialog = ProtocolWatch::Dialog;
using mncc::Type;

constexpr std::size_t kMostCalls = 4;
constexpr unsigned kPhones = 3;

cc::Event from(std::variant<mncc::Signalling, mncc::Rtp> message) { return cc::MnccReceived{kMsc, std::move(message)}; }
cc::Event from(sip::Event event) { return event; }

std::string imsi_of(unsigned phone) { return "00101000000000" + std::to_string(1 + phone); }

// ---------------------------------------------------------------- calls begin

cc::Event phone_calls(Choices& choose, const CoreHarness& core) {
  auto setup = choose.one_in(8) ? emergency_setup_ind() : setup_ind(choose.one_in(16) ? "112" : "98766");
  while (core.watch().legs().contains(setup.callref)) ++setup.callref;
  setup.imsi = imsi_of(choose.below(kPhones));
  setup.clir_invoked = choose.one_in(8);
  if (choose.one_in(8)) setup.gcr.emplace().fill(0x5a);
  if (choose.one_in(4)) setup.sdp = msc_sdp();
  if (choose.one_in(8)) setup.useruser = mncc::UserUser{4, "hello"};
  return from(setup);
}

cc::Event peer_calls(Choices& choose, const CoreHarness& core) {
  auto event = new_invite(core);
  if (choose.one_in(4)) event.request_uri.user = imsi_of(choose.below(kPhones));
  if (choose.one_in(4)) event.sdp = choose.yes() ? std::string() : any_sdp(choose);
  if (choose.one_in(8)) event.global_call_ref = std::string(26, 'a');
  event.wants_privacy = choose.one_in(8);
  if (choose.one_in(8)) event.user_to_user = "0468656c6c6f";
  return from(event);
}

// ---------------------------------------------------------------- the MSC

cc::Event phone_in_call(Choices& choose, Callref callref) {
  static constexpr std::array kTypes = {Type::hold_ind,      Type::retrieve_ind, Type::start_dtmf_ind,
                                        Type::stop_dtmf_ind, Type::modify_ind,   Type::facility_ind,
                                        Type::hold_ind,      Type::retrieve_ind, Type::start_dtmf_ind,
                                        Type::stop_dtmf_ind, Type::userinfo_ind};
  auto message = from_msc(kTypes[choose.below(kTypes.size())], callref);
  if (message.type == Type::start_dtmf_ind) message.keypad = '0' + static_cast<char>(choose.below(10));
  return from(message);
}

/// An MT leg up to its answer.
cc::Event phone_is_called(Choices& choose, Callref callref, const Leg& leg) {
  if (leg.paging) {
    auto confirmation = from_msc(Type::call_conf_ind, callref);
    if (choose.yes()) confirmation.imsi = imsi_of(choose.below(kPhones));
    return from(confirmation);
  }
  return from(from_msc(leg.alerted || choose.one_in(4) ? Type::setup_cnf : Type::alert_ind, callref));
}

std::optional<cc::Event> msc_says(Choices& choose, Callref callref, const Leg& leg) {
  if (leg.in_release()) return from(from_msc(leg.rel_req > 0 ? Type::rel_cnf : Type::rel_ind, callref, 16));
  if (choose.one_in(24)) {
    const int cause = 16 + static_cast<int>(choose.below(16));
    return from(from_msc(leg.paging || choose.one_in(4) ? Type::rel_ind : Type::disc_ind, callref, cause));
  }
  if (leg.asked_rtp && (!leg.has_rtp || choose.one_in(16))) {
    if (choose.one_in(16)) return from(rtp_refused(Type::rtp_create, callref));
    const auto codec = choose.one_in(4) ? mncc::kPayloadGsmFr + choose.below(4) : mncc::kPayloadGsmFr;
    return from(rtp_created(callref, codec, choose.one_in(4) ? msc_sdp() : std::string()));
  }
  if (!leg.mobile_originated && !leg.answered) return phone_is_called(choose, callref, leg);
  if (leg.mobile_originated && leg.answered && !leg.active) return from(from_msc(Type::setup_compl_ind, callref));
  if (leg.active || choose.one_in(8)) return phone_in_call(choose, callref);
  return std::nullopt;
}

// ---------------------------------------------------------------- the SIP peer

cc::Event peer_offers(Choices& choose, DialogId id) {
  switch (choose.below(5)) {
    case 0:
      return from(sip::PeerOffer{id, false, sdp_text(address("0.0.0.0", 5004))});
    case 1:
      return from(sip::PeerOffer{id, choose.yes(), {}});
    case 2:
      return from(sip::PeerOffer{id, choose.yes(), sdp::with_direction(peer_sdp(), sdp::Direction::sendonly)});
    case 3:
      return from(sip::PeerOffer{id, choose.yes(), any_sdp(choose)});
    default:
      return from(sip::PeerOffer{id, false, peer_sdp()});
  }
}

sip::OfferResult result_of_offer(Choices& choose, DialogId id) {
  static constexpr std::array kRefusals = {491, 488, 500, 408, 481, 491};
  if (choose.one_in(3)) return {id, kRefusals[choose.below(kRefusals.size())], {}};
  return {id, 200, choose.one_in(8) ? any_sdp(choose) : peer_sdp()};
}

cc::Event peer_in_dialog(Choices& choose, DialogId id, const Dialog& dialog) {
  if (dialog.offering && !choose.one_in(4)) return from(result_of_offer(choose, id));
  if (dialog.informing && !choose.one_in(4)) return from(sip::InfoResult{id, choose.one_in(8) ? 415 : 200});
  switch (choose.below(16)) {
    case 0:
    case 1:
      return from(sip::PeerBye{id, {}});
    case 2:
      return from(sip::PeerInfo{id, "application/dtmf-relay", "Signal=1"});
    case 3:
      return from(sip::Acked{id, peer_sdp()});  // to the 200 for a re-INVITE of its own
    default:
      return peer_offers(choose, id);
  }
}

std::optional<cc::Event> caller_says(Choices& choose, DialogId id, const Dialog& dialog) {
  if (dialog.byes > 0) return from(sip::Ended{id, 200, "BYE"});
  if (dialog.final_status >= 300) return from(sip::Ended{id, dialog.final_status, "ACK"});
  if (dialog.acked) return peer_in_dialog(choose, id, dialog);
  if (dialog.final_status == 200) return from(sip::Acked{id, choose.one_in(8) ? std::string() : peer_sdp()});
  if (choose.one_in(16)) return from(sip::Cancelled{id, {}});
  if (choose.one_in(16)) return peer_offers(choose, id);
  return std::nullopt;
}

/// Of one of two branches of a forked INVITE.
cc::Event ringing(Choices& choose, DialogId id) {
  static constexpr std::array kStatuses = {180, 183, 180, 183, 182, 199};
  auto event = provisional(id, kStatuses[choose.below(kStatuses.size())]);
  if (choose.yes()) event.sdp = choose.one_in(8) ? any_sdp(choose) : peer_sdp();
  event.branch = choose.one_in(4) ? "b" : "a";
  return from(event);
}

cc::Event refusal(Choices& choose, DialogId id) {
  static constexpr std::array kStatuses = {486, 603, 404, 480, 503, 408, 302};
  auto event = refused(id, kStatuses[choose.below(kStatuses.size())]);
  event.from_peer = !choose.one_in(4);
  if (event.status == 302) event.contacts = {{"sip:" + std::to_string(id.value) + "@pbx", std::string(kPeerHost)}};
  return from(event);
}

cc::Event callee_says(Choices& choose, DialogId id, const Dialog& dialog) {
  if (dialog.byes > 0) return from(sip::Ended{id, 200, "BYE"});
  if (dialog.established) return peer_in_dialog(choose, id, dialog);
  if (dialog.cancels > 0 && !choose.one_in(8)) return from(refused(id, 487));
  switch (choose.below(8)) {
    case 0:
      return refusal(choose, id);
    case 1:
    case 2:
    case 3: {
      auto answer = answered(id, choose.one_in(8) ? any_sdp(choose) : peer_sdp());
      answer.branch = choose.one_in(4) ? "b" : "a";
      return from(answer);
    }
    default:
      return ringing(choose, id);
  }
}

}  // namespace

std::optional<cc::Event> polite_event(Choices& choose, const CoreHarness& core) {
  std::vector<Callref> callrefs;
  for (const auto& [callref, leg] : core.watch().legs()) {
    if (leg.alive) callrefs.push_back(callref);
  }
  std::vector<DialogId> ids;
  for (const auto& [id, dialog] : core.watch().dialogs()) {
    if (dialog.alive) ids.push_back(id);
  }
  const auto living = callrefs.size() + ids.size();
  const bool begins = living == 0 || (living < 2 * kMostCalls && choose.one_in(10));
  if (begins) return choose.yes() ? phone_calls(choose, core) : peer_calls(choose, core);
  const auto who = choose.below(static_cast<unsigned>(living));
  if (who < callrefs.size()) return msc_says(choose, callrefs[who], core.watch().legs().at(callrefs[who]));
  const auto id = ids[who - callrefs.size()];
  const auto& dialog = core.watch().dialogs().at(id);
  return dialog.incoming ? caller_says(choose, id, dialog) : callee_says(choose, id, dialog);
}

}  // namespace sipgw::test
