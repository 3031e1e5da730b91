// SPDX-License-Identifier: AGPL-3.0-or-later
// The figures are the examples of the RFCs.
#include "sip/digest.hpp"

#include <gtest/gtest.h>

namespace sipgw::sip {
namespace {

constexpr char kMufasaNonce[] = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
constexpr char kMufasaCnonce[] = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

Challenge challenge(std::string_view value) {
  const auto parsed = parse_challenge(value);
  EXPECT_TRUE(parsed) << value;
  return parsed.value_or(Challenge{});
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::string mufasa(std::string_view algorithm) {
  return authorization(
      challenge("Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=" + std::string(algorithm) +
                ", nonce=\"" + kMufasaNonce + "\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\""),
      {.username = "Mufasa", .password = "Circle of Life"}, {"GET", "/dir/index.html", kMufasaCnonce});
}

TEST(Digest, AnswersTheExampleOfRfc7616WithMd5) {
  EXPECT_EQ(mufasa("MD5"),
            "Digest username=\"Mufasa\", response=\"8ca523f5e9506fed4657c9700eebdbec\", "
            "realm=\"http-auth@example.org\", nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", "
            "uri=\"/dir/index.html\", algorithm=MD5, cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", "
            "qop=auth, nc=00000001, opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"");
}

TEST(Digest, AnswersTheExampleOfRfc7616WithSha256) {
  const std::string answer = mufasa("SHA-256");
  EXPECT_TRUE(has(answer, "response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\"")) << answer;
  EXPECT_TRUE(has(answer, "algorithm=SHA-256,")) << answer;
}

TEST(Digest, AnswersWithSha512256) {
  // RFC 7616 has an example only with a hashed user name; this one was computed with Python's hashlib.
  const std::string answer = mufasa("SHA-512-256");
  EXPECT_TRUE(has(answer, "response=\"430d05014cecc49cab6fbe03176d41a1da86cbfe24a16580e22aaad928d960d0\"")) << answer;
}

TEST(Digest, AnswersTheExampleOfRfc2617) {
  const std::string answer = authorization(
      challenge("Digest realm=\"testrealm@host.com\", qop=\"auth,auth-int\", "
                "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", opaque=\"5ccc069c403ebaf9f0171e9517f40e41\""),
      {.username = "Mufasa", .password = "Circle Of Life"}, {"GET", "/dir/index.html", "0a4f113b"});
  EXPECT_TRUE(has(answer, "response=\"6629fae49393a05397450978507c4ef1\"")) << answer;
  EXPECT_FALSE(has(answer, "algorithm")) << answer;
}

TEST(Digest, AnswersWithoutQopWhereNoneIsOffered) {
  const std::string answer =
      authorization(challenge("Digest realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\""),
                    {.username = "Mufasa", .password = "CircleOfLife"}, {"GET", "/dir/index.html", "unused"});
  EXPECT_EQ(answer,
            "Digest username=\"Mufasa\", response=\"1949323746fe6a43ef61f9606e7febea\", realm=\"testrealm@host.com\", "
            "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", uri=\"/dir/index.html\"");
}

TEST(Digest, AnswersTheSessionFormOfAnAlgorithm) {
  const std::string answer = mufasa("MD5-sess");
  EXPECT_TRUE(has(answer, "response=\"e783283f46242139c486a698fec7211d\"")) << answer;
  EXPECT_TRUE(has(answer, "algorithm=MD5-sess,")) << answer;
}

TEST(Digest, TakesAHashInsteadOfThePassword) {
  const std::string answer =
      authorization(challenge("Digest realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\""),
                    {.username = "Mufasa",
                     .password = {},
                     .ha1 = hash(DigestAlgorithm::md5, "Mufasa:testrealm@host.com:CircleOfLife")},
                    {"GET", "/dir/index.html", ""});
  EXPECT_TRUE(has(answer, "response=\"1949323746fe6a43ef61f9606e7febea\"")) << answer;
}

TEST(Digest, CountsTheUsesOfANonceInHexadecimal) {
  const auto known = challenge("Digest realm=\"r\", nonce=\"n\", qop=\"auth\"");
  EXPECT_TRUE(has(authorization(known, {.username = "u"}, {"BYE", "sip:a", "c", 26}), "nc=0000001a"));
}

TEST(Digest, ReadsAChallengeWhateverItsStyle) {
  const auto read = challenge(
      "  dIgEsT\tx=y ,REALM = \"a \\\"b\\\", c\" ,,nonce=abc, algorithm=\"sha-256\", qop=auth, STALE=TRUE, "
      "charset=UTF-8, userhash=false, domain=\"sip:x, sip:y\", odd");
  EXPECT_EQ(read.realm, "a \\\"b\\\", c");
  EXPECT_EQ(read.nonce, "abc");
  EXPECT_EQ(read.algorithm, DigestAlgorithm::sha256);
  EXPECT_EQ(read.algorithm_name, "sha-256");
  EXPECT_TRUE(read.qop);
  EXPECT_TRUE(read.stale);
  EXPECT_FALSE(read.opaque);
}

TEST(Digest, SendsRealmAndOpaqueBackAsTheyCame) {
  const auto read = challenge("Digest realm=\"a \\\"b\\\"\", nonce=\"n\", opaque=\"\"");
  const std::string answer = authorization(read, {.username = "o\"x"}, {"BYE", "sip:a", ""});
  EXPECT_TRUE(has(answer, "realm=\"a \\\"b\\\"\"")) << answer;
  EXPECT_TRUE(has(answer, "username=\"o\\\"x\"")) << answer;
  EXPECT_TRUE(has(answer, "opaque=\"\"")) << answer;
}

TEST(Digest, KnowsWhichAlgorithmItDoesNotKnow) {
  EXPECT_FALSE(challenge("Digest realm=\"r\", nonce=\"n\", algorithm=AKAv1-MD5").algorithm);
  EXPECT_FALSE(challenge("Digest realm=\"r\", nonce=\"n\", algorithm=-sess").algorithm);
  EXPECT_EQ(challenge("Digest realm=\"r\", nonce=\"n\"").algorithm, DigestAlgorithm::md5);
}

TEST(Digest, RefusesWhatCannotBeAnswered) {
  for (const char* value :
       {"", "Digest", "Basic realm=\"r\", nonce=\"n\"", "Digest realm=\"r\"", "Digest nonce=\"n\"",
        "Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\"", "Digest realm=\"r\", nonce=\"n\", algorithm=MD5-sess",
        "Digest realm=\"r\", nonce=\"n\r\nX: y\"", "Digest realm=\"r\", nonce=\"n", "Digest realm=\"r\", nonce=n\\"}) {
    EXPECT_FALSE(parse_challenge(value)) << value;
  }
  EXPECT_FALSE(parse_challenge("Digest realm=\"r\", nonce=\"" + std::string(600, 'n') + "\""));
}

}  // namespace
}  // namespace sipgw::sip
