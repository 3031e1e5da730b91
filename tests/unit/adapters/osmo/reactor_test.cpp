// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/osmo/reactor.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <functional>
#include <memory>

#include "adapters/osmo/osmo.hpp"

namespace sipgw::osmo {
namespace {

/// A pipe whose reading end libosmocore watches; counts the calls that libosmocore makes.
class WatchedPipe {
 public:
  /// `number`: which one the reading end gets; the lowest free one if not given.
  explicit WatchedPipe(int number = -1) {
    int ends[2];
    EXPECT_EQ(::pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
    writing_ = ends[1];
    int reading = ends[0];
    if (number >= 0 && number != reading) {
      reading = ::dup3(ends[0], number, O_CLOEXEC);
      ::close(ends[0]);
    }
    osmo_fd_setup(&fd_, reading, OSMO_FD_READ, &WatchedPipe::on_readable, this, 0);
    EXPECT_EQ(osmo_fd_register(&fd_), 0);
  }
  ~WatchedPipe() {
    close();
    ::close(writing_);
  }
  WatchedPipe(const WatchedPipe&) = delete;
  WatchedPipe& operator=(const WatchedPipe&) = delete;

  void write() { EXPECT_EQ(::write(writing_, "x", 1), 1); }
  void close() {
    if (osmo_fd_is_registered(&fd_)) osmo_fd_close(&fd_);
  }
  osmo_fd& fd() { return fd_; }

  int calls = 0;
  std::function<void()> then;

 private:
  static int on_readable(osmo_fd* fd, unsigned) {
    auto& self = *static_cast<WatchedPipe*>(fd->data);
    char byte;
    EXPECT_EQ(::read(fd->fd, &byte, 1), 1);
    ++self.calls;
    if (self.then) self.then();
    return 0;
  }

  osmo_fd fd_{};
  int writing_ = -1;
};

struct OsmoTimer {
  explicit OsmoTimer(std::function<void()> action) : then(std::move(action)) {
    osmo_timer_setup(
        &timer, [](void* data) { static_cast<OsmoTimer*>(data)->then(); }, this);
  }
  ~OsmoTimer() { osmo_timer_del(&timer); }
  void schedule(int milliseconds) { osmo_timer_schedule(&timer, milliseconds / 1000, milliseconds % 1000 * 1000); }
  std::function<void()> then;
  osmo_timer_list timer{};
};

class ReactorTest : public testing::Test {
 protected:
  bool step() {
    if (reactor.prepare()) io.run_one();
    io.poll();
    return reactor.dispatch();
  }
  /// Runs the loop until `done`; ctest's timeout ends a loop that never gets there.
  void run_until(const std::function<bool()>& done) {
    while (!done()) step();
  }
  /// Runs what is ready, without waiting.
  void run_ready() {
    reactor.prepare();
    io.poll();
    reactor.dispatch();
  }

  boost::asio::io_context io;
  Reactor reactor{io};
};

TEST_F(ReactorTest, CallsBackWhenAWatchedFdBecomesReadable) {
  WatchedPipe pipe;
  run_ready();
  EXPECT_EQ(pipe.calls, 0);
  pipe.write();
  run_until([&] { return pipe.calls == 1; });
}

TEST_F(ReactorTest, ServesFdsBeyond1023) {
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
  if (limit.rlim_max < 2048) GTEST_SKIP() << "this machine allows no such fds";
  limit.rlim_cur = limit.rlim_max;
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
  WatchedPipe pipe{1500};
  ASSERT_EQ(pipe.fd().fd, 1500);
  pipe.write();
  run_until([&] { return pipe.calls == 1; });
}

TEST_F(ReactorTest, FindsAnFdAgainThatACallbackClosedAndReopenedUnderItsNumber) {
  auto first = std::make_unique<WatchedPipe>();
  std::unique_ptr<WatchedPipe> second;
  const int number = first->fd().fd;
  first->then = [&] {
    first->close();
    second = std::make_unique<WatchedPipe>(number);
  };
  first->write();
  run_until([&] { return second != nullptr; });
  ASSERT_EQ(second->fd().fd, number);
  second->write();
  run_until([&] { return second->calls == 1; });
}

TEST_F(ReactorTest, FindsAnFdAgainThatWasReopenedElsewhereAfterResync) {
  WatchedPipe pipe;
  run_ready();
  const int number = pipe.fd().fd;
  int fresh[2];
  ASSERT_EQ(::pipe2(fresh, O_CLOEXEC), 0);
  ASSERT_EQ(::dup3(fresh[0], number, O_CLOEXEC), number);  // closes the watched pipe, as reopening a log does
  ::close(fresh[0]);
  reactor.resync();
  ASSERT_EQ(::write(fresh[1], "x", 1), 1);
  run_until([&] { return pipe.calls == 1; });
  ::close(fresh[1]);
}

TEST_F(ReactorTest, LeavesAnFdAloneThatIsNoLongerWatched) {
  WatchedPipe quiet, other;
  run_ready();
  osmo_fd_read_disable(&quiet.fd());
  quiet.write();
  other.write();
  run_until([&] { return other.calls == 1; });
  run_ready();
  EXPECT_EQ(quiet.calls, 0);
  osmo_fd_read_enable(&quiet.fd());
  run_until([&] { return quiet.calls == 1; });
}

TEST_F(ReactorTest, ServesARegularFileWhichEpollRefuses) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file{std::tmpfile(), std::fclose};
  int calls = 0;
  osmo_fd fd{};
  osmo_fd_setup(
      &fd, ::fileno(file.get()), OSMO_FD_WRITE,
      [](osmo_fd* self, unsigned) {
        ++*static_cast<int*>(self->data);
        osmo_fd_write_disable(self);
        return 0;
      },
      &calls, 0);
  ASSERT_EQ(osmo_fd_register(&fd), 0);
  run_until([&] { return calls == 1; });
  osmo_fd_unregister(&fd);
}

TEST_F(ReactorTest, RunsTheTimerThatIsDueFirst) {
  std::string order;
  OsmoTimer late{[&] { order += 'b'; }}, soon{[&] { order += 'a'; }};
  late.schedule(60'000);
  soon.schedule(5);
  run_until([&] { return !order.empty(); });
  EXPECT_EQ(order, "a");
}

TEST_F(ReactorTest, ATimerThatIsSetWhileALaterOneIsArmedComesFirst) {
  bool fired = false;
  OsmoTimer far{[] { FAIL() << "an hour has not passed"; }}, near{[&] { fired = true; }};
  far.schedule(3'600'000);
  run_ready();
  near.schedule(1);
  run_until([&] { return fired; });
}

TEST_F(ReactorTest, DoesNotSpinWhileATimerIsPending) {
  bool fired = false;
  OsmoTimer timer{[&] { fired = true; }};
  timer.schedule(50);
  int turns = 0;
  run_until([&] {
    ++turns;
    return fired;
  });
  EXPECT_LT(turns, 10);
}

TEST_F(ReactorTest, SaysWhetherItDispatched) {
  WatchedPipe pipe;
  reactor.prepare();
  io.poll();
  EXPECT_FALSE(reactor.dispatch());
  pipe.write();
  while (!step()) continue;
  EXPECT_EQ(pipe.calls, 1);
}

}  // namespace
}  // namespace sipgw::osmo
