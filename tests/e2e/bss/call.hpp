// SPDX-License-Identifier: AGPL-3.0-or-later
// One call of a phone: call control as the phone plays it.
#pragma once

#include <string>

#include "e2e/bss/layer3.hpp"
#include "e2e/bss/settings.hpp"
#include "e2e/bss/timer.hpp"

namespace sipgw::e2e {

/// The phone, as its calls see it.
class CallHost {
 public:
  virtual const Settings& settings() const = 0;
  virtual bool has_other_calls(const class Call& call) const = 0;
  virtual void send_layer3(Bytes message) = 0;
  virtual void report_call(const Call& call, const std::string& event) = 0;

 protected:
  ~CallHost() = default;
};

class Call {
 public:
  /// `number` is the user's name of the call, `transaction` the network's.
  Call(CallHost& host, unsigned number, Transaction transaction);

  unsigned number() const { return number_; }
  Transaction transaction() const { return transaction_; }
  bool ended() const { return ended_; }

  void set_up(const std::string& called);
  void set_up_emergency(bool with_bearer);
  void answer();
  void hang_up(int cause);
  void hold() { send(GSM48_MT_CC_HOLD); }
  void retrieve() { send(GSM48_MT_CC_RETR); }
  void press(char key) { send(GSM48_MT_CC_START_DTMF, keypad(key)); }
  void modify();

  void on_message(const Downlink& message);

 private:
  void on_setup(const Downlink& message);
  void on_progress(const char* event, const Downlink& message);
  void on_release_message(const Downlink& message);
  void on_in_call_message(const Downlink& message);
  void send(std::uint8_t type, const Bytes& elements = {});
  void report(const std::string& event) { host_.report_call(*this, event); }

  CallHost& host_;
  unsigned number_;
  Transaction transaction_;
  Timer ringing_;
  bool ended_ = false;
};

}  // namespace sipgw::e2e
