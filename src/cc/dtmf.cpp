// SPDX-License-Identifier: AGPL-3.0-or-later
// Keys of the phone as INFO application/dtmf-relay, one at a time.
#include <algorithm>
#include <utility>

#include "cc/core_impl.hpp"
#include "cc/gsm_messages.hpp"

namespace sipgw::cc {

using log::Category;
using log::Level;

namespace {

using namespace std::chrono_literals;

constexpr int kTemporaryFailure = 41, kServiceNotImplemented = 79;
constexpr auto kShortestTone = 70ms, kFixedTone = 160ms;
constexpr std::size_t kMostWaiting = 32;

bool refuses_for_good(int status) { return status == 405 || status == 415 || status == 488; }

}  // namespace

void Core::Impl::key_pressed(Call& call, const mncc::Signalling& message) {
  auto& dtmf = call.dtmf;
  const auto reject = [&](int cause) {
    send_in_call(call, with_cause(mncc::Type::start_dtmf_rej, call.gsm, cause, 1));
  };
  const bool has_dialog = call.answered || call.set_up->forks.has_dialog();  // before the answer keys wait for it
  if (!message.keypad || !has_dialog || dtmf.refused) return reject(kServiceNotImplemented);
  if (dtmf.waiting.size() >= kMostWaiting) return reject(kTemporaryFailure);
  finish_tone(call);  // a key before that was never let go
  if (call.trunk->dtmf_duration == DtmfDuration::fixed) {
    dtmf.waiting.push_back({*message.keypad, kFixedTone});
  } else {
    dtmf.pressed = DtmfState::Pressed{*message.keypad, now_};
  }
  auto response = plain(mncc::Type::start_dtmf_rsp, call.gsm);
  response.keypad = message.keypad;
  send_in_call(call, std::move(response));
}

void Core::Impl::key_released(Call& call, const mncc::Signalling& message) {
  auto response = plain(mncc::Type::stop_dtmf_rsp, call.gsm);
  response.keypad = message.keypad;
  if (call.dtmf.pressed) response.keypad = call.dtmf.pressed->key;
  finish_tone(call);
  send_in_call(call, std::move(response));
}

void Core::Impl::finish_tone(Call& call) {
  const auto pressed = std::exchange(call.dtmf.pressed, std::nullopt);
  if (!pressed || call.dtmf.refused) return;
  const auto lasted = std::chrono::duration_cast<std::chrono::milliseconds>(now_ - pressed->since);
  call.dtmf.waiting.push_back({pressed->key, std::max(lasted, std::chrono::milliseconds{kShortestTone})});
}

void Core::Impl::advance_dtmf(Call& call) {
  auto& dtmf = call.dtmf;
  if (dtmf.sending || dtmf.waiting.empty() || call.sip.fsm.state() != SipState::confirmed) return;
  const auto& tone = dtmf.waiting.front();
  dtmf.sending = true;
  send(call, sip::Info{call.sip.dialog, "application/dtmf-relay",
                       "Signal=" + std::string(1, tone.key) + "\r\nDuration=" + std::to_string(tone.duration.count()) +
                           "\r\n"});
}

void Core::Impl::peer_answers_info(Call& call, const sip::InfoResult& event) {
  auto& dtmf = call.dtmf;
  if (!std::exchange(dtmf.sending, false)) return;
  dtmf.waiting.erase(dtmf.waiting.begin());
  if (!refuses_for_good(event.status)) return;
  dtmf.refused = true;
  dtmf.waiting.clear();
  log(Category::sip, Level::notice, call, "the peer takes no keys: INFO refused with " + std::to_string(event.status));
}

/// GSM has no message that would tell a phone a key.
void Core::Impl::peer_presses_key(Call& call) {
  ++counters_.dtmf_lost;
  if (std::exchange(call.dtmf.peer_key_lost, true)) return;
  log(Category::sip, Level::notice, call, "the peer sends keys, which the phone does not get");
}

}  // namespace sipgw::cc
