// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/sofia/log_redirect.hpp"

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>
#include <string>
#include <string_view>

#include "adapters/sofia/sofia.hpp"
#include "base/strings.hpp"
#include "log/log.hpp"

extern "C" {
extern su_log_t nua_log[], nta_log[], tport_log[], nea_log[], soa_log[], iptsec_log[], sresolv_log[];
}

namespace sipgw::sofia {
namespace {

constexpr std::size_t kLongestLine = 2000;

void write_line(std::string_view line) {
  line = trim(line);
  // Credentials and challenges stay out of the log.
  if (line.empty() || istarts_with(line, "Authorization") || istarts_with(line, "Proxy-Authorization")) return;
  log::debug(log::Category::sip, "sofia: {}", printable(line, kLongestLine));
}

/// Sofia prints in pieces; a line is handed on when its newline has come.
void on_log(void*, const char* format, va_list arguments) {
  thread_local std::string pending;
  std::array<char, kLongestLine> piece{};
  std::vsnprintf(piece.data(), piece.size(), format, arguments);
  pending += piece.data();
  for (auto end = pending.find('\n'); end != std::string::npos; end = pending.find('\n')) {
    write_line(std::string_view(pending).substr(0, end));
    pending.erase(0, end + 1);
  }
  if (pending.size() > kLongestLine) {
    write_line(pending);
    pending.clear();
  }
}

}  // namespace

void redirect_log() { su_log_redirect(nullptr, on_log, nullptr); }

void set_log_level(int level) {
  const auto clamped = static_cast<unsigned>(std::clamp(level, 0, 9));
  for (su_log_t* module : {su_log_default, nua_log, nta_log, tport_log, nea_log, soa_log, iptsec_log, sresolv_log}) {
    su_log_set_level(module, clamped);
  }
}

}  // namespace sipgw::sofia
