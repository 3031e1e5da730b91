// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/secret_file.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

namespace sipgw {
namespace {

struct File {
  explicit File(const char* content) { std::ofstream(path) << content; }
  ~File() { std::remove(path.c_str()); }
  const std::string path =
      testing::TempDir() + "sipgw_secret_" + std::to_string(reinterpret_cast<std::uintptr_t>(this));
};

TEST(SecretFile, IsTheFirstLineWithItsBlanks) {
  for (const auto* content : {" a b ", " a b \n", " a b \r\nmore\n"}) {
    const File file(content);
    const auto secret = read_secret(file.path);
    ASSERT_TRUE(secret);
    EXPECT_EQ(*secret, " a b ");
  }
}

TEST(SecretFile, TellsWhyThereIsNone) {
  EXPECT_EQ(read_secret("/nonexistent/pw").error().text, "cannot read /nonexistent/pw: No such file or directory");
  const File empty("\nsecond\n");
  EXPECT_EQ(read_secret(empty.path).error().text, "the first line of " + empty.path + " is empty");
}

}  // namespace
}  // namespace sipgw
