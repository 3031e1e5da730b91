// SPDX-License-Identifier: AGPL-3.0-or-later
#include "e2e/bss/bss.hpp"

#include "e2e/bss/bssmap.hpp"
#include "e2e/bss/report.hpp"

namespace sipgw::e2e {

Bss::Bss(IpAddress local, const std::string& transfer_point_ip)
    : local_(local), a_(*this, local.to_string(), transfer_point_ip), reset_timer_([this] { reset(); }) {
  reset();
}

void Bss::reset() {
  a_.send_unitdata(bssmap_reset());
  reset_timer_.start(Milliseconds{200});
}

Phone& Bss::ensure_phone(const std::string& name) {
  auto& phone = phones_[name];
  if (!phone) phone = std::make_unique<Phone>(a_, name, static_cast<unsigned>(phones_.size()), local_);
  return *phone;
}

Phone* Bss::find_phone(const std::string& name) {
  const auto found = phones_.find(name);
  return found == phones_.end() ? nullptr : found->second.get();
}

void Bss::on_unitdata(View bssap) {
  const auto message = parse_bssap(bssap);
  if (!message) return;
  if (message->type == BSS_MAP_MSG_RESET_ACKNOWLEDGE) {
    reset_timer_.stop();
    report("bss up");
  } else if (message->type == BSS_MAP_MSG_RESET) {
    a_.send_unitdata(bssmap_reset_ack());
  } else if (message->type == BSS_MAP_MSG_PAGING) {
    const auto imsi = message->imsi();
    for (const auto& [name, phone] : phones_) {
      if (phone->settings().imsi == imsi) phone->page();
    }
  }
}

}  // namespace sipgw::e2e
