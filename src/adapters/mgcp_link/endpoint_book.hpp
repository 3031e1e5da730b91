// SPDX-License-Identifier: AGPL-3.0-or-later
// mgcp::Journal with its file kept in step, as long as there is one. Thread: core thread only.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/mgcp_link/journal_file.hpp"
#include "base/ids.hpp"
#include "mgcp/journal.hpp"

namespace sipgw {

class EndpointBook {
 public:
  /// Takes over what an earlier process left in <directory>/mgw<N>.endpoints. Without a usable file the book is kept in
  /// memory only; status() says why, and the log.
  void open(const std::string& directory, MgwId mgw);
  void close();  ///< puts the file in its shortest form and unlocks it

  void add(const mgcp::Connection& connection);
  void remove(const mgcp::Connection& connection);
  void release(const mgcp::Connection& connection) { journal_.release(connection); }
  const mgcp::Journal& journal() const { return journal_; }

  const std::string& status() const { return status_; }  ///< path of the file, or why there is none

 private:
  void write(const std::string& line);
  void give_up(const Error& error);

  mgcp::Journal journal_;
  std::unique_ptr<JournalFile> file_;
  std::string status_ = "not open";
};

}  // namespace sipgw
