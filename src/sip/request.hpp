// SPDX-License-Identifier: AGPL-3.0-or-later
// Requests of ours outside of dialogs, as they cross the border between the SIP thread and the rest: plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "sip/peer.hpp"

namespace sipgw::sip {

enum class Method : std::uint8_t { registration, options };
/// "REGISTER", "OPTIONS".
std::string_view to_string(Method method);

/// Ends with exactly one RequestResult; challenges are answered before that.
struct Request {
  RequestId id;
  Method method{};
  std::string request_uri;  ///< "sip:example.org"
  std::string from, to;     ///< name-addr: "<sip:gateway@example.org>"
  std::string call_id;      ///< empty: the SIP thread chooses one
  std::uint32_t cseq = 0;   ///< the last one used with this Call-ID, whose successor is sent; 0: any
  unsigned expires = 0;     ///< REGISTER: seconds that our Contact is to be bound for, 0 takes the binding away
  NextHop next_hop = {};
  PeerPtr peer = {};  ///< null: no credentials, Contact without a user
};

/// A Contact that the registrar holds for our address of record.
struct Binding {
  std::string uri;
  std::optional<unsigned> expires;  ///< seconds
  bool ours = false;
  bool operator==(const Binding&) const = default;
};

struct RequestResult {
  RequestId id;
  int status = 0;  ///< 200-699
  std::string phrase;
  bool from_peer = true;                ///< false: made here (no answer in time, transport or DNS failure)
  std::uint32_t cseq = 0;               ///< the last one that was sent, for the next request
  std::optional<unsigned> retry_after;  ///< seconds
  std::optional<unsigned> min_expires;  ///< of a 423, seconds
  std::optional<unsigned> expires;      ///< Expires header of a 2xx, seconds
  std::vector<Binding> bindings = {};   ///< of a 2xx to REGISTER
  std::string auth_failure = {};        ///< of a 401 or 407: why the challenge was not answered, for an operator
};

}  // namespace sipgw::sip
