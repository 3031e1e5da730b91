// SPDX-License-Identifier: AGPL-3.0-or-later
#include "e2e/bss/bytes.hpp"

namespace sipgw::e2e {

void put(Bytes& out, View bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }
void put(Bytes& out, std::initializer_list<std::uint8_t> bytes) { put(out, View(bytes.begin(), bytes.size())); }

void put_lv(Bytes& out, View value) {
  out.push_back(static_cast<std::uint8_t>(value.size()));
  put(out, value);
}

void put_tlv(Bytes& out, std::uint8_t tag, View value) {
  out.push_back(tag);
  put_lv(out, value);
}

}  // namespace sipgw::e2e
