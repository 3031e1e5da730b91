// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sim/msc_rules.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace sipgw::sim {
namespace {

using mncc::Type;
using enum MscState;

constexpr unsigned in(std::initializer_list<MscState> states) {
  unsigned mask = 0;
  for (const auto state : states) mask |= 1u << static_cast<unsigned>(state);
  return mask;
}

struct Rule {
  Type type;
  unsigned states;
};

constexpr unsigned kMtWithPhone = in({mt_confirmed, mt_ringing, mt_answered});
constexpr unsigned kMoRinging = in({mo_proceeding, mo_delivered});

constexpr std::array kRules{
    Rule{Type::call_proc_req, in({mo_initiated})},
    // PROGRESS_REQ in ACTIVE is the guard timer's keepalive.
    Rule{Type::progress_req, in({mo_proceeding, active})},
    Rule{Type::alert_req, in({mo_proceeding})},
    Rule{Type::setup_rsp, kMoRinging},
    Rule{Type::setup_compl_req, in({mt_answered})},
    Rule{Type::notify_req, in({active})},
    Rule{Type::rtp_create, in({mo_initiated}) | kMoRinging | kMtWithPhone},
    Rule{Type::rtp_connect, in({mo_initiated, active}) | kMoRinging | kMtWithPhone},
    Rule{Type::disc_req, in({active}) | kMoRinging | kMtWithPhone},
    Rule{Type::rel_req, in({mo_initiated, mt_paging, active, disconnecting}) | kMoRinging | kMtWithPhone},
    Rule{Type::rej_req, in({mo_initiated})},
};

}  // namespace

std::string_view to_string(MscState state) {
  switch (state) {
    case idle:
      return "IDLE";
    case mo_initiated:
      return "MO_INITIATED";
    case mo_proceeding:
      return "MO_PROCEEDING";
    case mo_delivered:
      return "MO_DELIVERED";
    case mt_paging:
      return "MT_PAGING";
    case mt_confirmed:
      return "MT_CONFIRMED";
    case mt_ringing:
      return "MT_RINGING";
    case mt_answered:
      return "MT_ANSWERED";
    case active:
      return "ACTIVE";
    case disconnecting:
      return "DISCONNECTING";
    case ended:
      return "ENDED";
  }
  return "";
}

bool allowed(Type type, MscState state) {
  const auto rule = std::ranges::find(kRules, type, &Rule::type);
  return rule != kRules.end() && (rule->states & in({state})) != 0;
}

}  // namespace sipgw::sim
