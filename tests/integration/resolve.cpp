// SPDX-License-Identifier: AGPL-3.0-or-later
// The resolver by itself, for names_test.py: HOST PORT TRANSPORT[,TRANSPORT...] [srv] [naptr]. Port 0: none is given.
// Prints a line whenever the destinations change, each as "TRANSPORT ADDRESS PORT SERVER RANK PRIORITY WEIGHT",
// separated by ", ". Runs until it is killed.
#include <utility>

#include <boost/asio/executor_work_guard.hpp>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/dns/resolver.hpp"
#include "base/strings.hpp"

namespace {

using namespace sipgw;
using namespace std::chrono_literals;

void print(const sip::Destinations& destinations) {
  std::string line;
  for (const auto& [address, server] : destinations) {
    if (!line.empty()) line += ", ";
    line += std::string{to_string(server.transport)} + ' ' + address.to_string() + ' ' + std::to_string(server.port) +
            ' ' + server.name + ' ' + std::to_string(server.rank) + ' ' + std::to_string(server.priority) + ' ' +
            std::to_string(server.weight);
  }
  std::puts(line.c_str());
  std::fflush(stdout);
}

std::vector<sip::Transport> transports(std::string_view list) {
  std::vector<sip::Transport> found;
  while (!list.empty()) {
    const auto name = take_until(list, ',');
    for (const auto transport : {sip::Transport::udp, sip::Transport::tcp, sip::Transport::tls})
      if (name == to_string(transport)) found.push_back(transport);
  }
  return found;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string_view> arguments(argv + 1, argv + argc);
  if (arguments.size() < 3) return 2;
  dns::Query query{.host = std::string{arguments[0]},
                   .port = parse_number<std::uint16_t>(arguments[1]).value_or(0),
                   .transports = transports(arguments[2])};
  for (const auto argument : arguments) {
    query.srv |= argument == "srv";
    query.naptr |= argument == "naptr";
  }
  boost::asio::io_context io;
  dns::Resolver resolver{io, print, {.refresh = 50ms, .first_retry = 50ms}};
  resolver.resolve(std::move(query));
  // Also while no timer is set and a question is under way.
  const auto work = boost::asio::make_work_guard(io);
  io.run();
}
