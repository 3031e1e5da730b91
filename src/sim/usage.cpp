// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sim/options.hpp"

namespace sipgw::sim {

std::string_view usage() {
  return R"(Usage: osmo-sipgw-sim [OPTION]... --gateway ADDR:PORT --sip ADDR:PORT [SCRIPT]...
Plays the MSC and the SIP peer of a GSM MNCC-to-SIP gateway, runs scripts of calls
and checks that the gateway does what the calls need.

  -m, --mncc PATH          MNCC socket to listen on (/tmp/msc_mncc)
  -g, --gateway ADDR:PORT  where the gateway takes SIP
  -s, --sip ADDR:PORT      our own SIP address; port 0 takes a free one
  -r, --rtp-ip ADDR        address of our RTP sockets (that of --sip)
  -d, --dialect VERSION    play osmo-msc 1.9 (default), 1.11 (SDP) or 1.12 (SDP, longer structure)
  -e LINE                  a line of script; may be given several times
  -l, --ladder             print the ladder of each call
  -q, --quiet              print failures only
  -t, --table              print the table of live calls at the end
  -L, --linger SECONDS     stay so long after the script before calls held for ever are hung up
  -w, --wait-gateway SEC   longest wait for the gateway to connect (30)
  -h, --help   -V, --version
Without a script it serves calls until it is interrupted.

Script, one line each; '#' begins a comment; times are seconds and may have a fraction
  [parallel] [repeat N [rate R]] call from END to END CLAUSE...
                           END is "phone NUMBER" or "sip NUMBER"; "NUMBER+" counts up with repeat
                           a line waits for the end of its calls unless it says parallel
  wait S | wait all        pause | wait for all calls (those held for ever: to be connected)
  phone NUMBER|any CLAUSE..., sip NUMBER|any CLAUSE...
                           how that end behaves in calls that no line waits for; at first every one answers
  drop mncc                the MSC closes its MNCC connection

Clauses about the called end
  ring S  answer S         it rings S after being called, is answered S after that (0 and 0)
  never                    rings and is never answered
  busy  unknown            phone: REL_IND 17, 18; SIP: 486, 404
  detached  fast           phone only: REL_IND 27; SETUP_CNF overtakes RTP_CREATE
  reject [cause N]         phone: DISC_IND N (21) after ringing; SIP: 603
  refuse STATUS [cause N]  SIP only, with a Reason header if a cause is given
  early                    SIP only: 183 with SDP instead of 180
  unreached                the gateway must refuse the call without calling this end

Other clauses of a call
  hold S|forever           how long it lasts once both ends are connected (0)
  hangup phone|sip|caller|callee|gateway [cause N]    who ends it (caller, 16)
  cancel S [cause N]       the caller gives up S after the start
  page S  assign S         phone's delay of CALL_CONF_IND (0.02) and of the RTP_CREATE answer (0.05)
  codec fr|efr|hr|amr      (fr)           clir     emergency
  media on|off             send RTP at both ends; packets N (50), pace MILLISECONDS (20)
  limit S                  longest set-up and longest release (60)
  expect answered|refused  instead of what the called end's behaviour says
  expect cause N           at the end that the gateway released
  expect status N          final status that a SIP caller got
  expect from NUMBER       the caller's number as the called end sees it
  expect ringing           the caller was told that it rings
  expect media both|phone|sip   every RTP packet arrived there unaltered

Exit status: 0 all calls went as scripted, 1 some did not (one line each on stderr), 2 usage error.
)";
}

}  // namespace sipgw::sim
