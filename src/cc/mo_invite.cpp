// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cc/mo_invite.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/strings.hpp"
#include "cc/gsm_messages.hpp"
#include "sip/headers.hpp"

namespace sipgw::cc {

namespace {

/// What osmo-sip-connector's users dial to: the user part of an emergency call in the small form.
constexpr std::string_view kEmergencyUser = "emergency";
constexpr std::string_view kEmergencyUrn = "urn:service:sos";  // RFC 5031
constexpr std::string_view kUsualEmergencyNumber = "112";
constexpr int kMovedPermanently = 301, kMovedTemporarily = 302;
constexpr std::uint8_t kRestricted = 1;

/// In the domain of the trunk, if it has one, else at the remote's address.
InviteTarget to_user(const std::string& user, const TrunkConfig& trunk, const NetAddress& remote) {
  if (!trunk.domain.empty()) return {sip::sip_uri(user, trunk.domain, 0), sip::name_addr({}, user, trunk.domain), {}};
  const auto host = remote.ip.to_string();
  return {sip::sip_uri(user, host, remote.port), sip::name_addr({}, user, host), {}};
}

std::string route_to(const std::string& host, std::uint16_t port) {
  return "<" + sip::sip_uri({}, host, port) + ";lr>";
}

InviteTarget to_emergency_urn(const NetAddress& remote) {
  const std::string urn(kEmergencyUrn);
  return {urn, "<" + urn + ">", route_to(remote.ip.to_string(), remote.port)};
}

std::string emergency_number(const GsmLeg& gsm, const SipConfig& config) {
  if (!gsm.called.empty()) return gsm.called;
  return config.emergency_numbers.empty() ? std::string(kUsualEmergencyNumber) : config.emergency_numbers.front();
}

/// RFC 5806; a number that is to be withheld only in confidence.
void tell_redirecting_number(sip::Invite& invite, const mncc::Number& number, bool in_confidence,
                             std::string_view local_host) {
  const bool withheld = number.present == kRestricted;
  if (!is_number(number.digits) || (withheld && !in_confidence)) return;
  invite.headers.emplace_back("Diversion", sip::name_addr({}, digits_of(number), local_host) + ";reason=unknown" +
                                               (withheld ? ";privacy=full" : ""));
}

/// The peer did not understand the URI: another form of it may do.
bool is_about_the_uri(int status) {
  constexpr std::array kStatuses = {400, 404, 416, 420, 484, 604};
  return std::find(kStatuses.begin(), kStatuses.end(), status) != kStatuses.end();
}

}  // namespace

std::vector<InviteTarget> first_targets(const GsmLeg& gsm, const Config& config, const TrunkConfig& trunk,
                                        const NetAddress& remote) {
  const auto to_number = [&] { return to_user(emergency_number(gsm, config.sip), trunk, remote); };
  if (!gsm.emergency) return {to_user(gsm.called, trunk, remote)};
  switch (trunk.emergency_uri) {
    case EmergencyUri::compat:
      break;
    case EmergencyUri::sos:
      return {to_emergency_urn(remote)};
    case EmergencyUri::number:
      return {to_number()};
    case EmergencyUri::both:
      return {to_emergency_urn(remote), to_number()};
  }
  return {to_user(std::string(kEmergencyUser), trunk, remote)};
}

unsigned redirections_allowed(const GsmLeg& gsm, const TrunkConfig& trunk) {
  return gsm.emergency ? std::max(trunk.redirects, 1u) : trunk.redirects;
}

void identify_caller(sip::Invite& invite, const GsmLeg& gsm, const Config& config, const TrunkConfig& trunk,
                     std::string_view local_host) {
  const auto name = config.use_imsi ? CallerName::imsi : trunk.caller_name;
  const bool by_imsi = name == CallerName::imsi || (name == CallerName::both && gsm.calling.empty());
  const auto& caller = by_imsi ? gsm.imsi : gsm.calling;
  const bool hidden = gsm.hide_number.value_or(trunk.clir_by_default) && !gsm.emergency;
  const bool told_in_confidence = trunk.identity == Identity::pai || gsm.emergency;
  const std::string_view domain = trunk.from_domain.empty() ? local_host : trunk.from_domain;
  if (!trunk.from_user.empty()) {
    invite.from = sip::name_addr({}, trunk.from_user, domain);
  } else if (hidden || caller.empty()) {
    invite.from = sip::name_addr("Anonymous", "anonymous", "anonymous.invalid");
  } else {
    invite.from = sip::name_addr({}, caller, domain);
  }
  if (hidden) invite.headers.emplace_back("Privacy", "id");
  if (!caller.empty() && told_in_confidence) {
    invite.headers.emplace_back("P-Asserted-Identity", sip::name_addr({}, caller, domain));
  }
  if (trunk.caller_name == CallerName::both && !gsm.imsi.empty() && (!hidden || told_in_confidence)) {
    invite.headers.emplace_back("X-IMSI", gsm.imsi);
  }
  if (gsm.redirecting) tell_redirecting_number(invite, *gsm.redirecting, told_in_confidence, domain);
  if (!gsm.emergency) return;
  invite.headers.emplace_back("Priority", "emergency");
  if (!trunk.resource_priority.empty()) invite.headers.emplace_back("Resource-Priority", trunk.resource_priority);
}

bool is_emergency_number(const SipConfig& config, std::string_view called) {
  return std::find(config.emergency_numbers.begin(), config.emergency_numbers.end(), called) !=
         config.emergency_numbers.end();
}

InvitePlan::Next InvitePlan::refused(const sip::Refused& refusal, const TrunkConfig& trunk,
                                     const std::vector<IpAddress>& remotes) {
  if (targets_.empty()) return Next::give_up;
  tried_.push_back(current().uri);
  if (refusal.status < 400) return redirected(refusal, trunk, remotes);
  const bool worth_it = redirections_ > 0 ? refusal.status < 600 : is_about_the_uri(refusal.status);
  if (!worth_it || targets_.size() < 2) return Next::give_up;
  targets_.erase(targets_.begin());
  return Next::try_next;
}

void InvitePlan::tell_redirections(sip::Invite& invite) const {
  if (followed_.empty()) return;
  std::string history, diversions, index = "1";
  for (const auto& [from, status] : followed_) {
    history.append("<").append(from);
    if (from.starts_with("sip:")) history.append("?Reason=SIP%3Bcause%3D").append(std::to_string(status));  // not a URN
    history.append(">;index=").append(index).append(", ");
    index += ".1";
    const bool moved = status == kMovedPermanently || status == kMovedTemporarily;
    std::string diversion = "<" + from + ">;reason=" + (moved ? "unconditional" : "unknown");
    if (!diversions.empty()) diversion.append(", ").append(diversions);  // the newest first
    diversions = std::move(diversion);
  }
  invite.headers.emplace_back("History-Info", history + "<" + current().uri + ">;index=" + index);
  invite.headers.emplace_back("Diversion", diversions);
}

InvitePlan::Next InvitePlan::redirected(const sip::Refused& refusal, const TrunkConfig& trunk,
                                        const std::vector<IpAddress>& remotes) {
  if (redirections_allowed_ == 0) return Next::give_up;
  if (redirections_ == redirections_allowed_) return Next::too_many_redirections;
  ++redirections_;
  std::vector<InviteTarget> found;
  for (const auto& contact : refusal.contacts) {
    if (std::find(tried_.begin(), tried_.end(), contact.uri) != tried_.end()) continue;
    const auto ip = IpAddress::parse(contact.host);
    if (ip ? std::find(remotes.begin(), remotes.end(), *ip) != remotes.end()
           : iequals(contact.host, trunk.remote_host)) {
      // A name is the remote's: the INVITE goes to the address that it resolved to.
      const bool by_name = !ip && !remotes.empty();
      found.push_back({contact.uri, current().to,
                       by_name ? route_to(remotes.front().to_string(), trunk.remote_port) : std::string{}});
    }
  }
  if (found.empty()) return Next::give_up;
  followed_.push_back({current().uri, refusal.status});
  targets_ = std::move(found);
  return Next::try_next;
}

}  // namespace sipgw::cc
