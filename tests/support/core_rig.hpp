// SPDX-License-Identifier: AGPL-3.0-or-later
// The call scripts' language: what the MSC and the peer say, what the core must say next. A failure prints the ladder.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <variant>

#include "support/core_harness.hpp"

namespace sipgw::test {

/// Where in a test an expectation stands.
struct Where {
  const char* file;
  int line;
  static Where here(const char* file = __builtin_FILE(), int line = __builtin_LINE()) { return {file, line}; }
};

class CoreRig : public CoreHarness {
 public:
  explicit CoreRig(cc::MediaMode media = cc::MediaMode::direct) : CoreRig(config_with(media)) {}
  explicit CoreRig(cc::Config config)
      : CoreHarness(config), anchored_(config.default_trunk().media == cc::MediaMode::anchor) {}
  /// Whatever the test was about: no rule of the protocols was broken.
  ~CoreRig();
  CoreRig(const CoreRig&) = delete;
  CoreRig& operator=(const CoreRig&) = delete;

  bool anchored() const { return anchored_; }

  // --- what the others say
  void msc_sends(mncc::Signalling message) { feed(cc::MnccReceived{kMsc, std::move(message)}); }
  void msc_sends(mncc::Rtp message) { feed(cc::MnccReceived{kMsc, std::move(message)}); }
  void msc_sends(mncc::Type type, Callref callref) { msc_sends(from_msc(type, callref)); }
  void msc_sends(mncc::Type type, Callref callref, int cause, int location = 0) {
    msc_sends(from_msc(type, callref, cause, location));
  }
  void peer_sends(sip::Event event) { feed(event); }

  // --- what the core must have said; messages to MNCC and to SIP are two queues, each read in its order
  mncc::Signalling expect_mncc(mncc::Type type, Where where = Where::here());
  mncc::Signalling expect_mncc(mncc::Type type, int cause, Where where = Where::here());
  mncc::Rtp expect_rtp(mncc::Type type, Where where = Where::here());
  template <typename T>
  T expect_sip(Where where = Where::here()) {
    if (next_sip_ < sip_sent().size()) {
      const auto& command = sip_sent()[next_sip_++];
      if (const auto* wanted = std::get_if<T>(&command)) return *wanted;
      fail(where, "another SIP command than expected");
    } else {
      fail(where, "a SIP command is missing");
    }
    return T{};
  }
  sip::Respond expect_response(int status, Where where = Where::here());
  /// Nothing has gone to MNCC or SIP but what was expected above.
  void expect_nothing(Where where = Where::here());
  /// No call, timer or index entry in the core, and nothing left on the MGW.
  void expect_idle(Where where = Where::here());
  /// The only call.
  cc::CallSnapshot call(Where where = Where::here());

  // --- beginnings that many tests share
  /// SETUP_IND and RTP_CREATE's answer, up to the INVITE, which is returned.
  sip::Invite begin_mo(mncc::Signalling setup = setup_ind(), Where where = Where::here());
  /// Ringing, 200 and SETUP_COMPL_IND.
  void answer_mo(Where where = Where::here());
  void establish_mo(Where where = Where::here());
  /// INVITE up to SETUP_REQ, which is returned.
  mncc::Signalling begin_mt(const sip::IncomingInvite& invite = test::invite(), Where where = Where::here());
  /// CALL_CONF_IND and RTP_CREATE's answer; returns the RTP_CONNECT.
  mncc::Rtp confirm_mt(Where where = Where::here());
  /// ALERT_IND, SETUP_CNF, 200 and ACK; returns the 200.
  sip::Respond answer_mt(Where where = Where::here());
  void establish_mt(Where where = Where::here());
  /// The MSC confirms a release by DISC_REQ or REL_REQ.
  void finish_disc(Callref callref) { msc_sends(mncc::Type::rel_ind, callref, 16); }
  void finish_rel(Callref callref) { msc_sends(mncc::Type::rel_cnf, callref); }
  void finish_sip(DialogId dialog, int status = 200) { peer_sends(sip::Ended{dialog, status, {}}); }

 private:
  void fail(Where where, const std::string& what);

  bool anchored_;
  std::size_t next_mncc_ = 0, next_sip_ = 0;
};

}  // namespace sipgw::test
