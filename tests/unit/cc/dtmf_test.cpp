// SPDX-License-Identifier: AGPL-3.0-or-later
// The phone's keys become INFO, one at a time, as long as they were down.
#include "unit/cc/media_modes.hpp"

namespace sipgw::test {
namespace {

using namespace std::chrono_literals;
using mncc::Type;

class Keys : public testing::Test {
 protected:
  void start(char key) {
    auto message = from_msc(Type::start_dtmf_ind, kMoCallref);
    message.keypad = key;
    rig->msc_sends(message);
  }
  void press(char key, std::chrono::milliseconds time = 100ms) {
    start(key);
    EXPECT_EQ(rig->expect_mncc(Type::start_dtmf_rsp).keypad, key);
    rig->advance(time);
    rig->msc_sends(Type::stop_dtmf_ind, kMoCallref);
    EXPECT_EQ(rig->expect_mncc(Type::stop_dtmf_rsp).keypad, key);
  }
  void expect_info(const std::string& body) {
    const auto info = rig->expect_sip<sip::Info>();
    EXPECT_EQ(info.content_type, "application/dtmf-relay");
    EXPECT_EQ(info.body, body);
  }
  void result(int status) { rig->peer_sends(sip::InfoResult{rig->last_dialog(), status}); }
  void establish(cc::Config config = config_with(cc::MediaMode::direct)) {
    rig.emplace(config);
    rig->establish_mo();
  }

  std::optional<CoreRig> rig;
};

TEST_F(Keys, AreSentWhenLetGoWithTheTimeThatTheyWereDown) {
  establish();
  start('7');
  rig->expect_mncc(Type::start_dtmf_rsp);
  rig->expect_nothing();
  rig->advance(430ms);
  rig->msc_sends(Type::stop_dtmf_ind, kMoCallref);
  rig->expect_mncc(Type::stop_dtmf_rsp);
  expect_info("Signal=7\r\nDuration=430\r\n");
}

TEST_F(Keys, LastSeventyMillisecondsAtLeast) {
  establish();
  press('*', 5ms);
  expect_info("Signal=*\r\nDuration=70\r\n");
}

TEST_F(Keys, AreSentAtOnceWithAFixedDurationWhereThatIsConfigured) {
  auto config = config_with(cc::MediaMode::direct);
  config.default_trunk().dtmf_duration = cc::DtmfDuration::fixed;
  establish(config);
  start('7');
  rig->expect_mncc(Type::start_dtmf_rsp);
  expect_info("Signal=7\r\nDuration=160\r\n");
  rig->msc_sends(Type::stop_dtmf_ind, kMoCallref);
  rig->expect_mncc(Type::stop_dtmf_rsp);
  rig->expect_nothing();
}

TEST_F(Keys, WaitForTheResponseToTheOneBefore) {
  establish();
  press('1');
  expect_info("Signal=1\r\nDuration=100\r\n");
  press('2');
  press('3');
  rig->expect_nothing();
  result(200);
  expect_info("Signal=2\r\nDuration=100\r\n");
  result(408);  // this one is lost, the next goes on
  expect_info("Signal=3\r\nDuration=100\r\n");
  result(200);
  rig->expect_nothing();
}

TEST_F(Keys, AreRejectedOnceThePeerHasRefusedThem) {
  for (const int status : {405, 415, 488}) {
    establish();
    press('1');
    rig->expect_sip<sip::Info>();
    press('2');
    result(status);
    start('3');
    rig->expect_mncc(Type::start_dtmf_rej, 79);
    rig->expect_nothing();
    EXPECT_EQ(rig->call().gsm_state, "ACTIVE");
  }
}

TEST_F(Keys, AreRejectedBeforeTheAnswer) {
  rig.emplace();
  rig->begin_mo();
  start('1');
  rig->expect_mncc(Type::start_dtmf_rej, 79);
  rig->expect_nothing();
}

TEST_F(Keys, WaitForTheAnswerWhereThePeerHasRung) {
  rig.emplace();
  rig->begin_mo();
  auto ringing = provisional(rig->last_dialog(), 180);
  ringing.branch = "a";
  rig->peer_sends(ringing);
  rig->expect_mncc(Type::alert_req);
  press('1');
  rig->expect_nothing();
  rig->peer_sends(answered(rig->last_dialog()));
  rig->expect_rtp(Type::rtp_connect);
  rig->expect_mncc(Type::setup_rsp);
  expect_info("Signal=1\r\nDuration=100\r\n");
}

TEST_F(Keys, OfThePeerAreCountedAndTheLogSaysOnceThatTheyAreLost) {
  establish();
  for (int key = 0; key < 2; ++key)
    rig->peer_sends(sip::PeerInfo{rig->last_dialog(), "application/dtmf-relay", "Signal=1\r\n"});
  rig->expect_nothing();
  EXPECT_EQ(rig->core().counters().dtmf_lost, 2U);
  const auto said = std::count_if(rig->log_lines().begin(), rig->log_lines().end(), [](const cc::LogLine& line) {
    return line.text.find("peer sends keys") != std::string::npos;
  });
  EXPECT_EQ(said, 1);
}

TEST_F(Keys, ThatAreNotLetGoEndWithTheNextOne) {
  establish();
  start('1');
  rig->expect_mncc(Type::start_dtmf_rsp);
  rig->advance(300ms);
  press('2');
  expect_info("Signal=1\r\nDuration=300\r\n");
  result(200);
  expect_info("Signal=2\r\nDuration=100\r\n");
}

TEST_F(Keys, AreRejectedWhenTooManyWait) {
  establish();
  for (int count = 0; count < 32; ++count) press('1');
  rig->expect_sip<sip::Info>();
  start('1');
  rig->expect_mncc(Type::start_dtmf_rej, 41);
}

TEST_F(Keys, WithoutAKeyAreRejected) {
  establish();
  rig->msc_sends(Type::start_dtmf_ind, kMoCallref);
  rig->expect_mncc(Type::start_dtmf_rej, 79);
}

}  // namespace
}  // namespace sipgw::test
