// SPDX-License-Identifier: AGPL-3.0-or-later
// nua on one listener. Sofia takes the first transport that fits for what it sends, and names that one in Via and
// Contact; so each listener has a nua of its own, which has no choice.
#pragma once

#include <string>

#include "adapters/sofia/sofia.hpp"
#include "base/net_address.hpp"
#include "base/result.hpp"
#include "sip/listener.hpp"
#include "sip/peer.hpp"

namespace sipgw::sofia {

class Endpoint {
 public:
  /// `external`: host name or address that is told to peers instead of the bound one; empty: none.
  Endpoint(sip::Listener listener, std::string external) : listener_(listener), external_(std::move(external)) {}

  /// What Sofia binds and puts into Via, as a URI.
  std::string url() const;
  /// Our Contact towards this peer: never a wildcard address.
  std::string contact(const std::string& user, const IpAddress& peer, sip::Transport transport) const;

  /// True if a request can be sent from here to there by this transport.
  bool reaches(const IpAddress& peer, sip::Transport transport) const;
  /// True if it is bound to the very address by which packets to that peer leave.
  bool suits(const IpAddress& peer) const;

  nua_t* nua() const { return nua_.get(); }
  void own(nua_t* nua) { nua_.reset(nua); }
  /// Destroying a nua that has not shut down aborts: better to leave it.
  void leave() { static_cast<void>(nua_.release()); }

  const sip::Listener& listener() const { return listener_; }
  NetAddress local() const { return listener_.address; }
  void set_port(std::uint16_t port) { listener_.address.port = port; }

  bool shut_down = false;  ///< nua may be destroyed

 private:
  /// The name or address that is told instead of the bound one; empty: none.
  std::string told_instead() const;

  sip::Listener listener_;
  std::string external_;
  Nua nua_;
};

}  // namespace sipgw::sofia
