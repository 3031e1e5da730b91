// SPDX-License-Identifier: AGPL-3.0-or-later
// One dialog of our SIP peer: calls or is called as the script says.
#pragma once

#include <optional>

#include "sim/leg.hpp"

namespace sipgw::sim {

class SipLeg : public Leg {
 public:
  /// `local`: our own address, in From; `gateway`: where the Request-URI points to.
  SipLeg(DialogId dialog, LegSetup setup, NetAddress local, NetAddress gateway);

  Outputs call() override;
  Outputs receive(const Input& input) override;
  Outputs hang_up(int cause) override;
  Outputs expire(Timer timer) override;
  std::string_view state() const override;
  bool ended_by_gateway() const override { return ended_by_gateway_; }

 private:
  enum class State : std::uint8_t { idle, calling, called, answered, active, cancelling, clearing, ended };

  void act_on(const sip::IncomingInvite& event);
  void act_on(const sip::Provisional& event);
  void act_on(const sip::Answered& event);
  void act_on(const sip::Refused& event);
  void act_on(const sip::Acked& event);
  void act_on(const sip::Cancelled& event);
  void act_on(const sip::PeerBye& event);
  void act_on(const sip::PeerOffer& event);
  void act_on(const sip::OfferResult&) {}
  void act_on(const sip::InfoResult&) {}
  void act_on(const sip::PeerInfo&) {}
  void act_on(const sip::Ended& event);

  Outputs take() { return std::exchange(outputs_, {}); }
  void emit(Output output) { outputs_.push_back(std::move(output)); }
  void respond(int status, std::string sdp = {}, int cause = 0);
  void answer();
  void learn_media(std::string_view sdp);
  std::string own_sdp();
  void released_by_gateway(const sip::Reason& reason, int status);
  void end();

  DialogId dialog_;
  LegSetup setup_;
  NetAddress local_, gateway_;
  State state_ = State::idle;
  std::uint8_t payload_type_;
  std::optional<NetAddress> remote_rtp_;
  std::uint64_t sdp_version_ = 0;
  int bye_cause_ = 0;
  bool ended_by_gateway_ = false;
  Outputs outputs_;
};

}  // namespace sipgw::sim
