// SPDX-License-Identifier: AGPL-3.0-or-later
// Finds the SDP in a message body (RFC 2046 §5.1, RFC 5621).
#include "base/strings.hpp"
#include "sip/headers.hpp"
#include "sip/quoting.hpp"

namespace sipgw::sip {

namespace {

constexpr std::size_t kMaxBoundary = 70;  // RFC 2046 §5.1.1

std::string boundary_of(std::string_view parameters) {
  while (!parameters.empty()) {
    const auto parameter = take_parameter(parameters);
    if (iequals(parameter.name, "boundary")) return unquote(parameter.value);
  }
  return {};
}

enum class Delimiter : std::uint8_t { none, between, closing };

Delimiter delimiter(std::string_view line, std::string_view boundary) {
  if (!line.starts_with("--") || !line.substr(2).starts_with(boundary)) return Delimiter::none;
  const auto rest = trim(line.substr(2 + boundary.size()));
  if (rest.empty()) return Delimiter::between;
  return rest == "--" ? Delimiter::closing : Delimiter::none;
}

/// Cuts off and returns the next part without the line end that belongs to the delimiter behind it; nothing if no
/// delimiter follows any more. `body` stays behind the delimiter, empty after the closing one.
std::optional<std::string_view> take_part(std::string_view& body, std::string_view boundary) {
  auto rest = body;
  while (!rest.empty()) {
    const auto before = body.substr(0, body.size() - rest.size());
    const auto kind = delimiter(take_line(rest), boundary);
    if (kind == Delimiter::none) continue;
    body = kind == Delimiter::closing ? std::string_view{} : rest;
    auto part = before;
    if (part.ends_with('\n')) part.remove_suffix(1);
    if (part.ends_with('\r')) part.remove_suffix(1);
    return part;
  }
  return std::nullopt;
}

bool is_sdp(std::string_view content_type) { return iequals(trim(take_until(content_type, ';')), "application/sdp"); }

/// The content of a part whose headers say that it is plain SDP text.
std::optional<std::string> sdp_of_part(std::string_view part) {
  bool says_sdp = false;
  bool is_encoded = false;
  while (!part.empty()) {
    auto line = take_line(part);
    if (line.empty()) break;
    const auto name = trim(take_until(line, ':'));
    const auto value = trim(line);
    if (iequals(name, "Content-Type")) says_sdp = is_sdp(value);
    if (iequals(name, "Content-Transfer-Encoding"))
      is_encoded = iequals(value, "base64") || iequals(value, "quoted-printable");
  }
  return says_sdp && !is_encoded ? std::optional(std::string(part)) : std::nullopt;
}

}  // namespace

std::optional<std::string> sdp_body(std::string_view content_type, std::string_view body) {
  if (is_sdp(content_type)) return std::string(body);
  auto parameters = content_type;
  if (!iequals(trim(take_until(parameters, ';')), "multipart/mixed")) return std::nullopt;
  const auto boundary = boundary_of(parameters);
  if (boundary.empty() || boundary.size() > kMaxBoundary) return std::nullopt;

  if (!take_part(body, boundary)) return std::nullopt;  // what stands before the first delimiter is no part
  while (const auto part = take_part(body, boundary)) {
    if (auto sdp = sdp_of_part(*part)) return sdp;
  }
  return std::nullopt;
}

}  // namespace sipgw::sip
