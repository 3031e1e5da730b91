// SPDX-License-Identifier: AGPL-3.0-or-later
// What the tests of MgcpLink share: a loop that runs until something has happened, addresses and folders of their own,
// a link whose handlers write down what they were told.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <utility>

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <string>

#include "adapters/mgcp_link/mgcp_link.hpp"

namespace sipgw::test {

/// 127.a.b.c of this process; `host` 1-254 tells several of them apart.
inline std::string own_address(unsigned host) {
  const auto pid = static_cast<unsigned>(::getpid());
  return "127." + std::to_string(64 + (pid >> 8) % 128) + "." + std::to_string(pid % 256) + "." + std::to_string(host);
}

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = testing::TempDir() + "mgcp_link.XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr) ADD_FAILURE() << "mkdtemp";
    path_ = pattern;
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  std::string path() const { return path_; }
  std::string read(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(path_ + "/" + name).rdbuf();
    return text.str();
  }
  void write(const std::string& name, const std::string& text) const { std::ofstream(path_ + "/" + name) << text; }

 private:
  std::string path_;
};

/// Runs `io` until `condition` holds; the time limit is only there to end a failed test.
template <typename Condition>
bool run_until(boost::asio::io_context& io, Condition condition) {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds{30};
  while (!condition() && std::chrono::steady_clock::now() < limit) {
    io.restart();
    io.run_one_for(std::chrono::milliseconds{100});
  }
  return condition();
}

/// A link and what its handlers have been told.
class ObservedLink {
 public:
  ObservedLink(boost::asio::io_context& io, const cc::MgwConfig& config, const std::string& folder,
               MgcpLinkTiming timing)
      : io_(io),
        link_(io, MgwId{0}, config, folder,
              {[this] { ++ups; }, [this] { ++downs; },
               [this](MgcpToken token, std::optional<mgcp::Response> response) {
                 EXPECT_TRUE(done.emplace(token.value, std::move(response)).second) << "done twice";
               }},
              timing) {}

  MgcpLink* operator->() { return &link_; }
  bool up() const { return link_.snapshot().up; }
  bool wait_up() {
    return run_until(io_, [this] { return up() && ups == downs + 1; });
  }
  bool wait_down() {
    return run_until(io_, [this] { return !up() && ups == downs; });
  }
  bool wait_freed() {
    return run_until(io_, [this] { return link_.snapshot().endpoints_in_use == 0; });
  }

  std::uint64_t submit(mgcp::Command command) {
    link_.submit(MgcpToken{++last_token_}, std::move(command));
    return last_token_;
  }
  /// Submits and waits; code 0: completed without a response.
  mgcp::Response ask(mgcp::Command command) {
    const auto token = submit(std::move(command));
    EXPECT_TRUE(run_until(io_, [&] { return done.contains(token); }));
    return done[token].value_or(mgcp::Response{});
  }

  int ups = 0, downs = 0;
  std::map<std::uint64_t, std::optional<mgcp::Response>> done;

 private:
  boost::asio::io_context& io_;
  std::uint64_t last_token_ = 0;
  MgcpLink link_;
};

inline mgcp::Command make_command(mgcp::Verb verb, std::string endpoint, std::string call_id,
                                  std::string connection_id = {}) {
  mgcp::Command command;
  command.verb = verb;
  command.endpoint = std::move(endpoint);
  command.call_id = std::move(call_id);
  command.connection_id = std::move(connection_id);
  return command;
}

}  // namespace sipgw::test
