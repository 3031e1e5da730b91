// SPDX-License-Identifier: AGPL-3.0-or-later
// One call of the load generator: both its ends, as far as there are two.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "bench/clock.hpp"
#include "bench/results.hpp"
#include "bench/sip_text.hpp"
#include "mncc/message.hpp"

namespace sipgw::bench {

enum class Kind : std::uint8_t {
  mo,       ///< from a phone, through the gateway, ended by the phone
  mt,       ///< to a phone, through the gateway, ended by the SIP peer
  bare_mo,  ///< the same SIP leg with a bare SIP stack in the place of the gateway
  bare_mt,
  alone,      ///< generator to generator
  alone_far,  ///< the called end of such a call
};

enum class Stage : std::uint8_t { setup, ringing, active, clearing, ended };

struct Call {
  Kind kind{};
  Stage stage = Stage::setup;
  bool held = false;      ///< stays until it is told to end
  bool gsm_over = false;  ///< as nothing remains to be said at that end
  bool sip_over = false;
  Callref callref = 0;
  TimePoint guarded{};  ///< when it began or, if it was held, its end did: that must not take forever
  TimePoint asked{};    ///< when we sent what the next hop begins with
  /// Our INVITE or BYE, or the 200 to an INVITE, until the peer has it; and which one it is, for its repetition.
  std::string pending;
  std::uint8_t pending_number = 0;
  std::string invite;  ///< the one that called us
  std::string dialog;  ///< for a BYE of ours

  bool has_phone() const { return kind == Kind::mo || kind == Kind::mt; }
  bool calls_sip() const { return kind == Kind::mo || kind == Kind::bare_mo; }
  bool is_caller() const { return kind == Kind::mt || kind == Kind::bare_mt || kind == Kind::alone; }
  bool over() const { return sip_over && (gsm_over || !has_phone()); }
};

}  // namespace sipgw::bench
