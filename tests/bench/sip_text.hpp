// SPDX-License-Identifier: AGPL-3.0-or-later
// SIP as a load generator needs it: a glance at what comes, and text for what goes. Both ends of its dialogs are
// programs whose messages are known to be well-formed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sipgw::bench {

/// Number of a call, from 1 on; it stands in our tag and in the numbers called.
using Serial = std::uint32_t;

/// Views into one message. Header values without name; `vias` as whole lines.
struct SipMessage {
  int status = 0;  ///< 0: a request
  std::string_view method, uri, vias, from, to, call_id, cseq, contact;

  bool request() const { return status == 0; }
  /// Of the call that it belongs to, by our tag; 0: none yet.
  Serial serial() const;
};

std::optional<SipMessage> read_sip(std::string_view packet);

/// The digits behind the '7' of "sip:7123@host"; 0 if there are none.
Serial serial_of_number(std::string_view text);
std::string number_of(Serial serial);

/// Text of our messages. `local` is "address:port" of our socket.
class SipWriter {
 public:
  SipWriter(std::string local, std::string_view rtp_address);

  std::string invite(Serial serial, std::string_view number, std::string_view host) const;
  /// ACK to a 2xx or to a refusal, from the response itself.
  std::string ack(const SipMessage& response, Serial serial) const;
  /// The BYE of a caller; `dialog`: caller_dialog() or called_dialog().
  std::string bye(std::string_view dialog, Serial serial) const;
  /// An answer to a request; with SDP where it is the 200 to an INVITE.
  std::string response(const SipMessage& request, int status, Serial serial) const;

  /// Request-URI's and dialog's lines for requests of ours: of a 2xx to us, of an INVITE to us.
  std::string caller_dialog(const SipMessage& answer) const;
  std::string called_dialog(const SipMessage& invite, Serial serial) const;

 private:
  std::string local_, contact_, sdp_;
};

}  // namespace sipgw::bench
