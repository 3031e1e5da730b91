// SPDX-License-Identifier: AGPL-3.0-or-later
// A phone with its cell: registration, calls and speech. It says what it sees as "NAME EVENT" and "NAME CALL EVENT";
// calls are numbered from 1 on each radio connection.
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <string>

#include "e2e/bss/call.hpp"
#include "e2e/bss/radio.hpp"
#include "e2e/bss/rtp_end.hpp"
#include "e2e/bss/settings.hpp"

namespace sipgw::e2e {

class Phone final : private RadioUser, private CallHost {
 public:
  /// `index` sets the phone's RTP apart from that of others.
  Phone(AInterface& a, std::string name, unsigned index, IpAddress rtp_ip);

  Settings& mutable_settings() { return settings_; }
  const Settings& settings() const override { return settings_; }

  void update_location() { radio_.send_layer3(location_updating_request(settings_.imsi)); }
  void detach() { radio_.send_layer3(imsi_detach(settings_.imsi)); }
  void page();
  void call(const std::string& called);
  void call_emergency(bool with_bearer);
  void lose_radio() { radio_.lose(); }

  /// The call of this number, the newest if 0; null if there is none.
  Call* find_call(unsigned number);

  /// The speech channel; null if there is none.
  RtpEnd* rtp() { return rtp_.get(); }
  void report_spoken() const { say("spoken"); }
  void report_rtp() const;

 private:
  void on_layer3(const Downlink& message) override;
  void on_assignment(const AssignmentRequest& request) override;
  void on_cleared() override;

  bool has_other_calls(const Call& call) const override;
  void send_layer3(Bytes message) override { radio_.send_layer3(std::move(message)); }
  void report_call(const Call& call, const std::string& event) override;

  void on_mobility(const Downlink& message);
  void on_call_control(const Downlink& message);
  void assign(const AssignmentRequest& request, const Bytes& codec_element);
  void request_service(Service service, std::function<void(Call&)> set_up);
  Call& add_call(Transaction transaction);
  Call* find_transaction(Transaction transaction);
  void say(const std::string& event) const;

  std::string name_;
  unsigned index_;
  IpAddress rtp_ip_;
  Settings settings_;
  Radio radio_;
  std::list<Call> calls_;
  unsigned last_call_ = 0;
  std::function<void(Call&)> waiting_set_up_;  ///< until the network accepts the service
  std::unique_ptr<RtpEnd> rtp_;
  RtpEnd::Counts last_counts_;  ///< of the channel before
};

}  // namespace sipgw::e2e
