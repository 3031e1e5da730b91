// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sip/request.hpp"

namespace sipgw::sip {

std::string_view to_string(Method method) {
  switch (method) {
    case Method::registration:
      return "REGISTER";
    case Method::options:
      return "OPTIONS";
  }
  return {};
}

}  // namespace sipgw::sip
