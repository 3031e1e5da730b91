// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/secret_file.hpp"

#include <cerrno>
#include <fstream>
#include <system_error>

namespace sipgw {

Result<std::string> read_secret(const std::string& path) {
  std::ifstream file(path);
  if (!file) return Error{"cannot read " + path + ": " + std::generic_category().message(errno)};
  std::string line;
  std::getline(file, line);
  if (!line.empty() && line.back() == '\r') line.pop_back();
  if (line.empty()) return Error{"the first line of " + path + " is empty"};
  return line;
}

}  // namespace sipgw
