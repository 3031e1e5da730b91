// SPDX-License-Identifier: AGPL-3.0-or-later
// Messages as bytes: putting elements in, finding them.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <vector>

#include "e2e/bss/osmo.hpp"

namespace sipgw::e2e {

using Bytes = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;

void put(Bytes& out, View bytes);
void put(Bytes& out, std::initializer_list<std::uint8_t> bytes);
void put_lv(Bytes& out, View value);                     ///< length, value
void put_tlv(Bytes& out, std::uint8_t tag, View value);  ///< tag, length, value

/// The information elements of a message. Refers to its bytes.
class Elements {
 public:
  Elements(const tlv_definition& definition, View bytes) {
    tlv_parse(&parsed_, &definition, bytes.data(), static_cast<int>(bytes.size()), 0, 0);
  }

  std::optional<View> find(std::uint8_t tag) const {
    const auto& entry = parsed_.lv[tag];
    if (entry.val == nullptr) return std::nullopt;
    return View(entry.val, entry.len);
  }

 private:
  tlv_parsed parsed_{};
};

}  // namespace sipgw::e2e
