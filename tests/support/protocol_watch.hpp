// SPDX-License-Identifier: AGPL-3.0-or-later
// The rules that hold whatever happens: nothing is sent for a dead callref or dialog, each side is told of an end once,
// and nothing that upsets osmo-msc. It follows what a core hears and says, and knows what well-behaved peers owe it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cc/action.hpp"
#include "cc/event.hpp"

namespace sipgw::test {

class ProtocolWatch {
 public:
  struct Leg {
    bool mobile_originated = false, alive = false, paging = false, proceeding = false, asked_rtp = false,
         has_rtp = false, alerted = false, answered = false, active = false;
    bool doubtful = false;  ///< begun by the MSC with a callref that was not free: does the core know of it?
    std::string imsi;       ///< calls of one phone share one RTP stream
    int disc_req = 0, rel_req = 0;
    bool in_release() const { return disc_req + rel_req > 0; }
  };
  struct Dialog {
    CallId call;  ///< known once something was said in it
    bool alive = false, incoming = false, established = false, acked = false;
    bool offering = false, informing = false;  ///< a re-INVITE or an INFO is under way
    int final_status = 0, cancels = 0, byes = 0;
    cc::TimePoint responded{};  ///< when the final response went out
    bool in_release() const { return cancels + byes > 0 || final_status >= 300; }
  };

  void time_is(cc::TimePoint now) { now_ = now; }
  void heard(const cc::Event& event);  ///< before the core handles it
  void said(const cc::Action& action);

  const std::vector<std::string>& violations() const { return violations_; }

  /// What the MSC and the SIP peer must answer by now: REL_IND to DISC_REQ, the end of a dialog to BYE …
  std::vector<cc::Event> owed() const;
  /// Each ends every leg or dialog that is not being released already.
  std::vector<cc::Event> phones_hang_up() const;
  std::vector<cc::Event> peers_hang_up() const;
  /// Legs and dialogs that live on and were not told of any end.
  std::vector<std::string> untold() const;

  /// Could a well-behaved peer say this now: is it about a leg or dialog that lives, or does it begin one?
  bool possible(const cc::Event& event) const;
  bool alive(Callref callref) const;
  bool alive(DialogId dialog) const;
  const std::map<Callref, Leg>& legs() const { return legs_; }
  const std::map<DialogId, Dialog>& dialogs() const { return dialogs_; }

 private:
  void heard_signalling(const mncc::Signalling& message);
  void heard_mncc(mncc::Type type, Callref callref, bool usable_address);
  bool phone_has_rtp(const Leg& leg) const;
  void heard_sip(const sip::Event& event);
  void said_signalling(const mncc::Signalling& message);
  void said_rtp(const mncc::Rtp& message);
  void check_phase(const Leg& leg, mncc::Type type);
  void said_ended(CallId call);
  void said_sip(CallId call, const sip::Command& command);
  void said_within(Dialog& dialog, const sip::Command& command);
  void require(bool holds, std::string_view rule);
  void require(bool holds, mncc::Type type, std::string_view rule);

  std::map<Callref, Leg> legs_;
  std::map<DialogId, Dialog> dialogs_;
  std::vector<std::string> violations_;
  cc::TimePoint now_{};
};

}  // namespace sipgw::test
