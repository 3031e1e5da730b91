// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/dns/query.hpp"

#include <arpa/nameser.h>
#include <netdb.h>
#include <resolv.h>

#include <algorithm>

namespace sipgw::dns {
namespace {

/// The configuration as it is now; one per question, so that threads share nothing.
class ResolverState {
 public:
  ResolverState() : usable_(::res_ninit(&state_) == 0) {}
  ~ResolverState() {
    if (usable_) ::res_nclose(&state_);
  }
  ResolverState(const ResolverState&) = delete;
  ResolverState& operator=(const ResolverState&) = delete;

  bool usable() const { return usable_; }
  res_state get() { return &state_; }
  int error() const { return state_.res_h_errno; }

 private:
  struct __res_state state_ {};
  bool usable_;
};

template <typename Record>
Result<Records<Record>> query(const std::string& name, ns_type type, Result<Records<Record>> (*parse)(const Message&)) {
  ResolverState state;
  if (!state.usable()) return Error{"the name servers' configuration cannot be read"};
  Message answer(NS_MAXMSG);
  const int size =
      ::res_nquery(state.get(), name.c_str(), ns_c_in, type, answer.data(), static_cast<int>(answer.size()));
  if (size < 0) {
    if (state.error() == HOST_NOT_FOUND || state.error() == NO_DATA) return Records<Record>{};
    return Error{::hstrerror(state.error())};
  }
  answer.resize(std::min(answer.size(), static_cast<std::size_t>(size)));
  return parse(answer);
}

}  // namespace

Result<Records<sip::SrvRecord>> query_srv(const std::string& name) { return query(name, ns_t_srv, parse_srv); }
Result<Records<sip::NaptrRecord>> query_naptr(const std::string& name) { return query(name, ns_t_naptr, parse_naptr); }

}  // namespace sipgw::dns
