// SPDX-License-Identifier: AGPL-3.0-or-later
// Any text as a challenge: what is answered to it must be one header line that carries the same nonce.
#include <cstdlib>

#include "sip/digest_client.hpp"

namespace {

using namespace sipgw;

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  sip::DigestClient client({.username = "user", .password = "password"});
  const auto answered = client.challenged("INVITE", {{false, text}, {true, text}});
  require(answered.empty() != client.failure().empty());
  const auto challenge = sip::parse_challenge(text);
  require(answered.size() == (challenge && challenge->algorithm ? 2 : 0));
  for (const auto space : answered) {
    const auto value = client.authorization(space, "INVITE", "sip:192.0.2.1");
    require(value.find_first_of("\r\n") == std::string::npos);
    const auto read = sip::parse_challenge(value);  // the answer has the syntax of a challenge
    require(read && read->nonce == challenge->nonce && read->realm == challenge->realm);
  }
  return 0;
}
