// SPDX-License-Identifier: AGPL-3.0-or-later
// A certification authority for tests, made by the openssl command in a directory that goes away with it.
#pragma once

#include <filesystem>
#include <string>

namespace sipgw::test {

class TestCa {
 public:
  TestCa();
  ~TestCa();
  TestCa(const TestCa&) = delete;
  TestCa& operator=(const TestCa&) = delete;

  std::string ca_file() const { return file("ca.pem"); }
  /// A certificate with its key in one PEM file. `names` as in "DNS:gw.test,IP:127.0.0.1"; `days` may be negative:
  /// expired.
  std::string issue(const std::string& subject, const std::string& names, int days = 2) const;
  std::string file(const std::string& name) const { return (directory_ / name).string(); }

 private:
  std::filesystem::path directory_;
};

}  // namespace sipgw::test
