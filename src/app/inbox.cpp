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

template <typename Item>
void Inbox::put(std::vector<Item>& items, Item item) {
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    first = items.empty();
    items.push_back(std::move(item));
  }
  if (first) ::eventfd_write(wakeup_.native_handle(), 1);
}

void Inbox::put(sip::Event event) { put(events_, std::move(event)); }
void Inbox::put(sip::RequestResult result) { put(results_, std::move(result)); }

bool Inbox::empty() {
  const std::lock_guard lock(mutex_);
  return events_.empty() && results_.empty();
}

std::vector<sip::Event> Inbox::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(events_, {});
}

std::vector<sip::RequestResult> Inbox::take_results() {
  const std::lock_guard lock(mutex_);
  return std::exchange(results_, {});
}

}  // namespace sipgw::app
