// SPDX-License-Identifier: AGPL-3.0-or-later
// What the SIP thread has for the core thread. One wakeup serves all that has come until then, and nobody waits for a
// lock on his way out of a wakeup: boost::asio::post() costs both.
#pragma once

#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstdint>
#include <mutex>
#include <vector>

#include "sip/message.hpp"
#include "sip/request.hpp"

namespace sipgw::app {

class Inbox {
 public:
  /// The io_context wakes up when something comes in; take() is its user's own business.
  explicit Inbox(boost::asio::io_context& io);

  /// Any thread.
  void put(sip::Event event);
  void put(sip::RequestResult result);
  /// Core thread.
  bool empty();
  /// Core thread. All that has come, oldest first.
  std::vector<sip::Event> take();
  std::vector<sip::RequestResult> take_results();

 private:
  void await_wakeup();
  template <typename Item>
  void put(std::vector<Item>& items, Item item);

  std::mutex mutex_;
  std::vector<sip::Event> events_;                ///< guarded by mutex_
  std::vector<sip::RequestResult> results_;       ///< guarded by mutex_
  boost::asio::posix::stream_descriptor wakeup_;  ///< an eventfd
  std::uint64_t count_ = 0;                       ///< read from it, of no interest
};

}  // namespace sipgw::app
