// SPDX-License-Identifier: AGPL-3.0-or-later
// The file behind mgcp::Journal: lines appended by plain write(), which outlive a SIGKILL of the process. One process
// at a time has it. Thread: core thread only.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace sipgw {

class JournalFile {
 public:
  /// Errors: directory missing or not writable, or another process holds the lock.
  static Result<std::unique_ptr<JournalFile>> open(const std::string& path);
  ~JournalFile();
  JournalFile(const JournalFile&) = delete;
  JournalFile& operator=(const JournalFile&) = delete;

  const std::string& path() const { return path_; }
  Result<std::string> read() const;
  Status append(std::string_view lines);
  /// Puts `lines` in the place of all content, in one step.
  Status rewrite(std::string_view lines);
  std::size_t appended() const { return appended_; }  ///< lines since the last rewrite

 private:
  JournalFile(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}

  std::string path_;
  int lock_;       ///< locks "PATH.lock", which stays when PATH is replaced
  int file_ = -1;  ///< for appending
  std::size_t appended_ = 0;
};

}  // namespace sipgw
