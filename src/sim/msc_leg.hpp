// SPDX-License-Identifier: AGPL-3.0-or-later
// One call leg in our MSC: behaves as osmo-msc was measured to behave (spec/mncc.md) and holds the gateway to its
// rules.
#pragma once

#include "sim/msc_messages.hpp"

namespace sipgw::sim {

enum class MscState : std::uint8_t {
  idle,
  mo_initiated,   ///< SETUP_IND sent
  mo_proceeding,  ///< CALL_PROC_REQ received
  mo_delivered,   ///< ALERT_REQ received
  mt_paging,      ///< SETUP_REQ received
  mt_confirmed,   ///< CALL_CONF_IND sent
  mt_ringing,     ///< ALERT_IND sent
  mt_answered,    ///< SETUP_CNF sent
  active,
  disconnecting,  ///< DISC_IND sent
  ended,
};

class MscLeg : public Leg {
 public:
  MscLeg(Dialect dialect, Callref callref, LegSetup setup);

  Outputs call() override;
  Outputs receive(const Input& input) override;
  Outputs hang_up(int cause) override;
  Outputs expire(Timer timer) override;
  std::string_view state() const override;
  bool ended_by_gateway() const override { return ended_by_gateway_; }

 private:
  void take_in(const mncc::Signalling& message);
  void take_in(const mncc::Rtp& message);
  void take_in(const sip::Event&) {}
  void take_in(const MnccLost&) { end(); }

  Outputs take() { return std::exchange(outputs_, {}); }
  void emit(Output output) { outputs_.push_back(std::move(output)); }
  void send_plain(mncc::Type type);
  void send_cause(mncc::Type type, int cause, int location);
  void violation(std::string text);
  void end();
  void released_by_gateway(const mncc::Signalling& message);

  bool admit(mncc::Type type);
  void check_sdp(std::string_view sdp);
  void act_on(const mncc::Signalling& message);
  void act_on_release(const mncc::Signalling& message);
  void create_rtp();
  void connect_rtp(const mncc::Rtp& message);

  void page(const mncc::Signalling& setup_req);
  void check_setup(const mncc::Signalling& setup_req);
  void confirm();
  void ring();
  void answer();

  Dialect dialect_;
  Callref callref_;
  LegSetup setup_;
  MscState state_ = MscState::idle;
  bool rtp_asked_ = false, rtp_created_ = false, rtp_connected_ = false;
  bool answer_waits_for_rtp_ = false;
  bool ended_by_gateway_ = false;
  Outputs outputs_;
};

}  // namespace sipgw::sim
