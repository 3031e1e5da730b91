// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/sofia/endpoint.hpp"

#include "adapters/sofia/sockaddr.hpp"

namespace sipgw::sofia {
namespace {

std::string in_uri(const IpAddress& ip) { return ip.v6 ? "[" + ip.to_string() + "]" : ip.to_string(); }

}  // namespace

std::string Endpoint::told_instead() const {
  const auto literal = IpAddress::parse(external_);
  if (!literal) return external_;
  return literal->v6 == listener_.address.ip.v6 ? in_uri(*literal) : std::string();
}

std::string Endpoint::url() const {
  const std::string bound = in_uri(listener_.address.ip);
  const std::string told = told_instead();
  std::string url =
      (listener_.tls ? "sips:" : "sip:") + (told.empty() ? bound : told) + ":" + std::to_string(listener_.address.port);
  if (!told.empty()) url += ";maddr=" + bound;
  if (listener_.udp != listener_.tcp) url += listener_.udp ? ";transport=udp" : ";transport=tcp";
  return url;
}

std::string Endpoint::contact(const std::string& user, const IpAddress& peer, sip::Transport transport) const {
  std::string host = told_instead();
  if (host.empty()) {
    const IpAddress& bound = listener_.address.ip;
    host = in_uri(bound.is_unspecified() ? address_towards(peer) : bound);
  }
  std::string uri = "<sip:" + user + (user.empty() ? "" : "@") + host + ":" + std::to_string(listener_.address.port);
  if (transport != sip::Transport::udp) uri.append(";transport=").append(to_string(transport));
  return uri + ">";
}

bool Endpoint::reaches(const IpAddress& peer, sip::Transport transport) const {
  if (peer.v6 != listener_.address.ip.v6) return false;
  switch (transport) {
    case sip::Transport::udp:
      return listener_.udp;
    case sip::Transport::tcp:
      return listener_.tcp;
    case sip::Transport::tls:
      return listener_.tls;
  }
  return false;
}

bool Endpoint::suits(const IpAddress& peer) const { return listener_.address.ip == address_towards(peer); }

}  // namespace sipgw::sofia
