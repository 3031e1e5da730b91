// SPDX-License-Identifier: AGPL-3.0-or-later
// MNCC messages as values. The wire layout is in layout.hpp, the conversion in codec.hpp.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/ids.hpp"
#include "base/net_address.hpp"

namespace sipgw::mncc {

enum class Type : std::uint32_t {
  setup_req = 0x101,
  setup_ind = 0x102,
  setup_rsp = 0x103,
  setup_cnf = 0x104,
  setup_compl_req = 0x105,
  setup_compl_ind = 0x106,
  call_conf_ind = 0x107,
  call_proc_req = 0x108,
  progress_req = 0x109,
  alert_req = 0x10a,
  alert_ind = 0x10b,
  notify_req = 0x10c,
  notify_ind = 0x10d,
  disc_req = 0x10e,
  disc_ind = 0x10f,
  rel_req = 0x110,
  rel_ind = 0x111,
  rel_cnf = 0x112,
  facility_req = 0x113,
  facility_ind = 0x114,
  start_dtmf_ind = 0x115,
  start_dtmf_rsp = 0x116,
  start_dtmf_rej = 0x117,
  stop_dtmf_ind = 0x118,
  stop_dtmf_rsp = 0x119,
  modify_req = 0x11a,
  modify_ind = 0x11b,
  modify_rsp = 0x11c,
  modify_cnf = 0x11d,
  modify_rej = 0x11e,
  hold_ind = 0x11f,
  hold_cnf = 0x120,
  hold_rej = 0x121,
  retrieve_ind = 0x122,
  retrieve_cnf = 0x123,
  retrieve_rej = 0x124,
  userinfo_req = 0x125,
  userinfo_ind = 0x126,
  rej_req = 0x127,
  rej_ind = 0x128,
  rtp_create = 0x204,
  rtp_connect = 0x205,
  rtp_free = 0x206,
  hello = 0x400,
};

/// Called, calling, redirecting or connected party number (3GPP TS 24.008 §10.5.4.7 and following).
struct Number {
  std::uint8_t type = 0;     ///< type of number, 0-7: 0 unknown, 1 international, 2 national
  std::uint8_t plan = 0;     ///< numbering plan, 0-15: 1 is ISDN/telephony (E.164)
  std::uint8_t present = 0;  ///< presentation: 0 allowed, 1 restricted, 2 not available
  std::uint8_t screen = 0;   ///< screening: 0 user provided not screened, 3 network provided
  std::string digits;        ///< at most 32 characters of 0-9 * # a b c, no '+'
  bool operator==(const Number&) const = default;
};

/// Speech versions of a bearer capability, in order of preference.
enum class SpeechVersion : std::uint8_t { fr = 0, hr = 1, efr = 2, amr_fr = 4, amr_hr = 5 };

struct BearerCap {
  int transfer = 0;  ///< 0 is speech
  int mode = 0;
  int coding = 0;
  int radio = 3;  ///< 1 full rate only, 3 dual rate; 0 makes the MSC drop the message
  int speech_ctm = 0;
  std::vector<int> speech_versions;  ///< SpeechVersion values as on the wire, at most 7; the codec adds the closing -1
  bool operator==(const BearerCap&) const = default;
};

struct Cause {
  int location = 1;              ///< 0 user, 1 private network serving the local user, 10 beyond an interworking point
  int coding = 3;                ///< 3 is the GSM standard
  int value = 0;                 ///< 1-127
  std::string diagnostics = {};  ///< octets as on air, at most 32; with cause 22 the new number
  bool operator==(const Cause&) const = default;
};

struct Progress {
  int coding = 3;
  int location = 1;
  int description = 0;  ///< progress description: 8 in-band information is available
  bool operator==(const Progress&) const = default;
};

/// What a phone tells its peer (3GPP TS 24.008 §10.5.4.25). MNCC carries no NUL in it.
struct UserUser {
  std::uint8_t protocol = 0;  ///< protocol discriminator: 4 is IA5 characters
  std::string text;           ///< octets, at most 128
  bool operator==(const UserUser&) const = default;
};

/// Call control capabilities of a phone (3GPP TS 24.008 §10.5.4.5a).
struct CcCap {
  bool dtmf = false;  ///< supports DTMF
  bool pcp = false;   ///< supports the prolonged clearing procedure
  bool operator==(const CcCap&) const = default;
};

/// A signalling message (wire type below 0x200). Absent optionals have their bit clear in the wire's field mask.
struct Signalling {
  Type type{};
  Callref callref = 0;
  std::optional<BearerCap> bearer_cap;
  std::optional<Number> called;
  std::optional<Number> calling;
  std::optional<Number> redirecting;
  std::optional<Number> connected;
  std::optional<Cause> cause;
  std::optional<Progress> progress;
  std::optional<UserUser> useruser;
  std::optional<std::string> facility;  ///< supplementary service components as on air, at most 128 octets
  std::optional<char> keypad;           ///< DTMF key: 0-9 * # A-D
  bool emergency = false;               ///< from the field mask or the emergency member
  bool clir_invoked = false;            ///< caller asked to withhold the number
  bool clir_suppressed = false;         ///< caller asked to show it
  int notify = 0;                       ///< in NOTIFY only: 0 user suspended, 1 user resumed
  std::string imsi;                     ///< up to 15 digits, or empty
  std::optional<std::array<std::uint8_t, 16>> gcr;
  std::string sdp;                        ///< at most 1023 bytes, or empty
  std::optional<std::string> ss_version;  ///< of supplementary services, as on air, at most 128 octets
  std::optional<CcCap> cc_cap;
  std::optional<std::string> llc;  ///< low layer compatibility as on air, at most 16 octets; MSC 1.12 and later
  std::optional<std::string> hlc;  ///< high layer compatibility as on air, at most 3 octets; the same
  bool operator==(const Signalling&) const = default;
};

/// payload_msg_type: which codec an MSC up to 1.10 means.
inline constexpr std::uint32_t kPayloadGsmFr = 0x300, kPayloadGsmEfr = 0x301, kPayloadGsmHr = 0x302,
                               kPayloadAmr = 0x303;

/// RTP_CREATE, RTP_CONNECT, RTP_FREE.
struct Rtp {
  Type type{};
  Callref callref = 0;
  std::optional<NetAddress> address;  ///< nothing: address family 0 on the wire, which is a refusal or "not yet"
  std::uint32_t payload_type = 0;
  std::uint32_t payload_msg_type = 0;  ///< one of kPayload…, 0 or unknown
  std::string sdp;                     ///< at most 1023 bytes, or empty
  bool operator==(const Rtp&) const = default;
};

/// The MSC's first message. Sizes and offsets are in bytes, as the MSC announced them.
struct Hello {
  std::uint32_t version = 0, mncc_size = 0, data_frame_size = 0, called_offset = 0, signal_offset = 0,
                emergency_offset = 0, lchan_type_offset = 0;
  bool operator==(const Hello&) const = default;
};

using Message = std::variant<Hello, Signalling, Rtp>;

}  // namespace sipgw::mncc
