// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mgcp/journal.hpp"

#include <gtest/gtest.h>

namespace sipgw::mgcp {
namespace {

const std::string kMgw = "127.0.0.1:2427";
Connection connection(std::string endpoint, std::string call, std::string id) {
  return {kMgw, std::move(endpoint), std::move(call), std::move(id)};
}

TEST(MgcpJournal, HoldsAnEndpointUntilItsLastConnectionIsRemoved) {
  Journal journal;
  journal.add(connection("e1", "c1", "A"));
  journal.add(connection("e1", "c1", "B"));
  EXPECT_EQ(journal.endpoints(kMgw), 1u);
  EXPECT_EQ(journal.size(), 2u);
  EXPECT_TRUE(journal.remove(connection("e1", "c1", "A")));
  EXPECT_FALSE(journal.remove(connection("e1", "c1", "A")));
  EXPECT_EQ(journal.endpoints(kMgw), 1u);
  EXPECT_TRUE(journal.remove(connection("e1", "c1", "B")));
  EXPECT_EQ(journal.endpoints(kMgw), 0u);
}

TEST(MgcpJournal, MakesAnEndpointALeftoverOnlyWhenAllItsConnectionsAreReleased) {
  Journal journal;
  journal.add(connection("e1", "c1", "A"));
  journal.add(connection("e1", "c1", "B"));
  journal.release(connection("e1", "c1", "A"));
  EXPECT_TRUE(journal.leftovers(kMgw).empty());
  journal.release(connection("e1", "c1", "B"));
  EXPECT_EQ(journal.leftovers(kMgw), std::vector{connection("e1", "c1", "")});
  EXPECT_TRUE(journal.leftovers("127.0.0.1:9").empty());
}

TEST(MgcpJournal, ForgetsALeftoverThatIsRemovedOrInUseAgain) {
  Journal journal;
  for (const auto* endpoint : {"e1", "e2"}) {
    journal.add(connection(endpoint, "c1", "A"));
    journal.add(connection(endpoint, "c1", "B"));
    journal.release(connection(endpoint, "c1", ""));
  }
  EXPECT_TRUE(journal.remove(connection("e1", "c1", "")));
  EXPECT_EQ(journal.leftovers(kMgw), std::vector{connection("e2", "c1", "")});
  EXPECT_EQ(journal.size(), 2u);
  journal.add(connection("e2", "c1", "C"));
  EXPECT_TRUE(journal.leftovers(kMgw).empty());
  EXPECT_TRUE(journal.remove(connection("e2", "c1", "C")));
  EXPECT_EQ(journal.leftovers(kMgw), std::vector{connection("e2", "c1", "")});
}

TEST(MgcpJournal, TakesANewCallIdAsANewAllocationThatAnOldDlcxDoesNotTouch) {
  Journal journal;
  journal.add(connection("e1", "old", "A"));
  journal.add(connection("e1", "new", "B"));
  EXPECT_FALSE(journal.remove(connection("e1", "old", "")));
  journal.release(connection("e1", "old", ""));
  EXPECT_TRUE(journal.leftovers(kMgw).empty());
  EXPECT_EQ(journal.size(), 1u);
}

TEST(MgcpJournal, RestoresFromItsLinesWhatNobodyNeedsAnyMore) {
  Journal journal;
  journal.replay(Journal::added_line(connection("e1", "c1", "A")) + Journal::added_line(connection("e2", "c2", "B")) +
                 Journal::added_line(connection("e3", "c3", "C")) + Journal::removed_line(connection("e1", "c1", "A")) +
                 Journal::removed_line(connection("e2", "c2", "")));
  EXPECT_EQ(journal.lines(), "+ 127.0.0.1:2427 e3 c3 C\n");
  EXPECT_EQ(journal.leftovers(kMgw), std::vector{connection("e3", "c3", "")});
}

TEST(MgcpJournal, SkipsLinesThatItCannotRead) {
  Journal journal;
  journal.replay("garbage\n+\n+ a b\n+ a b c\n- a\n\n+ 127.0.0.1:2427 e1 c1 A\n+ 127.0.0.1:2427 e2 c");
  EXPECT_EQ(journal.size(), 1u);
}

}  // namespace
}  // namespace sipgw::mgcp
