// SPDX-License-Identifier: AGPL-3.0-or-later
// A phone's radio link: its signalling connection to the MSC, opened by the first message and cleared by the MSC.
#pragma once

#include <cstdint>

#include "e2e/bss/a_interface.hpp"
#include "e2e/bss/bssmap.hpp"
#include "e2e/bss/layer3.hpp"

namespace sipgw::e2e {

class RadioUser {
 public:
  virtual void on_layer3(const Downlink& message) = 0;
  virtual void on_assignment(const AssignmentRequest& request) = 0;
  virtual void on_cleared() = 0;

 protected:
  ~RadioUser() = default;
};

class Radio final : private ConnectionUser {
 public:
  Radio(AInterface& a, RadioUser& user) : a_(a), user_(user) {}

  bool is_open() const { return connection_ != 0; }
  void send_layer3(Bytes layer3);
  void complete_assignment(const Assignment& assignment) { send(bssmap_assignment_complete(assignment)); }
  void fail_assignment() { send(bssmap_assignment_failure()); }
  void lose() { send(bssmap_clear_request()); }

 private:
  void on_data(View bssap) override;
  void on_disconnected() override;
  void send(const Bytes& bssap);

  AInterface& a_;
  RadioUser& user_;
  std::uint32_t connection_ = 0;  ///< 0: none
  SendSequence sequence_;
};

}  // namespace sipgw::e2e
