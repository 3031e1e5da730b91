// SPDX-License-Identifier: AGPL-3.0-or-later
#include "support/any_event.hpp"

#include <utility>

#include "mncc/codec.hpp"
#include "sdp/answer.hpp"
#include "sdp/sdp.hpp"

namespace sipgw::test {

namespace {

Callref any_callref(Choices& choose, const CoreHarness& core) {
  return choose.yes() ? kMoCallref + choose.below(3) : core.last_callref() - choose.below(3);
}

DialogId any_dialog(Choices& choose, const CoreHarness& core) {
  const auto back = choose.below(3);
  if (choose.yes()) return DialogId{1 + 2 * back};
  return DialogId{core.last_dialog().value > 2 * back ? core.last_dialog().value - 2 * back : 2};
}

sip::Reason any_reason(Choices& choose) {
  return choose.yes() ? q850(1 + static_cast<int>(choose.below(127))) : sip::Reason{};
}

int any_final_status(Choices& choose) { return choose.yes() ? 200 : 400 + static_cast<int>(choose.below(200)); }

template <typename Enum>
Enum any_of(Choices& choose, unsigned count) {
  return static_cast<Enum>(choose.below(count));
}

}  // namespace

std::string any_sdp(Choices& choose) {
  switch (choose.below(10)) {
    case 0:
      return {};
    case 1:
      return peer_sdp(kAmrFormat);
    case 2:
      return peer_sdp("8 PCMA/8000");
    case 3:
      return "no SDP";
    case 4:
      return sdp_text(address("0.0.0.0", 0));
    case 5:
      return msc_sdp("96 GSM-EFR/8000");
    case 6:
      return sdp_text(address("192.0.2.31", 5100));
    case 7:
      return sdp::with_direction(peer_sdp(), any_of<sdp::Direction>(choose, 4));
    default:
      return peer_sdp();
  }
}

cc::Event any_mncc(Choices& choose, const CoreHarness& core) {
  auto number = 0x101U + choose.below(0x2c);
  if (choose.one_in(4)) number = 0x204U + choose.below(3);
  if (choose.one_in(8) || !mncc::is_known(number)) number = static_cast<unsigned>(mncc::Type::setup_ind);
  const auto type = static_cast<mncc::Type>(number);
  const auto callref = any_callref(choose, core);
  if (mncc::is_rtp(type)) {
    auto message = choose.one_in(4) ? rtp_refused(type, callref)
                                    : rtp_created(callref, mncc::kPayloadGsmFr + choose.below(5), any_sdp(choose));
    message.type = type;
    if (choose.one_in(8)) message.address = NetAddress{};
    return cc::MnccReceived{kMsc, message};
  }
  auto message = choose.yes() ? setup_ind() : from_msc(type, callref);
  message.type = type;
  message.callref = callref;
  if (choose.one_in(4)) message.sdp = any_sdp(choose);
  if (choose.yes())
    message.cause = mncc::Cause{static_cast<int>(choose.below(11)), 3, static_cast<int>(choose.below(128))};
  if (choose.yes()) message.keypad = '5';
  message.emergency = choose.one_in(16);
  return cc::MnccReceived{kMsc, message};
}

sip::IncomingInvite new_invite(const CoreHarness& core) {
  auto id = kMtDialog;
  while (core.watch().dialogs().contains(id)) id.value += 2;
  return invite("12345", "98766", id);
}

cc::Event any_sip(Choices& choose, const CoreHarness& core) {
  const auto dialog = any_dialog(choose, core);
  const auto of = [](sip::Event event) { return cc::Event{std::move(event)}; };
  switch (choose.below(13)) {
    case 0:
      return of(
          provisional(dialog, (choose.one_in(4) ? 100 : 180) + static_cast<int>(choose.below(20)), any_sdp(choose)));
    case 1:
      return of(answered(dialog, any_sdp(choose)));
    case 2:
      return of(refused(dialog, 300 + static_cast<int>(choose.below(250)), any_reason(choose)));
    case 3:
      return of(sip::Acked{dialog, any_sdp(choose)});
    case 4:
      return of(sip::Cancelled{dialog, any_reason(choose)});
    case 5:
      return of(sip::PeerBye{dialog, any_reason(choose)});
    case 6:
      return of(sip::PeerOffer{dialog, choose.yes(), any_sdp(choose)});
    case 7:
      return of(sip::OfferResult{dialog, any_final_status(choose), any_sdp(choose)});
    case 8:
      return of(sip::PeerInfo{dialog, "application/dtmf-relay", "Signal=1"});
    case 9:
      return of(sip::Ended{dialog, 408, "lost"});
    case 10:
      return of(sip::InfoResult{dialog, any_final_status(choose)});
    default:
      break;
  }
  auto event = new_invite(core);
  if (choose.one_in(4)) event.sdp = any_sdp(choose);
  if (choose.one_in(16)) event.source = address("203.0.113.1", 5060);
  if (choose.one_in(4)) event.source = address(kSecondHost, 5060);
  if (choose.one_in(16)) event.request_uri.user = "alice";
  if (choose.one_in(16)) event.global_call_ref = std::string(26 + choose.below(10), 'a');
  event.unusable_body = choose.one_in(32);
  if (choose.one_in(8)) event.user_to_user = choose.yes() ? "0468656c6c6f" : "04680069";
  return of(std::move(event));
}

void any_trunks(Choices& choose, cc::Config& config) {
  add_trunks(config);
  config.groups.back().algorithm = any_of<routing::Algorithm>(choose, 6);
  for (auto& trunk : config.trunks) {
    trunk.try_timeout = std::chrono::seconds{1 + choose.below(8)};
    if (choose.one_in(4)) trunk.fail_over_codes = {404, 486, 503};
    if (choose.one_in(4)) trunk.media = any_of<cc::MediaMode>(choose, 2);
    if (choose.one_in(8)) trunk.limits = {1, 1 + static_cast<unsigned>(choose.below(3))};
    trunk.shutdown = choose.one_in(16);
  }
  if (choose.yes()) config.trunks.pop_back();
  if (choose.one_in(8)) config.limits.max_calls = 1 + static_cast<unsigned>(choose.below(2));
  if (choose.one_in(4)) config.emergency_route.trunk = "second";
  config.sip.unknown_source = any_of<cc::UnknownSource>(choose, 3);
  if (choose.yes()) config.sip.ban = {2, std::chrono::seconds{60}, std::chrono::seconds{60}};
}

cc::Config any_config(Choices& choose) {
  auto config = config_with(choose.yes() ? cc::MediaMode::anchor : cc::MediaMode::direct);
  if (choose.yes()) config.mgws[kMgw.value];
  if (choose.one_in(4)) config.mgws[kMgw.value + 1];
  config.mgw_loss = any_of<cc::MgwLoss>(choose, 2);
  config.default_trunk().pt_mismatch = any_of<cc::PtMismatch>(choose, 2);
  config.default_trunk().fork_media = any_of<cc::ForkMedia>(choose, 3);
  config.default_trunk().dtmf_duration = any_of<cc::DtmfDuration>(choose, 2);
  config.default_trunk().identity = any_of<cc::Identity>(choose, 2);
  config.default_trunk().emergency_uri = any_of<cc::EmergencyUri>(choose, 4);
  config.default_trunk().redirects = choose.below(3);
  config.default_trunk().notify_hold = choose.yes();
  config.default_trunk().hold_optimistic = choose.yes();
  config.default_trunk().user_info = choose.yes();
  config.default_trunk().reassign = choose.yes();
  config.mncc.gcr = any_of<cc::GcrMode>(choose, 3);
  config.use_imsi = choose.one_in(8);
  if (choose.yes()) any_trunks(choose, config);
  if (choose.one_in(4)) config.sip.emergency_numbers = {"112"};
  if (choose.yes()) config.timers.set(cc::TimerKind::max_duration, std::chrono::seconds{20 + choose.below(100)});
  if (!choose.one_in(8)) config.timers.set(cc::TimerKind::mgw_probe, std::chrono::seconds{60});
  return config;
}

}  // namespace sipgw::test
