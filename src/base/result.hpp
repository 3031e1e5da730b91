// SPDX-License-Identifier: AGPL-3.0-or-later
// Result<T>: a value or the reason why there is none. Fallible functions return it; no exception leaves a module.
#pragma once

#include <cstdlib>
#include <string>
#include <utility>
#include <variant>

namespace sipgw {

/// Why something failed, in words an operator understands. Never contains a secret.
struct Error {
  std::string text;
};

/// Either a T or an Error. Reading the wrong alternative is a bug of ours and ends the program, in release too.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : data_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : data_(std::in_place_index<1>, std::move(error)) {}

  explicit operator bool() const { return data_.index() == 0; }

  T& operator*() & { return value(); }
  const T& operator*() const& { return const_cast<Result*>(this)->value(); }
  T&& operator*() && { return std::move(value()); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &const_cast<Result*>(this)->value(); }

  const Error& error() const {
    const auto* error = std::get_if<1>(&data_);
    if (error == nullptr) std::abort();
    return *error;
  }

 private:
  T& value() {
    auto* value = std::get_if<0>(&data_);
    if (value == nullptr) std::abort();
    return *value;
  }

  std::variant<T, Error> data_;
};

/// The result of an operation that yields nothing but success.
using Status = Result<std::monostate>;
inline Status ok() { return Status{std::monostate{}}; }

}  // namespace sipgw
