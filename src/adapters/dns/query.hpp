// SPDX-License-Identifier: AGPL-3.0-or-later
// Questions to the name servers of /etc/resolv.conf.
#pragma once

#include <string>

#include "adapters/dns/answer.hpp"

namespace sipgw::dns {

/// Both block meanwhile: ten seconds and more, when a name server is dead. Any thread. The name is taken as it is,
/// without a search list. A name that is not there, or has no such records, yields none. Error: nobody could tell.
Result<Records<sip::SrvRecord>> query_srv(const std::string& name);
Result<Records<sip::NaptrRecord>> query_naptr(const std::string& name);

}  // namespace sipgw::dns
