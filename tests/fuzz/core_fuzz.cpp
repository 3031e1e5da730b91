// SPDX-License-Identifier: AGPL-3.0-or-later
// Bytes become events of every kind about a few callrefs and dialogs. The core must not abort, must break no protocol
// rule, and must be idle once everybody has hung up and answered.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <span>
#include <string>

#include "mncc/codec.hpp"
#include "support/core_harness.hpp"

namespace {

using namespace sipgw;
using namespace sipgw::test;
using namespace std::chrono_literals;

constexpr int kMaxEvents = 200;

/// The input as a row of small choices; zeros behind its end.
class Choices {
 public:
  explicit Choices(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
  bool more() const { return position_ < bytes_.size(); }
  unsigned below(unsigned limit) { return (more() ? bytes_[position_++] : 0U) % limit; }
  bool yes() { return below(2) == 1; }

 private:
  std::span<const std::uint8_t> bytes_;
  std::size_t position_ = 0;
};

std::string any_sdp(Choices& choose) {
  switch (choose.below(8)) {
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
    default:
      return peer_sdp();
  }
}

Callref any_callref(Choices& choose, const CoreHarness& core) {
  return choose.yes() ? kMoCallref + choose.below(3) : core.last_callref() - choose.below(3);
}

cc::Event any_mncc(Choices& choose, const CoreHarness& core) {
  auto number = 0x101U + choose.below(0x2c);
  if (choose.below(4) == 0) number = 0x204U + choose.below(3);
  if (choose.below(8) == 0 || !mncc::is_known(number)) number = static_cast<unsigned>(mncc::Type::setup_ind);
  const auto type = static_cast<mncc::Type>(number);
  const auto callref = any_callref(choose, core);
  if (mncc::is_rtp(type)) {
    auto message = choose.below(4) == 0 ? rtp_refused(type, callref)
                                        : rtp_created(callref, mncc::kPayloadGsmFr + choose.below(5), any_sdp(choose));
    message.type = type;
    if (choose.below(8) == 0) message.address = NetAddress{};
    return cc::MnccReceived{kMsc, message};
  }
  auto message = choose.yes() ? setup_ind() : from_msc(type, callref);
  message.type = type;
  message.callref = callref;
  if (choose.below(4) == 0) message.sdp = any_sdp(choose);
  if (choose.yes())
    message.cause = mncc::Cause{static_cast<int>(choose.below(11)), 3, static_cast<int>(choose.below(128))};
  if (choose.yes()) message.keypad = '5';
  message.emergency = choose.below(16) == 0;
  return cc::MnccReceived{kMsc, message};
}

DialogId any_dialog(Choices& choose, const CoreHarness& core) {
  const auto back = choose.below(3);
  if (choose.yes()) return DialogId{1 + 2 * back};
  return DialogId{core.last_dialog().value > 2 * back ? core.last_dialog().value - 2 * back : 2};
}

sip::Reason any_reason(Choices& choose) {
  return choose.yes() ? q850(1 + static_cast<int>(choose.below(127))) : sip::Reason{};
}

/// `dialogs`: how many INVITEs have come; an id is used once, as the SIP side does it.
sip::Event any_sip(Choices& choose, const CoreHarness& core, std::uint64_t& dialogs) {
  const auto dialog = any_dialog(choose, core);
  switch (choose.below(13)) {
    case 0:
      return provisional(dialog, 180 + static_cast<int>(choose.below(10)), any_sdp(choose));
    case 1:
      return answered(dialog, any_sdp(choose));
    case 2:
      return refused(dialog, 300 + static_cast<int>(choose.below(250)), any_reason(choose));
    case 3:
      return sip::Acked{dialog, any_sdp(choose)};
    case 4:
      return sip::Cancelled{dialog, any_reason(choose)};
    case 5:
      return sip::PeerBye{dialog, any_reason(choose)};
    case 6:
      return sip::PeerOffer{dialog, choose.yes(), any_sdp(choose)};
    case 7:
      return sip::OfferResult{dialog, choose.yes() ? 200 : 400 + static_cast<int>(choose.below(200)), any_sdp(choose)};
    case 8:
      return sip::PeerInfo{dialog, "application/dtmf-relay", "Signal=1"};
    case 9:
      return sip::Ended{dialog, 408, "lost"};
    case 10:
      return sip::InfoResult{dialog, choose.yes() ? 200 : 400 + static_cast<int>(choose.below(100))};
    default:
      break;
  }
  auto event = invite("12345", "98766", DialogId{2 * dialogs++ + 1});
  if (choose.below(4) == 0) event.sdp = any_sdp(choose);
  if (choose.below(16) == 0) event.source = address("203.0.113.1", 5060);
  if (choose.below(16) == 0) event.request_uri.user = "alice";
  return event;
}

void any_link_event(Choices& choose, CoreHarness& core) {
  switch (choose.below(12)) {
    case 0:
      return core.feed(cc::MnccDown{kMsc});
    case 1:
      return core.feed(cc::MnccUp{kMsc, hello(choose.yes() ? 1876 : 1896)});
    case 2:
      return core.kill_mgw();
    case 3:
      core.mgw().set_silent(false);
      return core.feed(cc::MgwUp{kMgw});
    case 4:
      return core.mgw().restart();
    case 5:
      return core.mgw().refuse_next(static_cast<mgcp::Verb>(choose.below(3)),
                                    400 + static_cast<int>(choose.below(150)));
    case 6:
      return choose.yes() ? core.hold_mgcp() : core.release_mgcp();
    case 7:
      return core.feed(cc::ReleaseRequested{CallId{1 + choose.below(4)}, 1 + static_cast<int>(choose.below(127))});
    case 8:
      return choose.below(8) == 0 ? core.feed(cc::ShutdownRequested{})
                                  : core.feed(cc::MgcpDone{kMgw, MgcpToken{choose.below(20)}, {}});
    case 9:
      return core.feed(cc::DrainRequested{choose.yes()});
    case 10:
      return core.feed(cc::CallsAudited{});
    default:
      return core.feed(cc::Configured{std::make_shared<const cc::Config>(
          config_with(choose.yes() ? cc::MediaMode::anchor : cc::MediaMode::direct))});
  }
}

void one_event(Choices& choose, CoreHarness& core, std::uint64_t& dialogs) {
  switch (choose.below(8)) {
    case 0:
    case 1:
    case 2:
      return core.feed(any_mncc(choose, core));
    case 3:
    case 4:
    case 5:
      return core.feed(cc::Event{any_sip(choose, core, dialogs)});
    case 6:
      return any_link_event(choose, core);
    default:
      return core.advance(std::chrono::seconds{choose.below(60)});
  }
}

void require(bool holds, const char* what, const CoreHarness& core) {
  if (holds) return;
  std::fprintf(stderr, "%s\n%s", what, core.ladder().c_str());
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Choices choose({data, size});
  auto config = config_with(choose.yes() ? cc::MediaMode::anchor : cc::MediaMode::direct);
  if (choose.yes()) config.mgws[kMgw.value];
  if (choose.yes()) config.mgw_loss = cc::MgwLoss::keep;
  if (choose.yes()) config.sip.pt_mismatch = cc::PtMismatch::allow;
  CoreHarness core(config);
  std::uint64_t dialogs = 0;
  for (int events = 0; choose.more() && events < kMaxEvents; ++events) one_event(choose, core, dialogs);
  require(core.core().counters().stale_calls == 0, "a stale call", core);
  for (const auto& call : core.core().calls(core.now())) require(call.stale.empty(), call.stale.c_str(), core);
  core.mgw().set_silent(false);
  core.close();
  const auto violations = core.violations();
  require(violations.empty(), violations.empty() ? "" : violations.front().c_str(), core);
  require(core.core().idle(), "not idle", core);
  return 0;
}
