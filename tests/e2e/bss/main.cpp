// SPDX-License-Identifier: AGPL-3.0-or-later
// A base station subsystem with phones, for a real osmo-msc: commands on stdin, events on stdout, "done" or "error ..."
// after each command.
#include <unistd.h>

#include <array>
#include <cstdio>
#include <exception>
#include <string>

#include "e2e/bss/commands.hpp"
#include "e2e/bss/report.hpp"

namespace {

using namespace sipgw;
using namespace sipgw::e2e;

/// Collects stdin to lines and runs them; wants an end when stdin ends.
class Console {
 public:
  explicit Console(Bss& bss) : bss_(bss) {
    const auto on_readable = [](osmo_fd* readable, unsigned) {
      static_cast<Console*>(readable->data)->read_some();
      return 0;
    };
    osmo_fd_setup(&stdin_, STDIN_FILENO, OSMO_FD_READ, on_readable, this, 0);
    osmo_fd_register(&stdin_);
  }

  bool ended() const { return ended_; }

 private:
  void read_some() {
    std::array<char, 4096> buffer;
    const auto size = read(STDIN_FILENO, buffer.data(), buffer.size());
    if (size <= 0) {
      ended_ = true;
      return;
    }
    text_.append(buffer.data(), static_cast<std::size_t>(size));
    for (auto end = text_.find('\n'); end != std::string::npos; end = text_.find('\n')) {
      const auto line = text_.substr(0, end);
      text_.erase(0, end + 1);
      run(line);
    }
  }

  void run(const std::string& line) {
    if (line == "help") return report("{}", kCommandHelp);
    const auto error = run_command(bss_, line);
    report(error.empty() ? "done" : "error " + error);
  }

  Bss& bss_;
  osmo_fd stdin_{};
  std::string text_;
  bool ended_ = false;
};

void log_to_stderr(void* context) {
  static const log_info kNoCategoriesOfOurs{};
  osmo_init_logging2(context, &kNoCategoriesOfOurs);
  // Below that, libosmo-sigtran speaks of each try before the link is up, as an error.
  log_set_log_level(osmo_stderr_target, LOGL_FATAL);
}

}  // namespace

int main(int argc, char** argv) try {
  const auto local = argc == 3 ? IpAddress::parse(argv[1]) : std::nullopt;
  if (!local) {
    std::fprintf(stderr, "usage: %s OWN-ADDRESS ADDRESS-OF-OSMO-STP\n\nCommands on stdin:\n%s", argv[0], kCommandHelp);
    return 2;
  }
  void* const context = talloc_named_const(nullptr, 0, "bss");
  log_to_stderr(context);
  Bss bss(*local, argv[2]);
  const Console console(bss);
  report("bss waits for the MSC");
  while (!console.ended()) osmo_select_main(0);
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
