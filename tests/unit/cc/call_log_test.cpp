// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cc/call_log.hpp"

#include <gtest/gtest.h>

namespace sipgw::cc {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::system_clock::time_point kNoon{12h};

CallRecordPtr record(std::uint64_t id, int cause = 16, std::size_t trace_bytes = 0) {
  auto record = std::make_shared<CallRecord>();
  record->id = CallId{id};
  record->cause = cause;
  record->phases.ended = 10s;
  const sip::Event answered{sip::Answered{{}, std::string(trace_bytes, 's'), {}}};
  if (trace_bytes > 0) record->trace.add(0ms, true, &answered);
  return record;
}

std::vector<std::uint64_t> ids(const std::vector<KeptCall>& calls) {
  std::vector<std::uint64_t> ids;
  for (const auto& call : calls) ids.push_back(call.record->id.value);
  return ids;
}

TEST(CallLog, KeepsTheNewestCalls) {
  CallLog log(3);
  for (std::uint64_t id = 1; id <= 5; ++id) log.add(record(id), kNoon);
  EXPECT_EQ(ids(log.last(100, false)), (std::vector<std::uint64_t>{3, 4, 5}));
  EXPECT_EQ(ids(log.last(2, false)), (std::vector<std::uint64_t>{4, 5}));
  EXPECT_EQ(log.find(CallId{2}).record, nullptr);
  EXPECT_EQ(log.find(CallId{4}).record->id, CallId{4});
}

TEST(CallLog, FindsTheCallsThatFailed) {
  CallLog log;
  for (const auto& [id, cause] : {std::pair{1, 16}, {2, 38}, {3, 17}, {4, 19}, {5, 21}, {6, 47}})
    log.add(record(static_cast<std::uint64_t>(id), cause), kNoon);
  EXPECT_EQ(ids(log.last(100, true)), (std::vector<std::uint64_t>{2, 6}));
  EXPECT_EQ(ids(log.last(1, true)), (std::vector<std::uint64_t>{6}));
}

TEST(CallLog, ForgetsWhatASmallerCapacityHasNoRoomFor) {
  CallLog log;
  for (std::uint64_t id = 1; id <= 5; ++id) log.add(record(id, 16, 500), kNoon);
  log.set_capacity(1);
  EXPECT_EQ(ids(log.last(100, false)), (std::vector<std::uint64_t>{5}));
  log.set_capacity(0);
  EXPECT_EQ(log.size(), 0U);
  EXPECT_EQ(log.trace_bytes(), 0U);
  log.add(record(6), kNoon);
  EXPECT_EQ(log.size(), 0U);
}

TEST(CallLog, DropsTheOldestTracesWhenTheirMemoryIsUsedUpButNoRecord) {
  constexpr std::size_t kLimit = 4096;
  CallLog log(100, kLimit);
  for (std::uint64_t id = 1; id <= 50; ++id) {
    log.add(record(id, 16, 600), kNoon);
    ASSERT_LE(log.trace_bytes(), kLimit);
  }
  EXPECT_EQ(log.size(), 50U);
  EXPECT_TRUE(log.find(CallId{1}).record->trace.messages().empty());
  EXPECT_FALSE(log.find(CallId{50}).record->trace.messages().empty());
}

TEST(CallLog, TellsTheTimeOfDayOfAPhase) {
  CallLog log;
  log.add(record(1), kNoon);
  EXPECT_EQ(log.find(CallId{1}).at(0s), kNoon - 10s);
  EXPECT_EQ(log.find(CallId{1}).at(4s), kNoon - 6s);
}

}  // namespace
}  // namespace sipgw::cc
