// SPDX-License-Identifier: AGPL-3.0-or-later
#include "support/test_ca.hpp"

#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace sipgw::test {
namespace {

constexpr char kNewKey[] = " -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";

void openssl(const std::string& arguments) {
  const std::string command = "openssl " + arguments + " >/dev/null 2>&1";
  if (std::system(command.c_str()) != 0) throw std::runtime_error("this fails: " + command);
}

std::filesystem::path make_directory() {
  std::string name = (std::filesystem::temp_directory_path() / "sipgw-ca-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
  return name;
}

}  // namespace

TestCa::TestCa() : directory_(make_directory()) {
  openssl("req -x509 -days 2 -subj /CN=TestCa -keyout " + file("ca.key") + " -out " + ca_file() + kNewKey);
}

TestCa::~TestCa() {
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

std::string TestCa::issue(const std::string& subject, const std::string& names, int days) const {
  const std::string request = file(subject + ".csr"), key = file(subject + ".key"), both = file(subject + ".pem");
  openssl("req -subj /CN=" + subject + " -addext subjectAltName=" + names + " -keyout " + key + " -out " + request +
          kNewKey);
  openssl("x509 -req -copy_extensions copy -in " + request + " -CA " + ca_file() + " -CAkey " + file("ca.key") +
          " -days " + std::to_string(days) + " -out " + both);
  std::ofstream(both, std::ios::app) << std::ifstream(key).rdbuf();
  return both;
}

}  // namespace sipgw::test
