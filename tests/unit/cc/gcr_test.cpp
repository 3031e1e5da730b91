// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cc/gcr.hpp"

#include "unit/cc/media_modes.hpp"

namespace sipgw::test {
namespace {

using mncc::Type;

constexpr cc::Gcr kGcr{3, 0, 0xf1, 0x10, 2, 0, 1, 5, 0xAB, 0xcd, 0, 0, 1};
constexpr char kText[] = "0300f11002000105abcd000001000000";

TEST(GlobalCallReference, IsReadWithAndWithoutBlanksAndInEitherCase) {
  EXPECT_EQ(cc::gcr_text(kGcr), kText);
  EXPECT_EQ(cc::parse_gcr(kText), kGcr);
  EXPECT_EQ(cc::parse_gcr("03 00 f1 10 02 00 01 05 AB CD 00 00 01 "), kGcr);
  EXPECT_EQ(cc::parse_gcr("0300F11002000105ABCD000001"), kGcr);
}

TEST(GlobalCallReference, OfAnotherLengthOrNoHexadecimalIsNone) {
  EXPECT_FALSE(cc::parse_gcr(""));
  EXPECT_FALSE(cc::parse_gcr("0300f11002000105abcd0000"));
  EXPECT_FALSE(cc::parse_gcr("0300f11002000105abcd00000"));
  EXPECT_FALSE(cc::parse_gcr(std::string(kText) + "00"));
  EXPECT_FALSE(cc::parse_gcr("0300f11002000105abcd00000x"));
  EXPECT_FALSE(cc::parse_gcr("0300f11002000105abcd0000-1"));
}

TEST(GlobalCallReference, GoesFromSetupIndIntoTheInvite) {
  CoreRig rig;
  auto setup = setup_ind();
  setup.gcr = kGcr;
  EXPECT_EQ(header(rig.begin_mo(setup).headers, "X-Global-Call-Ref"), kText);
}

TEST(GlobalCallReference, IsAbsentFromTheInviteWhenThePhonesCallHasNone) {
  CoreRig rig;
  EXPECT_EQ(header(rig.begin_mo().headers, "X-Global-Call-Ref"), "");
}

/// What SETUP_REQ carries of `text`, to an MSC that announced `mncc_size`.
std::optional<cc::Gcr> passed_on(cc::GcrMode mode, std::uint32_t mncc_size, const char* text = kText) {
  auto config = config_with(cc::MediaMode::direct);
  config.mncc.gcr = mode;
  CoreRig rig{config};
  rig.feed(cc::MnccUp{kMsc, hello(mncc_size)});
  auto invite = test::invite();
  invite.global_call_ref = text;
  return rig.begin_mt(invite).gcr;
}

TEST(GlobalCallReference, GoesFromTheInviteOnlyToAnMscThatTakesIt) {
  using enum cc::GcrMode;
  EXPECT_EQ(passed_on(automatic, 1876), std::nullopt);
  EXPECT_EQ(passed_on(automatic, 1896), kGcr);
  EXPECT_EQ(passed_on(on, 1876), kGcr);
  EXPECT_EQ(passed_on(off, 1896), std::nullopt);
}

TEST(GlobalCallReference, ThatIsBadIsIgnored) { EXPECT_EQ(passed_on(cc::GcrMode::on, 1896, "nonsense"), std::nullopt); }

}  // namespace
}  // namespace sipgw::test
