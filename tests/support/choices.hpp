// SPDX-License-Identifier: AGPL-3.0-or-later
// Where tests that make things up take their decisions from: a fuzzer's bytes or a seed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace sipgw::test {

class Choices {
 public:
  virtual ~Choices() = default;
  virtual unsigned below(unsigned limit) = 0;
  bool yes() { return below(2) == 1; }
  bool one_in(unsigned number) { return below(number) == 0; }
};

/// Bytes as a row of small choices; zeros behind their end.
class ByteChoices : public Choices {
 public:
  explicit ByteChoices(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
  bool more() const { return position_ < bytes_.size(); }
  unsigned below(unsigned limit) override { return (more() ? bytes_[position_++] : 0U) % limit; }

 private:
  std::span<const std::uint8_t> bytes_;
  std::size_t position_ = 0;
};

/// The same choices for the same seed and number on every machine (SplitMix64).
class RandomChoices : public Choices {
 public:
  RandomChoices(std::uint64_t seed, std::uint64_t number) : state_(seed) { state_ = next() ^ (number * kOdd); }
  unsigned below(unsigned limit) override { return static_cast<unsigned>((next() >> 32) % limit); }

 private:
  static constexpr std::uint64_t kStep = 0x9e3779b97f4a7c15, kOdd = 0xd1342543de82ef95;
  std::uint64_t next() {
    auto mixed = state_ += kStep;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    return mixed ^ (mixed >> 31);
  }
  std::uint64_t state_;
};

}  // namespace sipgw::test
