// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cc/call_record.hpp"

namespace sipgw::cc {

std::string_view to_string(EndedBy by) {
  switch (by) {
    case EndedBy::phone:
      return "phone";
    case EndedBy::msc:
      return "MSC";
    case EndedBy::sip_peer:
      return "SIP peer";
    case EndedBy::gateway:
      return "gateway";
    case EndedBy::vty_user:
      return "operator";
    case EndedBy::msc_link:
      return "loss of the MSC link";
    case EndedBy::mgw:
      return "MGW";
    case EndedBy::timer:
      return "timer";
  }
  return {};
}

bool is_ordinary(int cause) {
  constexpr int kNormalClearing = 16, kUserBusy = 17, kNoAnswer = 19, kCallRejected = 21;
  return cause == kNormalClearing || cause == kUserBusy || cause == kNoAnswer || cause == kCallRejected;
}

}  // namespace sipgw::cc
