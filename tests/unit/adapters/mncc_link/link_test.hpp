// SPDX-License-Identifier: AGPL-3.0-or-later
// A link under test, its configuration in a temporary directory, and what its handlers were told.
#pragma once

#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <vector>

#include "adapters/mncc_link/mncc_link.hpp"
#include "fake_msc.hpp"
#include "log/log.hpp"

namespace sipgw {

class LinkTest : public testing::Test {
 protected:
  LinkTest() {
    lines_.clear();
    log::set_backend([](log::Category, log::Level, std::string_view line) { lines_.emplace_back(line); });
  }
  ~LinkTest() override { log::set_backend(nullptr); }

  /// Runs handlers until the condition holds.
  template <typename Condition>
  void run_until(Condition condition) {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds{30};
    while (!condition()) {
      io_.restart();
      io_.run_one_until(give_up);
      ASSERT_LT(std::chrono::steady_clock::now(), give_up) << "waited in vain: " << link_.snapshot().last_error;
    }
  }
  void run_until_event(const std::string& event) {
    run_until([&] { return !events_.empty() && events_.back() == event; });
  }
  /// Runs only what is ready now.
  void run_ready() {
    io_.restart();
    io_.poll();
  }

  cc::LinkState state() const { return link_.snapshot().state; }
  std::string last_error() const { return link_.snapshot().last_error; }

  MscClient go_up(const FakeMsc& msc) {
    link_.start();
    auto client = msc.accept();
    client.send(mncc::our_hello());
    run_until_event("up");
    return client;
  }

  static mncc::Signalling release(Callref callref) {
    return {.type = mncc::Type::rel_ind, .callref = callref, .cause = mncc::Cause{.value = 16}};
  }

  TemporaryDirectory directory_;
  cc::MnccConfig config_{directory_.file("msc"), std::chrono::seconds{1}, std::chrono::seconds{1}};
  boost::asio::io_context io_;
  std::vector<std::string> events_;
  std::vector<MnccLink::CallMessage> received_;
  std::function<void()> on_received_ = [] {};
  MnccLink link_{io_,
                 MscId{3},
                 config_,
                 {.up = [this](const mncc::Hello&) { events_.emplace_back("up"); },
                  .down = [this] { events_.emplace_back("down"); },
                  .received =
                      [this](MnccLink::CallMessage message) {
                        received_.push_back(std::move(message));
                        on_received_();
                      }}};

  static inline std::vector<std::string> lines_;
};

}  // namespace sipgw
