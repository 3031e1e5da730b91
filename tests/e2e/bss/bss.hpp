// SPDX-License-Identifier: AGPL-3.0-or-later
// The base station subsystem: resets the A interface, passes pagings on, owns the phones.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "e2e/bss/a_interface.hpp"
#include "e2e/bss/phone.hpp"
#include "e2e/bss/timer.hpp"

namespace sipgw::e2e {

class Bss final : private UnitdataUser {
 public:
  Bss(IpAddress local, const std::string& transfer_point_ip);

  /// Tells the MSC that we begin anew, until it answers.
  void reset();

  /// The phone of this name; makes it if there is none yet.
  Phone& ensure_phone(const std::string& name);
  Phone* find_phone(const std::string& name);

 private:
  void on_unitdata(View bssap) override;

  IpAddress local_;
  AInterface a_;
  Timer reset_timer_;
  std::map<std::string, std::unique_ptr<Phone>> phones_;
};

}  // namespace sipgw::e2e
