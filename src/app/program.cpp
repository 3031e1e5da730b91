// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/program.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

#include "adapters/osmo/listeners.hpp"
#include "adapters/osmo/logging.hpp"
#include "adapters/osmo/osmo.hpp"
#include "adapters/osmo/reactor.hpp"
#include "app/gateway.hpp"
#include "app/monitor.hpp"
#include "app/options.hpp"
#include "app/process.hpp"
#include "app/signals.hpp"
#include "log/log.hpp"
#include "vty/vty.hpp"

namespace sipgw::app {
namespace {

constexpr int kFailure = 1;
constexpr int kUsageError = 2;

using TallocContext = std::unique_ptr<void, decltype([](void* context) { talloc_free(context); })>;

int fail(const std::string& text, int exit_code = kFailure) {
  std::fprintf(stderr, "osmo-sipgw: %s\n", text.c_str());
  return exit_code;
}

void apply_log_options(const Options& options) {
  if (options.disable_color) log_set_use_color(osmo_stderr_target, 0);
  if (options.timestamp) log_set_print_timestamp(osmo_stderr_target, 1);
  if (!options.debug_mask.empty()) log_parse_category_mask(osmo_stderr_target, options.debug_mask.c_str());
  if (options.log_level) log_set_log_level(osmo_stderr_target, *options.log_level);
  osmo::Logging::refresh_thresholds();
}

Status prepare(const Options& options, Monitor& monitor, void* talloc_context) {
  if (auto status = vty::read_config(options.config_file); !status) return status;
  osmo::Logging::refresh_thresholds();
  if (auto status = osmo::open_vty(talloc_context); !status) return status;
  return monitor.open();
}

Status go_into_background(boost::asio::io_context& io) {
  io.notify_fork(boost::asio::io_context::fork_prepare);
  if (osmo_daemonize() < 0) return Error{std::string{"cannot go into the background: "} + std::strerror(errno)};
  io.notify_fork(boost::asio::io_context::fork_child);
  return ok();
}

int serve(const Options& options, boost::asio::io_context& io, Gateway& gateway, void* talloc_context) {
  Monitor monitor{gateway, talloc_context};
  if (const auto status = prepare(options, monitor, talloc_context); !status) return fail(status.error().text);
  if (options.daemonize)
    if (const auto status = go_into_background(io); !status) return fail(status.error().text);
  raise_file_limit();
  const Signals signals{io,
                        {.terminate = [&] { gateway.shutdown(); },
                         .reopen_logs =
                             [&] {
                               log_targets_reopen();
                               gateway.logs_reopened();
                               gateway.read_passwords();
                               static_cast<void>(gateway.reload_tls());  // without TLS there is nothing to read
                             },
                         .report_memory = [&] { talloc_report_full(talloc_context, stderr); }}};
  gateway.observe([&] { monitor.publish(); });
  gateway.start();
  notify_service_manager("READY=1");
  gateway.run();
  return 0;
}

}  // namespace

int run_program(int argc, char** argv) {
  auto options = parse_options(argc, argv);
  if (!options) return fail(options.error().text, kUsageError);
  if (options->task == Task::show_help) {
    std::fputs(kUsage, stdout);
    return 0;
  }
  if (options->daemonize)  // the background process works in /
    options->config_file = std::filesystem::absolute(options->config_file).string();

  const TallocContext talloc_context{talloc_named_const(nullptr, 0, "osmo-sipgw")};
  boost::asio::io_context io;
  msgb_talloc_ctx_init(talloc_context.get(), 0);
  const osmo::Logging logging{talloc_context.get(), io};
  apply_log_options(*options);
  osmo_stats_init(talloc_context.get());
  rate_ctr_init(talloc_context.get());
  osmo::Reactor reactor{io};
  Gateway gateway{io, reactor, SIPGW_VERSION};
  vty::install({options->compat ? "OsmoSIPcon" : "OsmoSIPgw", SIPGW_VERSION, talloc_context.get()}, gateway);

  switch (options->task) {
    case Task::serve:
      return serve(*options, io, gateway, talloc_context.get());
    case Task::show_version:
      vty::print_version();
      return 0;
    case Task::show_vty_reference:
      if (vty::dump_reference(stdout, options->vty_reference_mode)) return 0;
      return fail("there is no VTY reference mode '" + options->vty_reference_mode + "'", kUsageError);
    case Task::show_help:
      break;  // done above
  }
  return 0;
}

}  // namespace sipgw::app
