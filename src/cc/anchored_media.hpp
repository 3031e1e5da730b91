// SPDX-License-Identifier: AGPL-3.0-or-later
// The MGW endpoint of an anchored call: two connections, brought step by step from what they are to what they should
// be. The call says what it wants; next_command() says what to ask the MGW next. One command is under way at a time, so
// any order of wishes and answers converges.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/net_address.hpp"
#include "mgcp/message.hpp"
#include "mgcp/statistics.hpp"
#include "sdp/session.hpp"

namespace sipgw::cc {

class AnchoredMedia {
 public:
  /// `call_id`: MGCP's C:, hexadecimal, unique for this gateway. `domain`: what stands behind the '@'.
  AnchoredMedia(std::string call_id, const std::string& domain);

  /// Which side of the gateway a connection faces.
  enum class Side : std::uint8_t { msc, sip };

  /// Where a side wants its RTP and in which format.
  struct Remote {
    NetAddress address;
    sdp::Format format;
    bool operator==(const Remote&) const = default;
  };

  // --- wishes
  void want_remote(Side side, Remote remote) { at(side).wanted_remote = std::move(remote); }
  void want_mode(Side side, mgcp::Mode mode) { at(side).wanted_mode = mode; }
  /// Asks for a command that changes nothing, to see whether the MGW still knows the endpoint.
  void want_probe() { probe_ = true; }
  /// The MGW answers again: repeats what it left unanswered.
  void ask_again();
  /// For a call that goes on without: deletes whatever the endpoint has; nothing if the MGW has not named it.
  std::optional<mgcp::Command> remove_all();
  /// Deletes both connections; nothing else is asked for afterwards.
  void release() { releasing_ = true; }

  // --- steps
  /// The next command; nothing while one is under way or when all is as wanted.
  std::optional<mgcp::Command> next_command();

  enum class Outcome : std::uint8_t {
    done,
    failed,    ///< the MGW refused: no endpoint free, bad domain …
    vanished,  ///< the MGW does not know the endpoint any more: it was restarted
    no_reply,
  };
  /// Takes the result of the command under way.
  Outcome completed(const std::optional<mgcp::Response>& response);

  // --- state
  /// The MGW's own address towards a side; nothing until it is known.
  const std::optional<NetAddress>& local(Side side) const { return at(side).local; }
  bool both_exist() const { return at(Side::msc).exists() && at(Side::sip).exists(); }
  /// A command is under way.
  bool waiting() const { return under_way_.has_value(); }
  /// Everything wanted so far is in effect.
  bool settled() const;
  /// Released, and nothing of it is left on the MGW as far as can be known.
  bool over() const;
  /// What the MGW counted at a connection; nothing until it was deleted, or the MGW did not tell.
  const std::optional<mgcp::Statistics>& statistics(Side side) const { return at(side).statistics; }
  const std::string& endpoint() const { return endpoint_; }
  /// The MGW has named it.
  bool has_endpoint() const { return endpoint_.find('*') == std::string::npos; }
  /// Text of the MGW's last refusal.
  const std::string& failure() const { return failure_; }

 private:
  struct Connection {
    enum class State : std::uint8_t { absent, present, gone } state = State::absent;
    std::string id;
    std::optional<NetAddress> local;
    std::optional<mgcp::Statistics> statistics;
    std::optional<Remote> remote, wanted_remote;
    mgcp::Mode mode = mgcp::Mode::recvonly, wanted_mode = mgcp::Mode::recvonly;
    bool unanswered = false;  ///< the last MDCX: `remote` and `mode` are as asked for, not as known
    bool exists() const { return state == State::present; }
    /// sendrecv needs a remote address: until there is one the mode stays.
    bool differs() const { return remote != wanted_remote || (wanted_remote && mode != wanted_mode); }
  };
  struct UnderWay {
    mgcp::Verb verb{};
    Side side{};
    std::optional<Remote> remote;
    mgcp::Mode mode{};
  };

  Connection& at(Side side) { return side == Side::msc ? msc_ : sip_; }
  const Connection& at(Side side) const { return side == Side::msc ? msc_ : sip_; }
  mgcp::Command command(mgcp::Verb verb, Side side);
  mgcp::Command create(Side side);
  mgcp::Command modify(Side side);
  mgcp::Command remove(Side side);
  Outcome created(Connection& connection, const mgcp::Response& response);
  Outcome refused(const mgcp::Response& response);

  std::string call_id_;
  std::string endpoint_;
  Connection msc_, sip_;
  std::optional<UnderWay> under_way_;
  bool probe_ = false, releasing_ = false;
  bool uncertain_ = false;  ///< a CRCX went unanswered: the endpoint may hold a connection whose id we don't know
  std::string failure_;
};

}  // namespace sipgw::cc
