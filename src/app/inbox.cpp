// SPDX-License-Identifier: AGPL-3.0-or-later
#include <utility>

#include "app/inbox.hpp"

#include <sys/eventfd.h>

#include <boost/asio/buffer.hpp>
#include <cerrno>
#include <system_error>

namespace sipgw::app {
namespace {

int open_eventfd() {
  const int fd = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (fd < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  return fd;
}

}  // namespace

Inbox::Inbox(boost::asio::io_context& io) : wakeup_(io, open_eventfd()) { await_wakeup(); }

void Inbox::await_wakeup() {
  wakeup_.async_read_some(boost::asio::buffer(&count_, sizeof count_), [this](boost::system::error_code error, auto) {
    if (!error) await_wakeup();
  });
}

void Inbox::put(sip::Event event) {
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    first = events_.empty();
    events_.push_back(std::move(event));
  }
  if (first) ::eventfd_write(wakeup_.native_handle(), 1);
}

std::vector<sip::Event> Inbox::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(events_, {});
}

}  // namespace sipgw::app
