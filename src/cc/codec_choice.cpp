// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cc/codec_choice.hpp"

#include <algorithm>
#include <string_view>

#include "base/strings.hpp"

namespace sipgw::cc {

namespace {

constexpr std::string_view kOctetAlign = "octet-align", kModeSet = "mode-set";

/// Format parameters ("octet-align=1;mode-set=0,2") with this one at the end, and nowhere else; empty: without it.
std::string with_parameter(std::string_view parameters, std::string_view name, std::string_view value) {
  std::string result;
  const auto append = [&](std::string_view parameter) {
    if (!result.empty()) result += ";";
    result += parameter;
  };
  while (!parameters.empty()) {
    const auto parameter = trim(take_until(parameters, ';'));
    auto rest = parameter;
    if (!parameter.empty() && !iequals(trim(take_until(rest, '=')), name)) append(parameter);
  }
  if (!value.empty()) append(std::string(name) + "=" + std::string(value));
  return result;
}

}  // namespace

bool is_allowed(sdp::Codec codec, const std::vector<sdp::Codec>& codecs) {
  return codecs.empty() || std::find(codecs.begin(), codecs.end(), codec) != codecs.end();
}

sdp::Session with_allowed_codecs(sdp::Session session, const std::vector<sdp::Codec>& codecs) {
  if (codecs.empty()) return session;
  std::vector<sdp::Format> allowed;
  for (const auto codec : codecs) {
    std::copy_if(session.formats.begin(), session.formats.end(), std::back_inserter(allowed),
                 [&](const sdp::Format& format) { return format.codec == codec; });
  }
  session.formats = std::move(allowed);
  return session;
}

std::vector<sdp::Format> formats_to_offer(const sdp::Format& own, const TrunkConfig& trunk, bool converted) {
  if (own.codec != sdp::Codec::amr) return {own};
  auto format = own;
  if (!trunk.amr_mode_set.empty()) format.fmtp = with_parameter(format.fmtp, kModeSet, trunk.amr_mode_set);
  if (!converted || trunk.amr_octet_align == OctetAlign::one) return {format};
  auto efficient = format;
  efficient.fmtp = with_parameter(format.fmtp, kOctetAlign, {});
  if (trunk.amr_octet_align == OctetAlign::zero) return {efficient};
  constexpr std::uint8_t kFirst = 96, kLast = 127;  // dynamic payload types
  efficient.payload_type = own.payload_type == kLast ? kFirst : static_cast<std::uint8_t>(own.payload_type + 1);
  return {format, efficient};
}

}  // namespace sipgw::cc
