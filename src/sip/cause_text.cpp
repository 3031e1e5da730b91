// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sip/cause_text.hpp"

#include <algorithm>
#include <array>

namespace sipgw::sip {

namespace {

struct CauseName {
  int cause;
  std::string_view text;
};

constexpr std::array kCauseNames = {
    CauseName{1, "Unassigned number"},
    CauseName{3, "No route to destination"},
    CauseName{6, "Channel unacceptable"},
    CauseName{8, "Operator determined barring"},
    CauseName{16, "Normal call clearing"},
    CauseName{17, "User busy"},
    CauseName{18, "No user responding"},
    CauseName{19, "User alerting, no answer"},
    CauseName{20, "Subscriber absent"},
    CauseName{21, "Call rejected"},
    CauseName{22, "Number changed"},
    CauseName{25, "Pre-emption"},
    CauseName{26, "Non selected user clearing"},
    CauseName{27, "Destination out of order"},
    CauseName{28, "Invalid number format"},
    CauseName{29, "Facility rejected"},
    CauseName{30, "Response to STATUS ENQUIRY"},
    CauseName{31, "Normal, unspecified"},
    CauseName{34, "No circuit or channel available"},
    CauseName{38, "Network out of order"},
    CauseName{41, "Temporary failure"},
    CauseName{42, "Switching equipment congestion"},
    CauseName{43, "Access information discarded"},
    CauseName{44, "Requested circuit or channel not available"},
    CauseName{47, "Resources unavailable, unspecified"},
    CauseName{49, "Quality of service unavailable"},
    CauseName{50, "Requested facility not subscribed"},
    CauseName{55, "Incoming calls barred within the CUG"},
    CauseName{57, "Bearer capability not authorized"},
    CauseName{58, "Bearer capability not presently available"},
    CauseName{63, "Service or option not available"},
    CauseName{65, "Bearer service not implemented"},
    CauseName{68, "ACM equal to or greater than ACMmax"},
    CauseName{69, "Requested facility not implemented"},
    CauseName{70, "Only restricted digital information bearer capability is available"},
    CauseName{79, "Service or option not implemented"},
    CauseName{81, "Invalid transaction identifier value"},
    CauseName{87, "User not member of CUG"},
    CauseName{88, "Incompatible destination"},
    CauseName{91, "Invalid transit network selection"},
    CauseName{95, "Semantically incorrect message"},
    CauseName{96, "Invalid mandatory information"},
    CauseName{97, "Message type non-existent or not implemented"},
    CauseName{98, "Message type not compatible with protocol state"},
    CauseName{99, "Information element non-existent or not implemented"},
    CauseName{100, "Conditional information element error"},
    CauseName{101, "Message not compatible with protocol state"},
    CauseName{102, "Recovery on timer expiry"},
    CauseName{111, "Protocol error, unspecified"},
    CauseName{127, "Interworking, unspecified"},
};

}  // namespace

std::string_view cause_text(int cause) {
  const auto* found =
      std::find_if(kCauseNames.begin(), kCauseNames.end(), [&](const CauseName& name) { return name.cause == cause; });
  return found == kCauseNames.end() ? std::string_view{} : found->text;
}

std::string cause_in_words(int cause) {
  const auto text = cause_text(cause);
  return std::to_string(cause) + (text.empty() ? "" : " (" + std::string(text) + ")");
}

}  // namespace sipgw::sip
