// SPDX-License-Identifier: AGPL-3.0-or-later
#include <gmock/gmock.h>

#include "sdp/sdp.hpp"

namespace sipgw::sdp {
namespace {

TEST(SdpCodecTable, KnowsEachGsmCodec) {
  struct Row {
    Codec codec;
    const char* encoding;
    std::uint32_t payload_msg_type;
    int payload_type;
    const char* fmtp;
  };
  for (const auto& row :
       {Row{Codec::gsm_fr, "GSM", 0x300, 3, ""}, Row{Codec::gsm_efr, "GSM-EFR", 0x301, 110, ""},
        Row{Codec::gsm_hr, "GSM-HR-08", 0x302, 111, ""}, Row{Codec::amr, "AMR", 0x303, 112, "octet-align=1"}}) {
    EXPECT_EQ(encoding_name(row.codec), row.encoding);
    EXPECT_EQ(codec_by_name(row.encoding, 8000, 1), row.codec);
    EXPECT_EQ(codec_from_payload_msg_type(row.payload_msg_type), row.codec);
    EXPECT_EQ(msc_payload_type(row.codec), row.payload_type);
    const auto format = make_format(row.codec, 99);
    EXPECT_EQ(format, (Format{99, 1, row.codec, 8000, row.encoding, row.fmtp}));
  }
}

TEST(SdpCodecTable, TakesNamesInAnyCaseAndBothNamesOfHalfRate) {
  EXPECT_EQ(codec_by_name("gsm", 8000, 1), Codec::gsm_fr);
  EXPECT_EQ(codec_by_name("GSM-HR", 8000, 1), Codec::gsm_hr);
}

TEST(SdpCodecTable, TakesNothingElseForGsm) {
  EXPECT_EQ(codec_by_name("AMR", 16000, 1), Codec::other);
  EXPECT_EQ(codec_by_name("GSM", 8000, 2), Codec::other);
  EXPECT_EQ(codec_by_name("AMR-WB", 16000, 1), Codec::other);
  EXPECT_EQ(codec_by_name("", 8000, 1), Codec::other);
  EXPECT_EQ(codec_from_payload_msg_type(0x2ff), Codec::other);
  EXPECT_EQ(codec_from_payload_msg_type(0x304), Codec::other);
  EXPECT_EQ(encoding_name(Codec::other), "");
}

TEST(SdpCodecTable, ListsSpeechVersionsInTheOrderOfTheFormats) {
  Session session;
  session.formats = {make_format(Codec::amr, 112), make_format(Codec::other, 8),  make_format(Codec::gsm_hr, 111),
                     make_format(Codec::amr, 113), make_format(Codec::gsm_fr, 3), make_format(Codec::gsm_efr, 110)};
  EXPECT_THAT(speech_versions(session), testing::ElementsAre(4, 5, 1, 0, 2));
  EXPECT_THAT(speech_versions({}), testing::IsEmpty());
}

}  // namespace
}  // namespace sipgw::sdp
