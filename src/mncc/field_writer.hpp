// SPDX-License-Identifier: AGPL-3.0-or-later
// Writes members of a wire structure, zeroed at first, at fixed offsets.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

namespace sipgw::mncc {

/// Writing beyond the structure or a text that does not fit with its NUL is a bug of ours and ends the program.
class FieldWriter {
 public:
  explicit FieldWriter(std::size_t size) : bytes_(size) {}

  template <typename T>
  void number(std::size_t offset, T value) {
    raw(offset, &value, sizeof value);
  }

  void text(std::size_t offset, std::size_t capacity, std::string_view value) {
    if (value.size() >= capacity || value.find('\0') != std::string_view::npos) std::abort();
    raw(offset, value.data(), value.size());
  }

  void raw(std::size_t offset, const void* data, std::size_t size) {
    if (offset > bytes_.size() || size > bytes_.size() - offset) std::abort();
    if (size != 0) std::memcpy(bytes_.data() + offset, data, size);
  }

  std::vector<std::byte> take() && { return std::move(bytes_); }

 private:
  std::vector<std::byte> bytes_;
};

}  // namespace sipgw::mncc
