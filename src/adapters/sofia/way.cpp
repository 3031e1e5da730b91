// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/sofia/way.hpp"

#include <array>

#include "adapters/sofia/convert.hpp"
#include "base/strings.hpp"

namespace sipgw::sofia {
namespace {

constexpr std::uint16_t kSipPort = 5060, kSipsPort = 5061;

/// "<sip:host;lr>" without its brackets.
std::string uri_of(std::string_view name_addr) {
  take_until(name_addr, '<');
  return std::string(take_until(name_addr, '>'));
}

sip::Transport transport_of(const url_t& url) {
  std::array<char, 8> value{};
  const auto length = url_param(url.url_params, "transport", value.data(), value.size());
  if (url.url_type == url_sips || (length > 0 && iequals(value.data(), "tls"))) return sip::Transport::tls;
  return length > 0 && iequals(value.data(), "tcp") ? sip::Transport::tcp : sip::Transport::udp;
}

/// Where a request with this URI on top goes by itself.
sip::NextHop hop_of(const std::string& uri) {
  Home home;
  const url_t* url = url_make(home, uri.c_str());
  sip::NextHop hop;
  if (url == nullptr || url->url_host == nullptr) return hop;
  hop.transport = transport_of(*url);
  const std::uint16_t usual = hop.transport == sip::Transport::tls ? kSipsPort : kSipPort;
  hop.address.port = parse_number<std::uint16_t>(text(url->url_port)).value_or(usual);
  hop.address.ip = IpAddress::parse(url->url_host).value_or(IpAddress{});
  return hop;
}

std::string uri_for(const sip::NextHop& hop, const std::string& user) {
  std::string uri = "sip:" + user + (user.empty() ? "" : "@") + hop.address.to_string();
  if (hop.transport != sip::Transport::udp) uri.append(";transport=").append(to_string(hop.transport));
  return uri;
}

/// As written, with its escapes.
std::string user_of(const std::string& uri) {
  Home home;
  const url_t* url = url_make(home, uri.c_str());
  return url == nullptr ? std::string() : text(url->url_user);
}

Way way_of(const std::string& request_uri, const std::string& route, const sip::NextHop& next_hop) {
  const std::string first = route.empty() ? request_uri : uri_of(route);
  Way way{hop_of(first), route, first};
  if (!next_hop.address.usable() || next_hop == way.hop) return way;
  way.hop = next_hop;
  way.route = "<" + uri_for(way.hop, "") + ";lr>" + (route.empty() ? "" : ", ") + route;
  way.target = uri_for(way.hop, user_of(request_uri));
  return way;
}

}  // namespace

Way way_of(const sip::Invite& invite) { return way_of(invite.request_uri, invite.route, invite.next_hop); }
Way way_of(const std::string& request_uri, const sip::NextHop& next_hop) { return way_of(request_uri, {}, next_hop); }

}  // namespace sipgw::sofia
