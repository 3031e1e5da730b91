// SPDX-License-Identifier: AGPL-3.0-or-later
// Peers in the field leave out tags and Contact, and Sofia would then not find the dialog. What is absent is filled in
// from what is known of the Call-ID, when the headers have been parsed and before nta looks at them. For requests that
// is the right of the call's peer alone. A CANCEL that comes too late is handled there too, and so are refusals within
// a dialog, which would end it.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "adapters/sofia/sofia.hpp"
#include "adapters/sofia/source_filter.hpp"
#include "base/ids.hpp"
#include "base/net_address.hpp"

namespace sipgw::sofia {

/// False for a message that ends before the empty line after its headers: completing_message_class() has not seen it.
inline bool is_whole(const sip_t& message) { return message.sip_separator != nullptr; }

/// The status of a response as the peer has sent it; Sofia may have got to see another one.
int status_from_peer(const sip_t& message);

/// Written on the SIP thread, read anywhere; as SipThread::Counts has them.
struct Counters {
  std::atomic<std::uint64_t> dialogs = 0, malformed = 0, repeated = 0, overloaded = 0;
};

/// What is known of the dialogs of one stack, by Call-ID. SIP thread.
class PeerMemory {
 public:
  /// `trying` hears of the first 100 to each INVITE of ours: nua keeps it to itself.
  PeerMemory(Counters& counters, std::function<void(DialogId)> trying);
  ~PeerMemory();
  PeerMemory(const PeerMemory&) = delete;
  PeerMemory& operator=(const PeerMemory&) = delete;

  // What is remembered refers to `call_id`: it has to be forgotten before that goes away.
  /// `target`: the URI that our INVITE is sent to.
  void remember_outgoing(DialogId dialog, const std::string& call_id, const std::string& target);
  /// `peer` is where the INVITE came from.
  void remember_incoming(DialogId dialog, const std::string& call_id, const sip_t& invite, const IpAddress& peer);
  /// Our 2xx to the incoming INVITE has gone out.
  void remember_answered(DialogId dialog, const std::string& call_id);
  /// We have sent a re-INVITE; later: has the peer said anything to it? Sofia keeps a 100 to itself.
  void await_response(DialogId dialog, const std::string& call_id);
  bool response_came(DialogId dialog, const std::string& call_id) const;
  void forget(DialogId dialog, const std::string& call_id);

  SourceFilter& source_filter() { return source_filter_; }

  /// Completes a parsed message, which may be anything, or marks it as one that cannot be used.
  void complete(msg_t* message, sip_t* sip);

 private:
  struct Known {
    DialogId dialog;
    bool outgoing;
    std::optional<IpAddress> peer;
    std::string target;     ///< of our INVITE, until it is answered
    std::string local_tag;  ///< learned from the first response; empty for an incoming dialog
    std::string remote_tag;
    std::uint32_t cseq;        ///< of the peer's INVITE
    sip_method_t last_method;  ///< of the peer's newest request
    std::uint32_t last_cseq;
    bool answered;               ///< the INVITE has got its first 2xx
    bool trying = false;         ///< a 100 to our INVITE has come
    bool response_came = false;  ///< any, to the INVITE of ours that await_response() was about
  };
  bool is_to_be_ignored(msg_t* message, const sip_t* sip);
  void refuse_unusable_target(msg_t* message, sip_t* sip);
  void complete_request(Known& known, msg_t* message, sip_t* sip);
  void complete_response(Known& known, msg_t* message, sip_t* sip);

  Counters& counters_;
  std::function<void(DialogId)> trying_;
  SourceFilter source_filter_;
  std::unordered_map<std::string_view, Known> by_call_id_;  ///< the texts belong to the dialogs
};

/// Sofia's SIP message class with the step above built in, for NTATAG_MCLASS. Never freed: messages refer to it.
const msg_mclass_t* completing_message_class();

}  // namespace sipgw::sofia
