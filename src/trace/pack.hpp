// SPDX-License-Identifier: AGPL-3.0-or-later
// Messages as few bytes, and the values back from them. Which members are kept is in listing.hpp. A value that is zero,
// empty or absent takes one bit, numbers as many octets as they need.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "sip/message.hpp"
#include "trace/describe.hpp"
#include "trace/listing.hpp"

namespace sipgw::trace {

/// What bounds a packed message, whoever wrote it: the octets up to which texts are taken, those of one text (one more
/// than is ever printed, so that it is seen to be cut), elements of a list, octets in all.
constexpr std::size_t kMaxTexts = 700, kMaxText = 201, kMaxElements = 64, kMaxPacked = 1024;

template <typename T>
concept Scalar = std::is_integral_v<T> || std::is_enum_v<T>;

/// Writes into its own room: no allocation. What finds no more room is left out.
class Packer {
 public:
  void operator()(const auto&... values) { (put(values), ...); }
  /// A text of several lines: not cut as others are.
  void lines(std::string_view text) { put_text(text, kMaxTexts); }
  void octets(const std::uint8_t* from, std::size_t count) {
    count = std::min(count, kMaxPacked - size_);
    std::memcpy(bytes_.data() + size_, from, count);
    size_ += count;
  }
  std::string_view packed() const { return {bytes_.data(), size_}; }

 private:
  /// Eight flags share an octet, which stands where the first of them was written.
  void flag(bool value) {
    if (flags_ == 8) {
      flags_ = 0;
      flags_at_ = size_;
      octet(0);
    }
    bytes_[flags_at_] = static_cast<char>(bytes_[flags_at_] | (static_cast<unsigned>(value) << flags_++));
  }
  void octet(std::uint8_t value) {
    bytes_[size_] = static_cast<char>(value);
    if (size_ < kMaxPacked) ++size_;
  }
  void number(std::uint32_t value) {
    for (; value >= 0x80; value >>= 7) octet(static_cast<std::uint8_t>(value | 0x80));
    octet(static_cast<std::uint8_t>(value));
  }
  void put_text(std::string_view text, std::size_t most) {
    text = text.substr(0, std::min(most, kMaxTexts - std::min(size_, kMaxTexts)));
    flag(!text.empty());
    if (text.empty()) return;
    number(static_cast<std::uint32_t>(text.size()));
    octets(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  }

  template <Scalar T>
  void put(const T& value) {
    static_assert(sizeof value <= sizeof(std::uint32_t));
    flag(value != T{});
    if constexpr (!std::is_same_v<T, bool>) {
      if (value != T{}) number(static_cast<std::uint32_t>(value));
    }
  }
  void put(const std::string& text) { put_text(text, kMaxText); }
  template <std::size_t kSize>
  void put(const std::array<std::uint8_t, kSize>& value) {
    octets(value.data(), kSize);
  }
  template <typename T>
  void put(const std::optional<T>& value) {
    flag(value.has_value());
    if (value) put(*value);
  }
  template <typename T>
  void put(const std::vector<T>& values) {
    const auto count = std::min(values.size(), kMaxElements);
    put(static_cast<std::uint32_t>(count));
    for (std::size_t i = 0; i < count; ++i) put(values[i]);
  }
  void put(const sip::Header& header) {
    put(header.first);
    put_text(is_secret(header.first) ? std::string_view{} : header.second, kMaxText);
  }
  template <typename... T>
  void put(const std::variant<T...>& value) {
    put(static_cast<std::uint32_t>(value.index()));
    std::visit([this](const auto& alternative) { (*this)(alternative); }, value);
  }
  template <typename T>
  void put(const T* const& value) {
    put(*value);
  }
  template <typename T>
  void put(const T& value) {
    list(*this, value);
  }

  std::array<char, kMaxPacked + 1> bytes_;  ///< the last one for what finds no room
  std::size_t size_ = 0, flags_at_ = 0;
  unsigned flags_ = 8;
};

/// Reads what a Packer wrote. Safe on any bytes: what is missing reads as zero, empty or absent.
class Unpacker {
 public:
  explicit Unpacker(std::string_view packed) : rest_(packed) {}

  void operator()(auto&... values) { (take(values), ...); }
  void lines(std::string& text) { take(text); }
  void octets(std::uint8_t* to, std::size_t count) {
    const auto bytes = cut(count);
    std::copy(bytes.begin(), bytes.end(), to);
  }
  /// Takes the next octets as they are.
  std::string_view cut(std::size_t count) {
    const auto bytes = rest_.substr(0, count);
    rest_.remove_prefix(bytes.size());
    return bytes;
  }
  /// What has not been read yet.
  std::size_t left() const { return rest_.size(); }

 private:
  bool flag() {
    if (flags_ == 8) {
      flags_ = 0;
      flag_octet_ = octet();
    }
    return ((flag_octet_ >> flags_++) & 1U) != 0;
  }
  std::uint8_t octet() {
    std::uint8_t value = 0;
    octets(&value, 1);
    return value;
  }
  std::uint32_t number() {
    std::uint32_t value = 0;
    for (unsigned shift = 0; shift < 32; shift += 7) {
      const std::uint32_t next = octet();
      value |= (next & 0x7f) << shift;
      if (next < 0x80) break;
    }
    return value;
  }

  template <Scalar T>
  void take(T& value) {
    const auto set = flag();
    if constexpr (std::is_same_v<T, bool>) {
      value = set;
    } else {
      value = set ? static_cast<T>(number()) : T{};
    }
  }
  void take(std::string& text) { text = flag() ? cut(number()) : std::string_view{}; }
  template <std::size_t kSize>
  void take(std::array<std::uint8_t, kSize>& value) {
    octets(value.data(), kSize);
  }
  template <typename T>
  void take(std::optional<T>& value) {
    if (flag()) take(value.emplace());
  }
  template <typename T>
  void take(std::vector<T>& values) {
    std::uint32_t count = 0;
    take(count);
    values.resize(std::min<std::size_t>(count, kMaxElements));
    for (auto& value : values) take(value);
  }
  void take(sip::Header& header) {
    take(header.first);
    take(header.second);
  }
  template <typename... T>
  void take(std::variant<T...>& value) {
    std::uint32_t wanted = 0, index = 0;
    take(wanted);
    ((index++ == wanted ? take(value.template emplace<T>()) : void()), ...);
  }
  template <typename T>
  void take(T& value) {
    list(*this, value);
  }

  std::string_view rest_;
  std::uint8_t flag_octet_ = 0;
  unsigned flags_ = 8;
};

}  // namespace sipgw::trace
