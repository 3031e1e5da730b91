// SPDX-License-Identifier: AGPL-3.0-or-later
// The MSC's end of an MNCC socket, as plain system calls in a temporary directory of its own.
#pragma once

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "mncc/codec.hpp"
#include "mncc/hello.hpp"

namespace sipgw {

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern = std::filesystem::temp_directory_path() / "sipgw-mncc-XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp");
    path_ = pattern;
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::string file(const char* name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

class FileDescriptor {
 public:
  explicit FileDescriptor(int number = -1) : number_(number) {}
  FileDescriptor(FileDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~FileDescriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int get() const { return number_; }

 private:
  int number_;
};

/// The MSC's side of one accepted client; the destructor closes it.
class MscClient {
 public:
  explicit MscClient(int number) : socket_(number) {}

  void send_bytes(const std::vector<std::byte>& packet) const {
    if (::send(socket_.get(), packet.data(), packet.size(), MSG_NOSIGNAL | MSG_DONTWAIT) < 0) {
      throw std::runtime_error(std::string("send: ") + std::strerror(errno));
    }
  }
  void send(const mncc::Message& message) const { send_bytes(mncc::encode(message)); }

  /// The next packet, or nothing if there is none now; an empty one when the gateway has closed.
  std::optional<std::vector<std::byte>> receive() const {
    std::vector<std::byte> packet(4096);
    const auto size = ::recv(socket_.get(), packet.data(), packet.size(), MSG_DONTWAIT);
    if (size < 0 && errno == EAGAIN) return std::nullopt;
    packet.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
    return packet;
  }

 private:
  FileDescriptor socket_;
};

class FakeMsc {
 public:
  explicit FakeMsc(const std::string& path, int type = SOCK_SEQPACKET) : socket_(::socket(AF_UNIX, type, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    if (::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(socket_.get(), 5) != 0) {
      throw std::runtime_error("cannot listen on " + path);
    }
  }

  /// Waits for a client that is known to have connected.
  MscClient accept() const { return MscClient(::accept(socket_.get(), nullptr, nullptr)); }

 private:
  FileDescriptor socket_;
};

}  // namespace sipgw
