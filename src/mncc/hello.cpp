// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mncc/hello.hpp"

#include "mncc/codec.hpp"
#include "mncc/layout.hpp"

namespace sipgw::mncc {

Hello our_hello() {
  namespace s = wire::signalling;
  return {.version = wire::kVersion,
          .mncc_size = s::kSize,
          .data_frame_size = wire::kHeaderSize,  // a voice frame's header; the frame itself is not counted
          .called_offset = s::kCalled,
          .signal_offset = s::kSignal,
          .emergency_offset = s::kEmergency,
          .lchan_type_offset = s::kLchanType};
}

Status check_version(const Hello& hello) {
  if (hello.version == wire::kVersion) return ok();
  return Error{"the MSC speaks MNCC version " + std::to_string(hello.version) + ", this gateway only version " +
               std::to_string(wire::kVersion)};
}

std::string differences(const Hello& hello) {
  auto expected = our_hello();
  if (hello.mncc_size == wire::signalling::kExtendedSize) expected.mncc_size = hello.mncc_size;

  std::string text;
  const auto compare = [&](std::string_view name, std::uint32_t announced, std::uint32_t known) {
    if (announced == known) return;
    if (!text.empty()) text += ", ";
    text.append(name).append(" " + std::to_string(announced) + " (expected " + std::to_string(known) + ")");
  };
  compare("mncc_size", hello.mncc_size, expected.mncc_size);
  compare("data_frame_size", hello.data_frame_size, expected.data_frame_size);
  compare("called_offset", hello.called_offset, expected.called_offset);
  compare("signal_offset", hello.signal_offset, expected.signal_offset);
  compare("emergency_offset", hello.emergency_offset, expected.emergency_offset);
  compare("lchan_type_offset", hello.lchan_type_offset, expected.lchan_type_offset);
  return text;
}

bool hello_is_extended(const Hello& hello) { return hello.mncc_size >= wire::signalling::kExtendedSize; }

}  // namespace sipgw::mncc
