// SPDX-License-Identifier: AGPL-3.0-or-later
// The MSC's MNCC socket: one client at a time, greeted with a hello; a further one is accepted and closed at once.
// Thread: the io_context's; handlers are called from it.
#pragma once

#include <utility>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>

#include "adapters/mncc_link/packet_connection.hpp"
#include "base/result.hpp"
#include "mncc/message.hpp"
#include "sim/msc_messages.hpp"

namespace sipgw::sim {

class MnccServer {
 public:
  struct Handlers {
    std::function<void()> connected;  ///< the hello is on its way
    std::function<void()> lost;
    std::function<void(const mncc::Message&)> received;
    std::function<void(Callref, std::string)> malformed;  ///< callref 0: not known
  };

  MnccServer(boost::asio::io_context& io, Dialect dialect, Handlers handlers);
  ~MnccServer();

  /// Removes a stale socket file and listens. Error: the path cannot be bound.
  Status listen(const std::string& path);
  void send(const mncc::Message& message);
  /// Closes the client's connection; handlers.lost follows, and the next client may come.
  void drop_client();

 private:
  class Client;
  void accept();

  boost::asio::basic_socket_acceptor<UnixSeqPacket> acceptor_;
  Dialect dialect_;
  Handlers handlers_;
  std::string path_;
  std::shared_ptr<Client> client_;
};

}  // namespace sipgw::sim
