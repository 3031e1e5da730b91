// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sip/message.hpp"

namespace sipgw::sip {

DialogId dialog_of(const Event& event) {
  return std::visit([](const auto& value) { return value.dialog; }, event);
}

DialogId dialog_of(const Command& command) {
  return std::visit([](const auto& value) { return value.dialog; }, command);
}

}  // namespace sipgw::sip
