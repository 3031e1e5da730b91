// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/mncc_link/mncc_link.hpp"

#include <utility>

#include <boost/asio/post.hpp>

#include "adapters/mncc_link/link_impl.hpp"

namespace sipgw {

MnccLink::MnccLink(boost::asio::io_context& io, MscId msc, cc::MnccConfig config, Handlers handlers)
    : impl_(std::make_shared<Impl>(io, msc, std::move(config), std::move(handlers))) {}

MnccLink::~MnccLink() { impl_->stop(); }

void MnccLink::start() { impl_->start(); }
void MnccLink::stop() { impl_->stop(); }
void MnccLink::reconfigure(cc::MnccConfig config) { impl_->reconfigure(std::move(config)); }
void MnccLink::send(const CallMessage& message) { impl_->send(message); }
cc::MnccSnapshot MnccLink::snapshot() const { return impl_->snapshot(); }

}  // namespace sipgw
