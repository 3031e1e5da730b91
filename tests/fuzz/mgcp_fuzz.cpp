// SPDX-License-Identifier: AGPL-3.0-or-later
// Responses as they might come from a broken or hostile MGW.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "mgcp/client.hpp"
#include "mgcp/journal.hpp"

using namespace sipgw;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view datagram(reinterpret_cast<const char*>(data), size);
  mgcp::TimePoint now{std::chrono::seconds{1000}};
  mgcp::Client client(0, {});
  mgcp::Command command;
  command.verb = mgcp::Verb::crcx;
  command.endpoint = "rtpbridge/*@mgw";
  client.submit(MgcpToken{1}, command, now);
  client.on_time(now += std::chrono::seconds{4});
  command.endpoint = "rtpbridge/1@mgw";
  client.submit(MgcpToken{2}, command, now);
  client.receive(datagram, now);
  client.on_time(now + std::chrono::minutes{2});

  mgcp::Journal journal;
  journal.replay(datagram);
  const auto lines = journal.lines();
  journal.replay(lines);
  return 0;
}
