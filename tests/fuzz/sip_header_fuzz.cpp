// SPDX-License-Identifier: AGPL-3.0-or-later
// Any text as a header value or body: the first line is the Content-Type, the rest the body.
#include <cstdlib>

#include "base/strings.hpp"
#include "sip/headers.hpp"
#include "sip/quoting.hpp"

namespace {

using namespace sipgw;

void require(bool holds) {
  if (!holds) std::abort();
}

/// A URI or quoted string that could end the header line would let a peer write headers of its own.
bool is_one_line(std::string_view text) { return text.find_first_of("\r\n") == std::string_view::npos; }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);

  sip::Reason reason;
  sip::parse_reason(text, reason);
  require(!reason.q850 || (*reason.q850 >= 1 && *reason.q850 <= 127));
  require(reason.text.size() <= size);

  if (const auto digits = sip::dialable(text)) require(sip::dialable(*digits) == digits);
  require(is_one_line(sip::name_addr(text, text, "192.0.2.1")));
  const auto quoted = sip::quote(text);
  std::string_view rest = quoted;
  require(sip::take_unquoted(rest, ';') == quoted && rest.empty());

  const auto code = sip::warning_code(text);
  require(!code || (*code >= 0 && *code <= 999));
  sip::privacy_withholds(text);

  auto body = text;
  const auto content_type = take_line(body);
  const auto sdp = sip::sdp_body(content_type, body);
  require(!sdp || body.find(*sdp) != std::string_view::npos);
  return 0;
}
