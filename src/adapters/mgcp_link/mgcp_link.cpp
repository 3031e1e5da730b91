// SPDX-License-Identifier: AGPL-3.0-or-later
#include <utility>

#include "adapters/mgcp_link/mgcp_link.hpp"

#include "adapters/mgcp_link/mgcp_link_impl.hpp"

namespace sipgw {

MgcpLink::MgcpLink(boost::asio::io_context& io, MgwId mgw, cc::MgwConfig config, std::string runtime_dir,
                   Handlers handlers, MgcpLinkTiming timing)
    : impl_(std::make_shared<Impl>(io, mgw, std::move(config), std::move(runtime_dir), std::move(handlers), timing)) {}

MgcpLink::~MgcpLink() { impl_->stop(); }

void MgcpLink::start() { impl_->start(); }
void MgcpLink::stop() { impl_->stop(); }
bool MgcpLink::reconfigure(cc::MgwConfig config) { return impl_->reconfigure(std::move(config)); }
void MgcpLink::submit(MgcpToken token, mgcp::Command command) { impl_->submit(token, std::move(command)); }
cc::MgwSnapshot MgcpLink::snapshot() const { return impl_->snapshot(); }

}  // namespace sipgw
