// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/mgcp_link/endpoint_book.hpp"

#include <utility>

#include "log/log.hpp"

namespace sipgw {

namespace {
constexpr std::size_t kLinesBeforeRewrite = 1000;
}

void EndpointBook::open(const std::string& directory, MgwId mgw) {
  if (directory.empty()) {
    status_ = "none: no runtime directory";
    return;
  }
  auto file = JournalFile::open(directory + "/mgw" + std::to_string(mgw.value) + ".endpoints");
  if (!file) return give_up(file.error());
  const auto text = (*file)->read();
  if (!text) return give_up(text.error());
  journal_.replay(*text);
  if (const auto status = (*file)->rewrite(journal_.lines()); !status) return give_up(status.error());
  file_ = *std::move(file);
  status_ = file_->path();
}

void EndpointBook::close() {
  if (file_ == nullptr) return;
  if (const auto status = file_->rewrite(journal_.lines()); !status) give_up(status.error());
  file_.reset();
}

void EndpointBook::add(const mgcp::Connection& connection) {
  journal_.add(connection);
  write(mgcp::Journal::added_line(connection));
}

void EndpointBook::remove(const mgcp::Connection& connection) {
  if (journal_.remove(connection)) write(mgcp::Journal::removed_line(connection));
}

void EndpointBook::write(const std::string& line) {
  if (file_ == nullptr) return;
  const bool grown = file_->appended() >= kLinesBeforeRewrite && file_->appended() >= 4 * journal_.size();
  const auto status = grown ? file_->rewrite(journal_.lines()) : file_->append(line);
  if (!status) give_up(status.error());
}

void EndpointBook::give_up(const Error& error) {
  file_.reset();
  status_ = "none: " + error.text;
  log::error(log::Category::mgcp, "no journal of MGW endpoints, none is freed after a crash: {}", error.text);
}

}  // namespace sipgw
