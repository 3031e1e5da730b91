// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>
#include <array>

#include "base/strings.hpp"
#include "sdp/lines.hpp"
#include "sdp/sdp.hpp"

namespace sipgw::sdp {

namespace {

constexpr std::uint32_t kGsmClockRate = 8000;

struct GsmCodec {
  Codec codec;
  std::string_view encoding;
  std::uint32_t payload_msg_type;      ///< MNCC
  std::uint8_t msc_payload_type;       ///< osmo-msc up to 1.10
  std::array<int, 2> speech_versions;  ///< 3GPP TS 24.008 octet 3a of the bearer capability; -1: no second one
};

constexpr std::array kGsmTable = {
    GsmCodec{Codec::gsm_fr, "GSM", 0x300, 3, {0, -1}},
    GsmCodec{Codec::gsm_efr, "GSM-EFR", 0x301, 110, {2, -1}},
    GsmCodec{Codec::gsm_hr, "GSM-HR-08", 0x302, 111, {1, -1}},
    GsmCodec{Codec::amr, "AMR", 0x303, 112, {4, 5}},
};

const GsmCodec* find_gsm(Codec codec) {
  const auto* found =
      std::find_if(kGsmTable.begin(), kGsmTable.end(), [&](const GsmCodec& row) { return row.codec == codec; });
  return found == kGsmTable.end() ? nullptr : found;
}

/// RFC 3551 table 4.
struct StaticType {
  std::uint8_t payload_type;
  std::string_view encoding;
  std::uint32_t clock_rate = 8000;
  std::uint8_t channels = 1;
};

constexpr std::array kStaticTypes = {
    StaticType{0, "PCMU"},         StaticType{3, "GSM"},         StaticType{4, "G723"},
    StaticType{5, "DVI4"},         StaticType{6, "DVI4", 16000}, StaticType{7, "LPC"},
    StaticType{8, "PCMA"},         StaticType{9, "G722"},        StaticType{10, "L16", 44100, 2},
    StaticType{11, "L16", 44100},  StaticType{12, "QCELP"},      StaticType{13, "CN"},
    StaticType{14, "MPA", 90000},  StaticType{15, "G728"},       StaticType{16, "DVI4", 11025},
    StaticType{17, "DVI4", 22050}, StaticType{18, "G729"},
};

}  // namespace

const Format* Session::find(Codec codec) const {
  const auto found =
      std::find_if(formats.begin(), formats.end(), [&](const Format& format) { return format.codec == codec; });
  return found == formats.end() ? nullptr : &*found;
}

Format static_format(std::uint8_t payload_type) {
  Format format;
  format.payload_type = payload_type;
  const auto* row = std::find_if(kStaticTypes.begin(), kStaticTypes.end(),
                                 [&](const StaticType& type) { return type.payload_type == payload_type; });
  if (row == kStaticTypes.end()) return format;
  format.encoding = row->encoding;
  format.clock_rate = row->clock_rate;
  format.channels = row->channels;
  format.codec = codec_by_name(row->encoding, row->clock_rate, row->channels);
  return format;
}

std::string_view encoding_name(Codec codec) {
  const auto* row = find_gsm(codec);
  return row == nullptr ? std::string_view{} : row->encoding;
}

Codec codec_by_name(std::string_view encoding, std::uint32_t clock_rate, std::uint8_t channels) {
  if (clock_rate != kGsmClockRate || channels != 1) return Codec::other;
  if (iequals(encoding, "GSM-HR")) return Codec::gsm_hr;
  const auto* row = std::find_if(kGsmTable.begin(), kGsmTable.end(),
                                 [&](const GsmCodec& candidate) { return iequals(candidate.encoding, encoding); });
  return row == kGsmTable.end() ? Codec::other : row->codec;
}

Codec codec_from_payload_msg_type(std::uint32_t value) {
  const auto* row = std::find_if(kGsmTable.begin(), kGsmTable.end(),
                                 [&](const GsmCodec& candidate) { return candidate.payload_msg_type == value; });
  return row == kGsmTable.end() ? Codec::other : row->codec;
}

std::uint8_t msc_payload_type(Codec codec) {
  const auto* row = find_gsm(codec);
  return row == nullptr ? 0 : row->msc_payload_type;
}

std::vector<int> speech_versions(const Session& session) {
  std::vector<int> versions;
  for (const auto& format : session.formats) {
    const auto* row = find_gsm(format.codec);
    if (row == nullptr) continue;
    for (const int version : row->speech_versions) {
      if (version >= 0 && std::find(versions.begin(), versions.end(), version) == versions.end())
        versions.push_back(version);
    }
  }
  return versions;
}

Format make_format(Codec codec, std::uint8_t payload_type) {
  Format format;
  format.payload_type = payload_type;
  format.encoding = encoding_name(codec);
  format.fmtp = codec == Codec::amr ? "octet-align=1" : "";
  format.codec = codec;
  return format;
}

}  // namespace sipgw::sdp
