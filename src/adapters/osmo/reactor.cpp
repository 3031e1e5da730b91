// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/osmo/reactor.hpp"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/time.h>

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <vector>

#include "adapters/osmo/osmo.hpp"
#include "adapters/osmo/telnet_fds.hpp"

namespace sipgw::osmo {
namespace {

using Clock = std::chrono::steady_clock;

int checked(int result, const char* what) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), what);
  return result;
}

/// A place of our own in libosmocore's ring of fds: never ready, only a way to reach its head.
class RingEntry {
 public:
  RingEntry() {
    const int fd = checked(::eventfd(0, EFD_CLOEXEC), "eventfd");
    osmo_fd_setup(
        &fd_, fd, 0, [](osmo_fd*, unsigned) { return 0; }, nullptr, 0);
    checked(osmo_fd_register(&fd_), "osmo_fd_register");
    head_ = fd_.list.next;
    while (osmo_fd_is_registered(fd_of(head_))) head_ = head_->next;
  }
  ~RingEntry() { osmo_fd_close(&fd_); }
  RingEntry(const RingEntry&) = delete;
  RingEntry& operator=(const RingEntry&) = delete;

  template <typename Visitor>
  void for_each(Visitor visit) const {
    for (llist_head* node = head_->next; node != head_; node = node->next) visit(*fd_of(node));
  }

 private:
  static osmo_fd* fd_of(llist_head* node) {
    static_assert(offsetof(osmo_fd, list) == 0);
    return reinterpret_cast<osmo_fd*>(node);
  }

  osmo_fd fd_{};
  llist_head* head_ = nullptr;
};

std::uint32_t epoll_events(unsigned when) {
  std::uint32_t events = 0;
  if (when & OSMO_FD_READ) events |= EPOLLIN;
  if (when & OSMO_FD_WRITE) events |= EPOLLOUT;
  if (when & OSMO_FD_EXCEPT) events |= EPOLLPRI;
  return events;
}

}  // namespace

class Reactor::Impl {
 public:
  explicit Impl(boost::asio::io_context& io)
      : work_(io.get_executor()), epoll_(io, checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")), timer_(io) {}

  bool prepare() {
    collect();
    if (stale_ || wanted_ != registered_) synchronise();
    watch();
    arm();
    due_ |= always_ready_;
    return !due_;
  }

  bool due() const { return due_; }

  bool dispatch() {
    if (!std::exchange(due_, false)) return false;
    osmo_select_main_ctx(1);
    ring_.for_each(keep_telnet_session_apart);
    stale_ = true;
    return true;
  }

  void resync() { stale_ = true; }

 private:
  struct Watch {
    const osmo_fd* entry;
    int fd;
    unsigned when;
    bool operator==(const Watch&) const = default;
  };

  /// osmo_fd_fill_fds() would abort beyond fd 1023, so the ring is walked.
  void collect() {
    wanted_.clear();
    ring_.for_each([this](const osmo_fd& fd) {
      if (fd.when != 0) wanted_.push_back({&fd, fd.fd, fd.when});
    });
  }

  /// The nested epoll takes over the wanted set. An fd that was closed meanwhile has left it by itself.
  void synchronise() {
    stale_ = always_ready_ = false;
    for (const auto& old : registered_) {
      const bool gone = std::none_of(wanted_.begin(), wanted_.end(), [&](const Watch& w) { return w.fd == old.fd; });
      if (gone) ::epoll_ctl(epoll_.native_handle(), EPOLL_CTL_DEL, old.fd, nullptr);
    }
    for (const auto& watch : wanted_) add_or_change(watch);
    registered_ = wanted_;
  }

  void add_or_change(const Watch& watch) {
    epoll_event event{};
    event.events = epoll_events(watch.when);
    event.data.fd = watch.fd;
    const int epoll = epoll_.native_handle();
    if (::epoll_ctl(epoll, EPOLL_CTL_MOD, watch.fd, &event) == 0) return;
    if (errno == ENOENT && ::epoll_ctl(epoll, EPOLL_CTL_ADD, watch.fd, &event) == 0) return;
    always_ready_ = true;  // a regular file, as of `log file`, never blocks (EPERM); any other is polled by libosmocore
  }

  void watch() {
    if (std::exchange(watching_, true)) return;
    epoll_.async_wait(boost::asio::posix::descriptor_base::wait_read, [this](boost::system::error_code error) {
      if (error) return;
      watching_ = false;
      due_ = true;
    });
  }

  /// Follows libosmocore's nearest timer. Re-armed only for an earlier deadline, or the loop would spin; an expiry
  /// that comes too early dispatches nothing and arms again.
  void arm() {
    osmo_timers_prepare();
    const timeval* nearest = osmo_timers_nearest();
    if (nearest == nullptr) return;
    const auto left = std::chrono::seconds{nearest->tv_sec} + std::chrono::microseconds{nearest->tv_usec};
    if (left <= left.zero()) {
      due_ = true;
      return;
    }
    const auto deadline = Clock::now() + left;
    if (armed_ && deadline >= timer_.expiry() - std::chrono::milliseconds{1}) return;
    armed_ = true;
    timer_.expires_at(deadline);
    timer_.async_wait([this](boost::system::error_code error) {
      if (error) return;
      armed_ = false;
      due_ = true;
    });
  }

  RingEntry ring_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;  ///< between two waits there is none
  boost::asio::posix::stream_descriptor epoll_;
  boost::asio::steady_timer timer_;
  std::vector<Watch> wanted_, registered_;
  bool stale_ = true;          ///< a callback may have closed an fd and reopened its number
  bool always_ready_ = false;  ///< a regular file is watched
  bool watching_ = false;      ///< the nested epoll is waited for
  bool armed_ = false;
  bool due_ = false;
};

Reactor::Reactor(boost::asio::io_context& io) : impl_(std::make_unique<Impl>(io)) {}
Reactor::~Reactor() = default;
bool Reactor::prepare() { return impl_->prepare(); }
bool Reactor::due() const { return impl_->due(); }
bool Reactor::dispatch() { return impl_->dispatch(); }
void Reactor::resync() { impl_->resync(); }

}  // namespace sipgw::osmo
