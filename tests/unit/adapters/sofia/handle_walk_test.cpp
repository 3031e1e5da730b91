// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/sofia/handle_walk.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sipgw::sofia {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kMany = 3000;
constexpr milliseconds kOneSecond{1000};

Root new_root() {
  su_init();
  Root root(su_root_create(nullptr));
  su_root_threading(root.get(), 0);
  return root;
}

TEST(SipHandleWalk, IsRarerWithManyHandles) {
  EXPECT_EQ(walk_pause(0), kOneSecond);
  EXPECT_EQ(walk_pause(1000), kOneSecond);
  EXPECT_EQ(walk_pause(kMany), milliseconds{kMany});
  EXPECT_EQ(walk_pause(5000), milliseconds{5000});
  EXPECT_EQ(walk_pause(1000000), milliseconds{5000});
}

su_root_t* root_of_nua = nullptr;

void on_nua(nua_event_t event, int status, const char*, nua_t*, Stack*, nua_handle_t*, HandleUser*, const sip_t*,
            tagi_t[]) {
  if (event == nua_r_shutdown && status >= 200) su_root_break(root_of_nua);
}

Nua new_nua(su_root_t* root, HandleWalk& walk) {
  root_of_nua = root;
  const HandleWalk::Learning learning(walk);
  return Nua(nua_create(root, on_nua, nullptr, NUTAG_URL("sip:127.0.0.1:0"), NUTAG_MEDIA_ENABLE(0), TAG_END()));
}

void shut_down(const Nua& nua) {
  nua_shutdown(nua.get());
  su_root_run(root_of_nua);
}

TEST(SipHandleWalk, OfNuaGoesByItUntilTheShutdown) {
  const auto root = new_root();
  HandleWalk walk([] { return kMany; });
  const Nua nua = new_nua(root.get(), walk);
  ASSERT_TRUE(nua);
  EXPECT_EQ(walk.pause(), milliseconds{kMany});
  walk.hasten();
  EXPECT_EQ(walk.pause(), kOneSecond);
  shut_down(nua);
}

struct Packets {
  const HandleWalk& walk;
  int received = 0;
  int received_within_walk = 0;
};

int on_packet(Stack*, su_wait_t* wait, su_wakeup_arg_t* argument) {
  auto& packets = *static_cast<Packets*>(argument);
  char byte = 0;
  packets.received += static_cast<int>(::recv(wait->fd, &byte, sizeof byte, 0));
  packets.received_within_walk += static_cast<int>(packets.walk.walking());
  if (packets.received == 2) su_root_break(root_of_nua);
  return 0;
}

/// A packet comes at the beginning of each walk. nua has one handle without any call.
TEST(SipHandleWalk, OfNuaHandlesNoPacketInBetween) {
  const auto root = new_root();
  int sockets[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_DGRAM, 0, sockets), 0);
  HandleWalk walk([&sockets] {
    ::send(sockets[1], "x", 1, 0);
    return std::size_t{0};
  });
  Packets packets{walk};
  su_wait_t wait[1] = {SU_WAIT_INIT};
  ASSERT_EQ(su_wait_create(wait, sockets[0], SU_WAIT_IN), 0);
  const int registered = su_root_register(root.get(), wait, on_packet, &packets, 0);
  ASSERT_GT(registered, 0);

  const Nua nua = new_nua(root.get(), walk);
  ASSERT_TRUE(nua);
  su_root_run(root.get());
  EXPECT_EQ(packets.received, 2);
  EXPECT_EQ(packets.received_within_walk, 0);

  su_root_deregister(root.get(), registered);
  shut_down(nua);
  for (const int socket : sockets) ::close(socket);
}

}  // namespace
}  // namespace sipgw::sofia
