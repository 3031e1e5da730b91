// SPDX-License-Identifier: AGPL-3.0-or-later
// The CTRL interface (libosmoctrl), where `ctrl` in the configuration puts it: variables to get and set, and traps.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/result.hpp"

namespace sipgw::osmo {

inline constexpr int kCtrlPort = 4279;

/// Thread: core thread only. One per process: its variables cannot be taken back from libosmoctrl.
class Ctrl {
 public:
  /// A variable that may not be read, or not be written, has no such function.
  struct Variable {
    std::function<std::string()> get;
    std::function<Status(const std::string& value)> set;  ///< the error's text is the reply
  };

  Ctrl();
  ~Ctrl();
  Ctrl(const Ctrl&) = delete;
  Ctrl& operator=(const Ctrl&) = delete;

  /// After the configuration file has been read. Error: the address or port cannot be bound.
  Status open();
  /// `name` as clients write it: "msc.0.state". After open().
  void add(const std::string& name, Variable variable);
  /// To all who are connected.
  void trap(const std::string& name, const std::string& value);

 private:
  struct Interface;
  std::unique_ptr<Interface> interface_;
};

}  // namespace sipgw::osmo
