// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/mncc_link/connect_error.hpp"

#include <cerrno>
#include <string_view>
#include <system_error>

namespace sipgw {

namespace {

std::string_view remedy(int error) {
  switch (error) {
    case EACCES:
    case EPERM:
      return "the MSC's socket belongs to another user, root as Debian ships osmo-msc: install the drop-in "
             "osmo-msc.service.d/osmo-sipgw.conf that comes with osmo-sipgw and restart osmo-msc, or add the user of "
             "osmo-sipgw to the group of the socket";
    case ENOENT:
      return "osmo-msc is not running, or its `mncc external` names another path, or PrivateTmp in the unit of one of "
             "the two hides this one";
    case ECONNREFUSED:
      return "nobody listens on this socket: osmo-msc has ended without removing it";
    case EAGAIN:
      return "too many clients wait for the MSC, which serves only one";
    case EPROTOTYPE:
      return "this socket is not an MNCC socket, which is of type SOCK_SEQPACKET";
    default:
      return {};
  }
}

}  // namespace

std::string describe_connect_error(int error) {
  auto text = std::generic_category().message(error);
  if (const auto advice = remedy(error); !advice.empty()) text.append(": ").append(advice);
  return text;
}

}  // namespace sipgw
