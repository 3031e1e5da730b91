// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/osmo/ctrl.hpp"

#include <algorithm>
#include <utility>

#include "adapters/osmo/osmo.hpp"

namespace sipgw::osmo {
namespace {

/// libosmoctrl frees the reply with the command.
int reply(ctrl_cmd* command, int result, const std::string& text) {
  command->reply = talloc_strdup(command, text.c_str());
  return result;
}

}  // namespace

struct Ctrl::Interface {
  struct Entry {
    Variable variable;
    std::string syntax;  ///< the name's parts with blanks between, as libosmoctrl takes them apart
    ctrl_cmd_element element{};
  };

  static const Entry* find(const ctrl_cmd* command) {
    const auto found = current->entries.find(command->variable);
    return found == current->entries.end() ? nullptr : &found->second;
  }

  static int get(ctrl_cmd* command, void*) {
    const auto* entry = find(command);
    if (entry == nullptr || !entry->variable.get) return reply(command, CTRL_CMD_ERROR, "Write Only attribute");
    return reply(command, CTRL_CMD_REPLY, entry->variable.get());
  }

  static int set(ctrl_cmd* command, void*) {
    const auto* entry = find(command);
    if (entry == nullptr || !entry->variable.set) return reply(command, CTRL_CMD_ERROR, "Read Only attribute");
    const auto status = entry->variable.set(command->value);
    return status ? reply(command, CTRL_CMD_REPLY, "OK") : reply(command, CTRL_CMD_ERROR, status.error().text);
  }

  std::map<std::string, Entry> entries;  ///< by name; an entry stays where it is
  ctrl_handle* handle = nullptr;
  static inline Interface* current = nullptr;  ///< libosmoctrl's own data pointer has to be a talloc context
};

Ctrl::Ctrl() : interface_(std::make_unique<Interface>()) { Interface::current = interface_.get(); }
Ctrl::~Ctrl() { Interface::current = nullptr; }

Status Ctrl::open() {
  const char* address = ctrl_vty_get_bind_addr();
  interface_->handle = ctrl_interface_setup_dynip(nullptr, address, kCtrlPort, nullptr);
  if (interface_->handle != nullptr) return ok();
  return Error{std::string{"cannot bind the CTRL interface to "} + address};
}

void Ctrl::add(const std::string& name, Variable variable) {
  auto& entry = interface_->entries[name];
  entry.variable = std::move(variable);
  entry.syntax = name;
  std::replace(entry.syntax.begin(), entry.syntax.end(), '.', ' ');
  entry.element.name = entry.syntax.c_str();
  entry.element.get = &Interface::get;
  entry.element.set = &Interface::set;
  ctrl_cmd_install(CTRL_NODE_ROOT, &entry.element);
}

void Ctrl::trap(const std::string& name, const std::string& value) {
  auto text = value;
  ctrl_cmd_send_trap(interface_->handle, name.c_str(), text.data());
}

}  // namespace sipgw::osmo
