// SPDX-License-Identifier: AGPL-3.0-or-later
#include "vty/vty.hpp"

#include <cerrno>
#include <cstring>
#include <memory>

#include "vty/command.hpp"
#include "vty/nodes.hpp"

namespace sipgw::vty {
namespace {

constexpr const char* kCopyright =
    "Copyright (C) 2026 the osmo-sipgw authors\n"
    "License AGPLv3+: GNU AGPL version 3 or later <https://gnu.org/licenses/agpl-3.0.html>\n"
    "This is free software: you are free to change and redistribute it.\n"
    "There is NO WARRANTY, to the extent permitted by law.\n";

vty_app_info app_info{};

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

/// The number of the line that ends at the file's present position.
int line_number(std::FILE* file) {
  const long end = std::ftell(file);
  std::rewind(file);
  int lines = 0, last = '\n';
  for (long at = 0; at < end; ++at) {
    last = std::fgetc(file);
    if (last == '\n') ++lines;
  }
  return last == '\n' ? lines : lines + 1;
}

}  // namespace

void install(const Identity& identity, cc::Admin& admin) {
  app_info.name = identity.name;
  app_info.version = identity.version;
  app_info.copyright = kCopyright;
  app_info.tall_ctx = identity.talloc_context;
  set_admin(admin);

  vty_init(&app_info);
  logging_vty_add_cmds();
  osmo_talloc_vty_add_cmds();
  osmo_stats_vty_add_cmds();
  ctrl_vty_init(identity.talloc_context);
  install_app_node();
  install_mncc_node();
  install_sip_node();
  install_tls_node();
  install_trunk_node();
  install_trunk_group_node();
  install_mgw_node();
  install_show_calls();
  install_show_ended_calls();
  install_show_links();
  install_show_tls();
  install_show_trunks();
  install_trunk_commands();
  install_timers();
  install_drain();
}

void print_version() { ::print_version(1); }

Status read_config(const std::string& path) {
  const File file{std::fopen(path.c_str(), "r"), std::fclose};
  if (!file) return Error{"cannot read the configuration file " + path + ": " + std::strerror(errno)};
  host_config_set(path.c_str());  // where `write` puts it
  if (vty_read_config_filep(file.get(), nullptr) >= 0) return ok();
  return Error{path + ":" + std::to_string(line_number(file.get())) + ": this line is refused, see above"};
}

bool dump_reference(std::FILE* out, const std::string& mode) {
  const int value = get_string_value(vty_ref_gen_mode_names, mode.c_str());
  if (value < 0) return false;
  vty_dump_xml_ref_mode(out, static_cast<vty_ref_gen_mode>(value));
  return true;
}

}  // namespace sipgw::vty
