// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sip/digest.hpp"

#include <array>
#include <cstdio>
#include <initializer_list>

#include "base/strings.hpp"
#include "sip/quoting.hpp"

namespace sipgw::sip {
namespace {

constexpr std::size_t kLongestValue = 512;

/// What stands between the quotes, or the text itself where there are none.
std::string_view within_quotes(std::string_view text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') return text.substr(1, text.size() - 2);
  return text;
}

/// Fit to be put between quotes again: no end of line, no quote of its own, not cut off within an escape.
bool can_be_quoted(std::string_view text) {
  bool escaped = false;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f || (c == '"' && !escaped)) return false;
    escaped = c == '\\' && !escaped;
  }
  return !escaped && text.size() <= kLongestValue;
}

bool offers_auth(std::string_view qop_options) {
  while (!qop_options.empty()) {
    if (iequals(trim(take_until(qop_options, ',')), "auth")) return true;
  }
  return false;
}

void read_algorithm(std::string_view name, Challenge& challenge) {
  constexpr std::string_view kSession = "-sess";
  challenge.algorithm_name = name;
  challenge.session = name.size() > kSession.size() && iequals(name.substr(name.size() - kSession.size()), kSession);
  if (challenge.session) name.remove_suffix(kSession.size());
  challenge.algorithm = digest_algorithm(name);
}

std::string quoted(std::string_view name, std::string_view value) {
  return ", " + std::string(name) + "=\"" + std::string(value) + "\"";
}

/// The hash of the parts with colons between them.
std::string hash_of(DigestAlgorithm algorithm, std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const auto part : parts) text.append(part).append(":");
  text.pop_back();
  return hash(algorithm, text);
}

std::string response(const Challenge& challenge, const Credentials& credentials, const DigestUse& use,
                     std::string_view count) {
  const auto algorithm = *challenge.algorithm;
  auto ha1 = credentials.ha1;
  if (ha1.empty()) ha1 = hash_of(algorithm, {credentials.username, challenge.realm, credentials.password});
  if (challenge.session) ha1 = hash_of(algorithm, {ha1, challenge.nonce, use.cnonce});
  const auto ha2 = hash_of(algorithm, {use.method, use.uri});
  if (!challenge.qop) return hash_of(algorithm, {ha1, challenge.nonce, ha2});
  return hash_of(algorithm, {ha1, challenge.nonce, count, use.cnonce, "auth", ha2});
}

}  // namespace

std::optional<Challenge> parse_challenge(std::string_view value) {
  value = trim(value);
  const auto scheme = value.substr(0, value.find_first_of(" \t"));
  if (!iequals(scheme, "Digest")) return std::nullopt;
  value.remove_prefix(scheme.size());
  Challenge challenge;
  std::optional<std::string_view> qop;
  read_algorithm("MD5", challenge);
  challenge.algorithm_name.clear();
  while (!value.empty()) {
    auto parameter = take_unquoted(value, ',');
    const auto name = trim(take_unquoted(parameter, '='));
    const auto content = within_quotes(trim(parameter));
    if (iequals(name, "realm")) challenge.realm = content;
    if (iequals(name, "nonce")) challenge.nonce = content;
    if (iequals(name, "opaque")) challenge.opaque = content;
    if (iequals(name, "algorithm")) read_algorithm(content, challenge);
    if (iequals(name, "qop")) qop = content;
    if (iequals(name, "stale")) challenge.stale = iequals(content, "true");
  }
  challenge.qop = qop && offers_auth(*qop);
  const bool usable = !challenge.realm.empty() && !challenge.nonce.empty() && challenge.qop == qop.has_value() &&
                      (challenge.qop || !challenge.session) && can_be_quoted(challenge.realm) &&
                      can_be_quoted(challenge.nonce) && can_be_quoted(challenge.opaque.value_or(""));
  return usable ? std::optional(challenge) : std::nullopt;
}

std::string authorization(const Challenge& challenge, const Credentials& credentials, const DigestUse& use) {
  std::array<char, 9> count{};
  std::snprintf(count.data(), count.size(), "%08x", use.nonce_count);
  std::string value = "Digest username=" + quote(credentials.username) +
                      quoted("response", response(challenge, credentials, use, count.data())) +
                      quoted("realm", challenge.realm) + quoted("nonce", challenge.nonce) + quoted("uri", use.uri);
  if (!challenge.algorithm_name.empty()) value += ", algorithm=" + challenge.algorithm_name;
  if (challenge.qop) value += quoted("cnonce", use.cnonce) + ", qop=auth, nc=" + count.data();
  if (challenge.opaque) value += quoted("opaque", *challenge.opaque);
  return value;
}

}  // namespace sipgw::sip
