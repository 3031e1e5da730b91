// SPDX-License-Identifier: AGPL-3.0-or-later
// How a phone and its cell behave; the user changes it by commands.
#pragma once

#include <string>
#include <vector>

#include "e2e/bss/timer.hpp"
#include "sdp/session.hpp"

namespace sipgw::e2e {

/// What the phone does with an incoming call.
struct Answering {
  enum class Kind { at_once, after, never, busy, reject };
  Kind kind = Kind::after;
  Milliseconds delay{200};  ///< of ringing, for `after`
};

enum class Assigning { works, fails, silent };

struct Settings {
  std::string imsi;
  std::vector<sdp::Codec> codecs{sdp::Codec::amr, sdp::Codec::gsm_efr, sdp::Codec::gsm_fr, sdp::Codec::gsm_hr};
  sdp::Codec channel_codec = sdp::Codec::gsm_fr;  ///< which of them the base station assigns
  Answering answering;
  Assigning assigning = Assigning::works;
  bool hears_paging = true;
};

}  // namespace sipgw::e2e
