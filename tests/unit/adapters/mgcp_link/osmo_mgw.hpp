// SPDX-License-Identifier: AGPL-3.0-or-later
// A real osmo-mgw of one's own: its addresses, its configuration in a temporary folder, its process.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include <string>

#include "link_fixture.hpp"

namespace sipgw::test {

class OsmoMgw {
 public:
  static constexpr const char* kProgram = "/usr/bin/osmo-mgw";

  /// `extra`: lines for node mgcp. MGCP and RTP on own_address(10), VTY and CTRL on own_address(11).
  explicit OsmoMgw(const std::string& extra = {}) {
    folder_.write("mgw.cfg", "line vty\n bind " + own_address(11) + "\nctrl\n bind " + own_address(11) +
                                 "\nmgcp\n bind ip " + ip() + "\n bind port 2427\n rtp bind-ip " + ip() +
                                 "\n rtp port-range 14002 14101\n number endpoints 4\n" + extra);
    start();
  }
  ~OsmoMgw() { kill(); }

  static std::string ip() { return own_address(10); }

  void start() {
    const auto config = folder_.path() + "/mgw.cfg";
    const auto log = folder_.path() + "/mgw.log";
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    const char* arguments[] = {kProgram, "-c", config.c_str(), nullptr};
    EXPECT_EQ(::posix_spawn(&pid_, kProgram, &actions, nullptr, const_cast<char**>(arguments), environ), 0);
    posix_spawn_file_actions_destroy(&actions);
  }
  void kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }
  std::string log() const { return folder_.read("mgw.log"); }

 private:
  TemporaryFolder folder_;
  pid_t pid_ = -1;
};

}  // namespace sipgw::test
