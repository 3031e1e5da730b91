// SPDX-License-Identifier: AGPL-3.0-or-later
#include <utility>

#include "adapters/mgcp_link/journal_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <system_error>

namespace sipgw {

namespace {

Error failure(const std::string& path, int error) { return Error{path + ": " + std::system_category().message(error)}; }

int open_file(const std::string& path, int flags) { return ::open(path.c_str(), flags | O_CREAT | O_CLOEXEC, 0640); }

Status write_all(int file, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    const auto written = ::write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failure(path, errno);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return ok();
}

}  // namespace

Result<std::unique_ptr<JournalFile>> JournalFile::open(const std::string& path) {
  const auto lock_path = path + ".lock";
  const int lock = open_file(lock_path, O_RDWR);
  if (lock < 0) return failure(lock_path, errno);
  std::unique_ptr<JournalFile> journal(new JournalFile(path, lock));
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return Error{path + ": in use by another process"};
    return failure(lock_path, errno);
  }
  journal->file_ = open_file(path, O_WRONLY | O_APPEND);
  if (journal->file_ < 0) return failure(path, errno);
  return journal;
}

JournalFile::~JournalFile() {
  if (file_ >= 0) ::close(file_);
  ::close(lock_);
}

Result<std::string> JournalFile::read() const {
  std::ifstream stream(path_);
  std::ostringstream text;
  text << stream.rdbuf();
  if (!stream.is_open() || stream.bad()) return Error{path_ + ": cannot be read"};
  return text.str();
}

Status JournalFile::append(std::string_view lines) {
  appended_ += static_cast<std::size_t>(std::count(lines.begin(), lines.end(), '\n'));
  return write_all(file_, lines, path_);
}

Status JournalFile::rewrite(std::string_view lines) {
  const auto fresh_path = path_ + ".new";
  const int fresh = open_file(fresh_path, O_WRONLY | O_APPEND | O_TRUNC);
  if (fresh < 0) return failure(fresh_path, errno);
  auto status = write_all(fresh, lines, fresh_path);
  if (status && std::rename(fresh_path.c_str(), path_.c_str()) != 0) status = failure(path_, errno);
  if (!status) {
    ::close(fresh);
    return status;
  }
  ::close(std::exchange(file_, fresh));
  appended_ = 0;
  return status;
}

}  // namespace sipgw
