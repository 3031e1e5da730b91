// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/dns/answer.hpp"

#include <gmock/gmock.h>

#include "unit/adapters/dns/message_builder.hpp"

namespace sipgw::dns {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Bytes kSrvData = numbers({10, 60, 5070}) + name({"sip1", "pbx", "example"});
const Bytes kNaptrData =
    numbers({50, 51}) + text("s") + text("SIPS+D2T") + text("") + name({"_sips", "_tcp", "pbx", "example"});

TEST(SrvAnswer, HasItsRecordsAndTheLeastTtl) {
  const auto found = parse_srv(message({srv(300, kSrvData), srv(90, numbers({20, 0, 5060}) + name({"b"}))}));
  ASSERT_TRUE(found);
  EXPECT_THAT(found->records,
              ElementsAre(sip::SrvRecord{10, 60, 5070, "sip1.pbx.example"}, sip::SrvRecord{20, 0, 5060, "b"}));
  EXPECT_EQ(found->ttl.count(), 90);
}

TEST(SrvAnswer, MayNameTheRoot) {
  const auto found = parse_srv(message({srv(300, numbers({0, 0, 0}) + name({}))}));
  ASSERT_TRUE(found);
  EXPECT_THAT(found->records, ElementsAre(sip::SrvRecord{0, 0, 0, "."}));
}

TEST(SrvAnswer, MayComeByWayOfACname) {
  const auto found = parse_srv(message({cname(70, name({"other"})), srv(300, kSrvData)}));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->records.size(), 1);
  EXPECT_EQ(found->ttl.count(), 70);
}

TEST(SrvAnswer, WithoutSuchARecordHasNone) {
  const auto found = parse_srv(message({naptr(300, kNaptrData)}));
  ASSERT_TRUE(found);
  EXPECT_THAT(found->records, IsEmpty());
}

TEST(SrvAnswer, WithDataThatIsTooShortOrTooLongIsAnError) {
  for (std::size_t size = 0; size < kSrvData.size(); ++size)
    EXPECT_FALSE(parse_srv(message({srv(300, kSrvData.substr(0, size))}))) << size;
  EXPECT_FALSE(parse_srv(message({srv(300, kSrvData + Bytes(1, 0))})));
}

TEST(SrvAnswer, WithANameThatPointsToItselfIsAnError) {
  const auto at = static_cast<std::uint8_t>(message({srv(300, numbers({1, 1, 1}))}).size());
  EXPECT_FALSE(parse_srv(message({srv(300, numbers({1, 1, 1}) + Bytes{0xc0, at})})));
}

TEST(SrvAnswer, WhoseOwnersNamePointsOutOfTheMessageIsAnError) {
  const Bytes owner{0xff, 0xff};
  const auto size = static_cast<std::uint16_t>(kSrvData.size());
  EXPECT_FALSE(parse_srv(message({owner + numbers({33, 1, 0, 300, size}) + kSrvData})));
}

TEST(NaptrAnswer, HasItsRecords) {
  const auto found = parse_naptr(message({naptr(300, kNaptrData)}));
  ASSERT_TRUE(found);
  EXPECT_THAT(found->records, ElementsAre(sip::NaptrRecord{50, 51, "s", "SIPS+D2T", "", "_sips._tcp.pbx.example"}));
}

TEST(NaptrAnswer, WithDataThatIsTooShortIsAnError) {
  for (std::size_t size = 0; size < kNaptrData.size(); ++size)
    EXPECT_FALSE(parse_naptr(message({naptr(300, kNaptrData.substr(0, size))}))) << size;
}

TEST(AnyAnswer, ThatIsCutOffAnywhereIsAnError) {
  const auto whole = message({naptr(300, kNaptrData), srv(300, kSrvData)});
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const Message cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_FALSE(parse_srv(cut)) << size;
    EXPECT_FALSE(parse_naptr(cut)) << size;
  }
  EXPECT_TRUE(parse_srv(whole));
}

TEST(AnyAnswer, WithEachByteChangedIsReadWithoutHarm) {
  const auto whole = message({cname(70, name({"other"})), naptr(300, kNaptrData), srv(300, kSrvData)});
  for (std::size_t position = 0; position < whole.size(); ++position) {
    for (const int value : {0x00, 0x3f, 0x7f, 0xc0, 0xff}) {
      auto changed = whole;
      changed[position] = static_cast<std::uint8_t>(value);
      const auto by_srv = parse_srv(changed);
      EXPECT_TRUE(!by_srv || by_srv->records.size() <= 3);
      const auto by_naptr = parse_naptr(changed);
      EXPECT_TRUE(!by_naptr || by_naptr->records.size() <= 3);
    }
  }
}

}  // namespace
}  // namespace sipgw::dns
