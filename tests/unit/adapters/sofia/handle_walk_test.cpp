// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/sofia/handle_walk.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sipgw::sofia {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kMany = 5000;
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
  EXPECT_EQ(walk_pause(10000), milliseconds{10000});
  EXPECT_EQ(walk_pause(1000000), milliseconds{10000});
}

su_root_t* root_of_nua = nullptr;

void on_nua(nua_event_t event, int status, const char*, nua_t*, Stack*, nua_handle_t*, HandleUser*, const sip_t*,
            tagi_t[]) {
  if (event == nua_r_shutdown && status >= 200) su_root_break(root_of_nua);
}

TEST(SipHandleWalk, OfNuaGoesByItUntilTheShutdown) {
  const auto root = new_root();
  root_of_nua = root.get();
  HandleWalk walk([] { return kMany; });
  Nua nua;
  {
    const HandleWalk::Learning learning(walk);
    nua.reset(nua_create(root.get(), on_nua, nullptr, NUTAG_URL("sip:127.0.0.1:0"), NUTAG_MEDIA_ENABLE(0), TAG_END()));
  }
  ASSERT_TRUE(nua);
  EXPECT_EQ(walk.pause(), milliseconds{kMany});
  walk.hasten();
  EXPECT_EQ(walk.pause(), kOneSecond);
  nua_shutdown(nua.get());
  su_root_run(root.get());
}

struct Seen {
  bool packet = false;
  bool packet_within_walk = false;
};
Seen seen;

int on_packet(Stack*, su_wait_t* wait, su_wakeup_arg_t*) {
  char byte = 0;
  seen.packet = ::recv(wait->fd, &byte, sizeof byte, 0) == sizeof byte;
  return 0;
}

/// In the place of nua's walk. A packet comes before it yields.
void yielding_walk(Stack*, su_timer_t* timer, su_timer_arg_t* socket) {
  ::send(*static_cast<int*>(socket), "x", 1, 0);
  su_root_yield(su_timer_root(timer));
  seen.packet_within_walk = seen.packet;
  su_root_break(su_timer_root(timer));
}

TEST(SipHandleWalk, DoesNotHandlePacketsInBetween) {
  const auto root = new_root();
  int sockets[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_DGRAM, 0, sockets), 0);
  su_wait_t wait[1] = {SU_WAIT_INIT};
  ASSERT_EQ(su_wait_create(wait, sockets[0], SU_WAIT_IN), 0);
  const int registered = su_root_register(root.get(), wait, on_packet, nullptr, 0);
  ASSERT_GT(registered, 0);

  HandleWalk walk([] { return std::size_t{0}; });
  const Timer timer(su_timer_create(su_root_task(root.get()), 1));
  {
    const HandleWalk::Learning learning(walk);
    su_timer_set(timer.get(), yielding_walk, &sockets[1]);
  }
  su_root_run(root.get());
  EXPECT_FALSE(seen.packet_within_walk);
  while (!seen.packet) su_root_yield(root.get());

  su_root_deregister(root.get(), registered);
  for (const int socket : sockets) ::close(socket);
}

}  // namespace
}  // namespace sipgw::sofia
