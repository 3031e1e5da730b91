// SPDX-License-Identifier: AGPL-3.0-or-later
// Nodes `sip` and `trunk`: who calls whom, and who may know it.
#include "vty/choice.hpp"
#include "vty/nodes.hpp"
#include "vty/trunk_parts.hpp"

namespace sipgw::vty {
namespace {

using cc::TrunkConfig;

constexpr std::string_view kOffOn[] = {"off", "on"};
constexpr std::string_view kIdentities[] = {"from", "pai"};
constexpr std::string_view kCallerNames[] = {"msisdn", "imsi", "both"};
constexpr std::string_view kClirDefaults[] = {"allow", "restrict"};
constexpr std::string_view kCallingFrom[] = {"pai", "rpid", "from"};
constexpr std::string_view kCalledFrom[] = {"ruri", "to", "p-called-party-id"};

cmd_element commands[] = {
    command<choose<kIdentities, &TrunkConfig::identity>>(
        "identity (from|pai)",
        "How the peer learns who calls\n"
        "By From; who withholds the number is anonymous (default)\n"
        "By P-Asserted-Identity too, which tells withheld numbers to the peer: only if it is trusted\n",
        CMD_ATTR_IMMEDIATE),
    command<choose<kCallerNames, &TrunkConfig::caller_name>>(
        "identity (msisdn|imsi|both)",
        "How the peer learns who calls\n"
        "By the number (default)\n"
        "By the IMSI\n"
        "By the number, with the IMSI in the header X-IMSI; by the IMSI where the phone has no number\n",
        CMD_ATTR_IMMEDIATE),
    command<choose<kClirDefaults, &TrunkConfig::clir_by_default>>(
        "clir default (allow|restrict)",
        "Withholding the number of a phone that calls\n"
        "What is done for a phone that asks neither to withhold nor to show its number\n"
        "Show the number (default)\n"
        "Withhold it\n",
        CMD_ATTR_IMMEDIATE),
    command<choose<kCallingFrom, &TrunkConfig::calling_from>>(
        "calling-from (pai|rpid|from)",
        "Where an INVITE of the peer says who calls\n"
        "P-Asserted-Identity, else Remote-Party-ID, else From (default)\n"
        "Remote-Party-ID, else From\n"
        "From\n",
        CMD_ATTR_IMMEDIATE),
    command<choose<kCalledFrom, &TrunkConfig::called_from>>("called-from (ruri|to|p-called-party-id)",
                                                            "Where an INVITE of the peer says who is called\n"
                                                            "The Request-URI (default)\n"
                                                            "To, as osmo-sip-connector has it\n"
                                                            "P-Called-Party-ID, else the Request-URI\n",
                                                            CMD_ATTR_IMMEDIATE),
    command<choose<kOffOn, &TrunkConfig::user_info>>(
        "uui (on|off)",
        "User-to-user information, which the users' devices send each other with a call\n"
        "Pass it on, to SIP in the header User-to-User (RFC 7433)\n"
        "Leave it out (default)\n",
        CMD_ATTR_IMMEDIATE),
};

}  // namespace

void write_trunk_identity(Terminal& out, const TrunkConfig& trunk) {
  write_choice(out, "identity", kIdentities, trunk, &TrunkConfig::identity);
  write_choice(out, "identity", kCallerNames, trunk, &TrunkConfig::caller_name);
  write_choice(out, "clir default", kClirDefaults, trunk, &TrunkConfig::clir_by_default);
  write_choice(out, "calling-from", kCallingFrom, trunk, &TrunkConfig::calling_from);
  write_choice(out, "called-from", kCalledFrom, trunk, &TrunkConfig::called_from);
  write_choice(out, "uui", kOffOn, trunk, &TrunkConfig::user_info);
}

void install_trunk_identity(int node) { install(node, commands); }

}  // namespace sipgw::vty
