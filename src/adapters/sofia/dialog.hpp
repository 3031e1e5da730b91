// SPDX-License-Identifier: AGPL-3.0-or-later
// One INVITE dialog or attempt: commands of the core to nua calls, nua events to values. SIP thread.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "adapters/sofia/challenge_answerer.hpp"
#include "adapters/sofia/endpoint.hpp"
#include "adapters/sofia/handle_user.hpp"
#include "adapters/sofia/sofia.hpp"
#include "adapters/sofia/way.hpp"
#include "sip/message.hpp"
#include "sip/policy.hpp"

namespace sipgw::sofia {

class Dialog final : public HandleUser {
 public:
  /// A dialog of ours; invite() begins it.
  Dialog(Stack& stack, sip::Invite invite);
  /// Takes over an INVITE that has come; reports it.
  Dialog(Stack& stack, Endpoint& endpoint, DialogId id, nua_handle_t* handle, const sip_t& invite);
  ~Dialog() override;
  Dialog(const Dialog&) = delete;
  Dialog& operator=(const Dialog&) = delete;

  DialogId id() const { return id_; }
  /// True while the core has not reacted to the INVITE that it got.
  bool untouched() const { return untouched_; }

  // Each of the following may end the dialog, which destroys it.
  void invite();
  void on_event(const NuaEvent& event) override;
  /// The first 100 to our INVITE has come.
  void trying();
  void on_command(const sip::Command& command);
  /// Ends it politely, whatever state it is in: BYE, CANCEL or the final response `refusal`.
  void hang_up(sip::Bye bye, int refusal = 480);
  /// Ends it at once, with the terminal event.
  void abandon(int status, std::string text);

 private:
  enum class State {
    calling,      ///< our INVITE is out
    cancelling,   ///< and we want it no more
    offered,      ///< peer's INVITE, no final response yet
    accepted,     ///< our 2xx is out, its ACK is awaited
    established,  ///< in a call
    ending,       ///< BYE is out
  };

  struct Outgoing {
    explicit Outgoing(sip::Invite command) : invite(std::move(command)), way(way_of(invite)) {}
    sip::Invite invite;
    Way way;
    bool plain = false;   ///< without extensions, after a 420
    unsigned min_se = 0;  ///< the Min-SE of a 422 to it, seconds
  };

  void answer_challenges_with(const sip::PeerPtr& peer);
  void on_invite_response(const NuaEvent& event);
  void on_initial_final(const NuaEvent& event);
  std::string auth_failure(int status) const;
  bool invite_with_longer_session(const NuaEvent& event);
  bool invite_without_extensions();
  void on_ack(const NuaEvent& event);
  void on_peer_offer(const NuaEvent& event);
  void on_info(const NuaEvent& event);
  void on_info_response(const NuaEvent& event);
  void on_update_response(const NuaEvent& event);
  void on_refreshed(int status);

  void respond(const sip::Respond& command);
  void answer_offer(const sip::AnswerOffer& command);
  void offer(const sip::Offer& command);
  void send_offer(const std::string& sdp);
  void send_info(const sip::Info& command);
  void send_cancel(sip::Bye bye);
  void send_bye(const sip::Bye& bye);

  static void on_silence(Stack*, su_timer_t*, void* dialog);
  void end_waiting();

  /// Should the far end or Sofia never finish what we began, this ends the dialog.
  void start_guard();
  static void on_guard(Stack*, su_timer_t*, void* dialog);

  /// Our Contact for this dialog.
  std::string contact() const;
  /// What became of our INVITE, with the reason if it was TLS.
  sip::Refused refusal(const NuaEvent& event) const;

  Stack& stack_;
  std::unique_ptr<Outgoing> outgoing_;  ///< our INVITE, until it has its final response
  sip::NextHop hop_;                    ///< of our INVITE; of an incoming one where it came from
  Endpoint& endpoint_;
  const DialogId id_;
  std::string call_id_;
  Handle handle_;
  std::unique_ptr<ChallengeAnswerer> answerer_;  ///< if there are credentials; ends before the handle
  State state_;
  sip::Policy policy_;  ///< its trunk's; of an INVITE that has come, known with the first response
  std::string contact_user_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  bool untouched_ = false;
  bool peer_invite_pending_ = false;  ///< a re-INVITE waits for AnswerOffer
  Message peer_update_;               ///< the UPDATE that waits for AnswerOffer
  std::string local_sdp_;             ///< what stands agreed from our side; a refresh repeats it
  std::string offered_sdp_;           ///< that of our re-INVITE under way
  bool refreshing_ = false;           ///< that re-INVITE only refreshes the session, the core knows nothing of it
  std::unique_ptr<const sip::Bye> waiting_bye_;  ///< for the ACK; or, with our CANCEL, for a 2xx that crosses it
  int end_status_ = 0;                           ///< what made Sofia end the dialog, when it was not a BYE of ours
  Timer guard_;
  Timer silence_;  ///< while a re-INVITE of ours has no response at all
};

}  // namespace sipgw::sofia
