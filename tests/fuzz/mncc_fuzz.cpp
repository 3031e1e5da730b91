// SPDX-License-Identifier: AGPL-3.0-or-later
// Whatever an MSC sends: decode() must stand it, and what it takes must survive another trip over the wire.
#include <cstdint>
#include <cstdlib>

#include "mncc/codec.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sipgw::mncc;
  const auto first = decode({reinterpret_cast<const std::byte*>(data), size});
  const auto* message = std::get_if<Message>(&first.outcome);
  if (message == nullptr) return 0;

  const auto second = decode(encode(*message));
  const auto* again = std::get_if<Message>(&second.outcome);
  if (again == nullptr || *again != *message || second.callref != first.callref) std::abort();
  return 0;
}
