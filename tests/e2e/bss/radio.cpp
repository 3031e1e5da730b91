// SPDX-License-Identifier: AGPL-3.0-or-later
#include "e2e/bss/radio.hpp"

#include <utility>

namespace sipgw::e2e {

void Radio::send_layer3(Bytes layer3) {
  if (!is_open()) sequence_.restart();
  sequence_.number(layer3);
  if (is_open()) {
    send(dtap(layer3));
  } else {
    connection_ = a_.connect(*this, bssmap_complete_layer3(layer3));
  }
}

void Radio::send(const Bytes& bssap) {
  if (is_open()) a_.send(connection_, bssap);
}

void Radio::on_data(View bssap) {
  const auto message = parse_bssap(bssap);
  if (!message) return;
  if (message->is_dtap) {
    if (const auto layer3 = parse_layer3(message->body)) user_.on_layer3(*layer3);
  } else if (message->type == BSS_MAP_MSG_ASSIGNMENT_RQST) {
    user_.on_assignment(message->assignment());
  } else if (message->type == BSS_MAP_MSG_CLEAR_CMD) {
    send(bssmap_clear_complete());
    a_.forget(std::exchange(connection_, 0));
    user_.on_cleared();
  }
}

void Radio::on_disconnected() {
  connection_ = 0;
  user_.on_cleared();
}

}  // namespace sipgw::e2e
