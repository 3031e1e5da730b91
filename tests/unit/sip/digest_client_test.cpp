// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sip/digest_client.hpp"

#include <gtest/gtest.h>

namespace sipgw::sip {
namespace {

using Headers = std::vector<DigestClient::Header>;

Credentials alice() { return {.username = "alice", .password = "secret"}; }

std::string digest(std::string_view realm, std::string_view nonce, std::string_view more = "") {
  return "Digest realm=\"" + std::string(realm) + "\", nonce=\"" + std::string(nonce) + "\", qop=\"auth\"" +
         std::string(more);
}
Headers server(std::string value) { return {{false, std::move(value)}}; }

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST(DigestClient, ChoosesTheStrongestAlgorithmWhateverTheOrder) {
  const DigestClient::Header md5{false, digest("r", "1", ", algorithm=MD5")};
  const DigestClient::Header sha256{false, digest("r", "2", ", algorithm=SHA-256")};
  const DigestClient::Header sha512{false, digest("r", "3", ", algorithm=SHA-512-256")};
  for (const auto& headers :
       {Headers{md5, sha256, sha512}, Headers{sha512, sha256, md5}, Headers{sha256, sha512, md5}}) {
    DigestClient client(alice());
    ASSERT_EQ(client.challenged("INVITE", headers), std::vector<std::size_t>{0});
    EXPECT_TRUE(has(client.authorization(0, "INVITE", "sip:b"), "nonce=\"3\", uri=\"sip:b\", algorithm=SHA-512-256"));
  }
}

TEST(DigestClient, ChoosesTheAlgorithmOfItsHash) {
  Credentials hashed{.username = "alice", .password = {}, .ha1 = std::string(64, 'a'), .ha1_algorithm = "SHA-256"};
  DigestClient client(hashed);
  ASSERT_EQ(client.challenged("INVITE", {{false, digest("r", "1", ", algorithm=SHA-512-256")},
                                         {false, digest("r", "2", ", algorithm=SHA-256")},
                                         {false, digest("r", "3")}}),
            std::vector<std::size_t>{0});
  EXPECT_TRUE(has(client.authorization(0, "INVITE", "sip:b"), "nonce=\"2\""));
  EXPECT_TRUE(client.challenged("BYE", server(digest("r", "4"))).empty());
  EXPECT_EQ(client.failure(), "no algorithm that we know");
}

TEST(DigestClient, CountsTheRequestsPerNonceAndKeepsItsOwn) {
  DigestClient client(alice());
  client.challenged("INVITE", server(digest("r", "1")));
  const auto cnonce = [](const std::string& value) { return value.substr(value.find("cnonce="), 41); };
  const std::string first = client.authorization(0, "INVITE", "sip:b");
  const std::string second = client.authorization(0, "BYE", "sip:b");
  EXPECT_TRUE(has(first, "nc=00000001"));
  EXPECT_TRUE(has(second, "nc=00000002"));
  EXPECT_EQ(cnonce(first), cnonce(second));
  client.challenged("BYE", server(digest("r", "2")));
  const std::string third = client.authorization(0, "BYE", "sip:b");
  EXPECT_TRUE(has(third, "nc=00000001"));
  EXPECT_NE(cnonce(second), cnonce(third));
}

TEST(DigestClient, AnswersServerAndProxyEachInItsSpace) {
  DigestClient client(alice());
  EXPECT_EQ(client.challenged("INVITE", {{true, digest("r", "1")}}), std::vector<std::size_t>{0});
  EXPECT_EQ(client.challenged("INVITE", {{false, digest("r", "2")}}), std::vector<std::size_t>{1});
  EXPECT_TRUE(client.is_proxy(0));
  EXPECT_FALSE(client.is_proxy(1));
  EXPECT_TRUE(has(client.authorization(0, "INVITE", "sip:b"), "nonce=\"1\""));
  EXPECT_TRUE(has(client.authorization(1, "INVITE", "sip:b"), "nonce=\"2\""));
}

TEST(DigestClient, TakesASecondChallengeForARefusal) {
  DigestClient client(alice());
  EXPECT_FALSE(client.challenged("INVITE", server(digest("r", "1"))).empty());
  EXPECT_TRUE(client.challenged("INVITE", server(digest("r", "2"))).empty());
  EXPECT_EQ(client.failure(), "wrong user name or password");
}

TEST(DigestClient, TriesOnceMoreWhenTheNonceWasStale) {
  DigestClient client(alice());
  client.challenged("INVITE", server(digest("r", "1")));
  EXPECT_FALSE(client.challenged("INVITE", server(digest("r", "2", ", stale=true"))).empty());
  EXPECT_TRUE(has(client.authorization(0, "INVITE", "sip:b"), "nonce=\"2\""));
  EXPECT_TRUE(client.challenged("INVITE", server(digest("r", "3", ", stale=true"))).empty());
}

TEST(DigestClient, AnswersTheNextRequestOfTheSameMethodAgain) {
  DigestClient client(alice());
  client.challenged("INVITE", server(digest("r", "1")));
  client.settled("INVITE");
  EXPECT_FALSE(client.challenged("INVITE", server(digest("r", "2"))).empty());
  EXPECT_FALSE(client.challenged("BYE", server(digest("r", "3"))).empty());
}

TEST(DigestClient, AnswersOnlyItsOwnRealm) {
  auto credentials = alice();
  credentials.realm = "mine";
  DigestClient client(credentials);
  EXPECT_TRUE(client.challenged("INVITE", server(digest("theirs", "1"))).empty());
  EXPECT_EQ(client.failure(), "realm \"theirs\" is not ours");
  EXPECT_FALSE(client.challenged("INVITE", {{false, digest("theirs", "1")}, {false, digest("mine", "2")}}).empty());
  EXPECT_EQ(client.failure(), "");
}

TEST(DigestClient, TellsThatItHasNoCredentials) {
  DigestClient client({});
  EXPECT_TRUE(client.challenged("INVITE", server(digest("r", "1"))).empty());
  EXPECT_EQ(client.failure(), "no credentials");
}

TEST(DigestClient, TellsThatItKnowsNoneOfTheAlgorithms) {
  DigestClient client(alice());
  EXPECT_TRUE(
      client.challenged("INVITE", {{false, "Basic realm=\"r\""}, {false, digest("r", "1", ", algorithm=AKAv1-MD5")}})
          .empty());
  EXPECT_EQ(client.failure(), "no algorithm that we know");
}

TEST(DigestClient, KeepsNoMoreThanSomeRealms) {
  DigestClient client(alice());
  Headers headers;
  for (int i = 0; i < 100; ++i) headers.push_back({false, digest("r" + std::to_string(i), "1")});
  EXPECT_EQ(client.challenged("INVITE", headers).size(), 8U);
  EXPECT_TRUE(client.challenged("BYE", server(digest("other", "1"))).empty());
  EXPECT_EQ(client.failure(), "too many realms");
}

}  // namespace
}  // namespace sipgw::sip
