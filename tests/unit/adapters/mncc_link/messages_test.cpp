// SPDX-License-Identifier: AGPL-3.0-or-later
// What a link makes of packets, good and bad, and what it does when the MSC does not read.
#include <sys/socket.h>

#include "adapters/mncc_link/packet_connection.hpp"
#include "link_test.hpp"
#include "mncc/layout.hpp"

#include <boost/asio/post.hpp>

namespace sipgw {
namespace {

using cc::LinkState;
using testing::ElementsAre;
using testing::HasSubstr;

class MnccLinkMessages : public LinkTest {
 protected:
  const FakeMsc msc_{config_.socket_path};
  MscClient client_ = go_up(msc_);
};

TEST_F(MnccLinkMessages, HandsOverWhatTheMscSends) {
  const mncc::Rtp rtp{mncc::Type::rtp_create, 2, NetAddress{*IpAddress::parse("192.0.2.1"), 4000}, 3, 0x300, ""};
  client_.send(release(1));
  client_.send(rtp);
  run_until([&] { return received_.size() == 2; });
  EXPECT_EQ(std::get<mncc::Signalling>(received_[0]), release(1));
  EXPECT_EQ(std::get<mncc::Rtp>(received_[1]), rtp);
  EXPECT_EQ(link_.snapshot().received, 3u) << "the hello counts too";
}

TEST_F(MnccLinkMessages, SendsFullStructuresAtOnce) {
  link_.send(release(7));
  EXPECT_EQ(client_.receive(), mncc::encode(release(7)));
  EXPECT_EQ(link_.snapshot().sent, 1u);
}

TEST_F(MnccLinkMessages, ServesOthersBetweenTwoMessages) {
  constexpr std::size_t kMessages = 10;
  std::size_t received_when_others_had_their_turn = 0;
  on_received_ = [&] {
    if (received_.size() > 1) return;
    boost::asio::post(io_, [&] { received_when_others_had_their_turn = received_.size(); });
  };
  for (std::size_t message = 0; message < kMessages; ++message) client_.send(release(1));
  run_until([&] { return received_.size() == kMessages; });
  EXPECT_EQ(received_when_others_had_their_turn, 1u);
}

TEST_F(MnccLinkMessages, ReadsNothingMoreWhenAHandlerStopsIt) {
  on_received_ = [&] { link_.stop(); };
  for (Callref callref = 1; callref <= 3; ++callref) client_.send(release(callref));
  run_until([&] { return !received_.empty(); });
  run_ready();
  EXPECT_EQ(received_.size(), 1u);
  EXPECT_EQ(last_error(), "");
}

TEST_F(MnccLinkMessages, ServesAGoodMessageAfterThousandsOfBadOnes) {
  const auto spoilt = [](auto spoil) {
    auto message = release(0x80000001);
    message.type = mncc::Type::alert_ind;  // a release would be heeded all the same
    auto packet = mncc::encode(message);
    spoil(packet);
    return packet;
  };
  const std::vector<std::vector<std::byte>> bad{
      spoilt([](auto& packet) { packet.resize(1); }),
      spoilt([](auto& packet) { packet.resize(850); }),
      spoilt([](auto& packet) { packet[1] = std::byte{0x77}; }),
      spoilt([](auto& packet) { packet[11] = std::byte{0xff}; }),
      spoilt([](auto& packet) { packet[331] = std::byte{0xff}; }),
      spoilt([](auto& packet) { std::fill(packet.begin() + 850, packet.end(), std::byte{'x'}); }),
      spoilt([](auto& packet) { packet.resize(5000, std::byte{0}); }),
      mncc::encode(mncc::our_hello()),
  };
  const auto lines_before = lines_.size();
  constexpr std::uint64_t kRounds = 500;
  for (std::uint64_t round = 1; round <= kRounds; ++round) {
    for (const auto& packet : bad) client_.send_bytes(packet);
    run_until([&] { return link_.snapshot().malformed == round * bad.size(); });
    if (HasFatalFailure()) return;
  }
  client_.send(release(9));
  run_until([&] { return !received_.empty(); });
  EXPECT_EQ(std::get<mncc::Signalling>(received_.front()), release(9));
  EXPECT_THAT(events_, ElementsAre("up"));
  EXPECT_LT(lines_.size() - lines_before, kRounds);
  EXPECT_THAT(lines_, testing::Contains(HasSubstr("unknown bit in the field mask (callref 0x80000001, 1876 bytes")));
  EXPECT_THAT(lines_, testing::Contains(HasSubstr("longer than we read")));
}

TEST_F(MnccLinkMessages, PassesOnAMessageWithoutItsMalformedFacilityAndCountsIt) {
  mncc::Signalling facility{.type = mncc::Type::facility_ind, .callref = 0x80000001, .facility = "?"};
  auto packet = mncc::encode(facility);
  packet[mncc::wire::signalling::kFacility] = std::byte{129};  // longer than there is room for
  client_.send_bytes(packet);
  run_until([&] { return !received_.empty(); });
  facility.facility.reset();
  EXPECT_EQ(std::get<mncc::Signalling>(received_.front()), facility);
  const auto kind = static_cast<std::size_t>(mncc::Malformed::bad_optional);
  EXPECT_EQ(link_.snapshot().malformed_kinds.by_kind[kind], 1U);
  EXPECT_THAT(lines_, testing::Contains(HasSubstr("message used: without a malformed optional element")));
}

TEST_F(MnccLinkMessages, QueuesInOrderWhileTheMscIsSlow) {
  Callref last = 0;
  while (link_.snapshot().write_queue < 10) link_.send(release(++last));
  Callref expected = 0;
  run_until([&] {
    while (const auto packet = client_.receive()) EXPECT_EQ(mncc::decode(*packet).callref, ++expected);
    return expected == last;
  });
  EXPECT_EQ(link_.snapshot().write_queue, 0u);
  EXPECT_EQ(state(), LinkState::ready);
}

TEST_F(MnccLinkMessages, WritesTheQueueOnStopAsFarAsTheMscHasRoom) {
  Callref last = 0;
  while (link_.snapshot().write_queue < 2) link_.send(release(++last));
  for (int freed = 0; freed < 40; ++freed) static_cast<void>(client_.receive());
  link_.stop();
  Callref newest = 0;
  while (const auto packet = client_.receive()) {
    if (packet->empty()) break;
    newest = mncc::decode(*packet).callref;
  }
  EXPECT_EQ(newest, last);
}

TEST_F(MnccLinkMessages, ClosesTheLinkWhenTheQueueIsFull) {
  while (state() == LinkState::ready) link_.send(release(1));
  EXPECT_THAT(last_error(), HasSubstr("write queue full"));
  EXPECT_EQ(link_.snapshot().dropped_on_write, PacketConnection::kWriteQueue + 1);
  EXPECT_THAT(events_, ElementsAre("up")) << "no handler is called from within send()";
  run_until_event("down");
}

TEST_F(MnccLinkMessages, DropsAndCountsWhatItCannotSend) {
  link_.stop();
  link_.send(release(1));
  EXPECT_EQ(link_.snapshot().dropped_on_write, 1u);
  EXPECT_EQ(link_.snapshot().sent, 0u);
}

TEST_F(MnccLinkMessages, GoesDownOnceWhenAWriteMeetsAClosedSocket) {
  { const MscClient closing = std::move(client_); }
  link_.send(release(1));
  run_until_event("down");
  run_ready();
  EXPECT_THAT(events_, ElementsAre("up", "down"));
}

class MnccLinkBeforeHello : public LinkTest {};

TEST_F(MnccLinkBeforeHello, DropsCallMessagesAndStillTakesTheHello) {
  const FakeMsc msc(config_.socket_path);
  link_.start();
  const auto client = msc.accept();
  client.send(release(1));
  client.send_bytes(std::vector<std::byte>(16));
  client.send(mncc::our_hello());
  run_until_event("up");
  EXPECT_TRUE(received_.empty());
  EXPECT_EQ(link_.snapshot().malformed, 2u);
}

}  // namespace
}  // namespace sipgw
