// SPDX-License-Identifier: AGPL-3.0-or-later
// The program around a bare SIP stack: which one it is, its event loop, and the socket that tells it to call ("S7123"),
// to end that call ("D7123"), or to print how many bytes it has in use ("heap").
#include <malloc.h>
#include <sys/socket.h>

namespace sipgw::bench {
class BareStack;
}
#define SU_WAKEUP_ARG_T sipgw::bench::BareStack

#include <array>
#include <cstdio>
#include <optional>
#include <stdexcept>

#include "adapters/sofia/clock.hpp"
#include "adapters/sofia/handle_walk.hpp"
#include "bench/bare.hpp"

namespace sipgw::bench {
namespace {

constexpr char kUsage[] =
    "usage: sipgw_bench_bare STACK ADDRESS SIP-PORT TRIGGER-PORT PEER-ADDRESS:PORT\n"
    "STACK: plain (nua as it comes), nua (with the gateway's clock and pace), nta (the layer below, with that clock)\n";
constexpr std::size_t kSlowestPace = 10000;  // handles; whatever the number of calls

void report(const std::string& line) {
  std::puts(line.c_str());
  std::fflush(stdout);
}

std::string heap_in_use() {
  const auto info = mallinfo2();
  return std::to_string(info.uordblks + info.hblkhd);
}

int on_trigger(su_root_magic_t*, su_wait_t* wait, BareStack* stack) {
  std::array<char, 64> buffer;
  const auto size = ::recv(wait->fd, buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (size < 2) return 0;
  const std::string what{buffer.data(), static_cast<std::size_t>(size)};
  if (what == "heap")
    report(heap_in_use());
  else
    what.front() == 'S' ? stack->call(what.substr(1)) : stack->end(what.substr(1));
  return 0;
}

int bind_trigger(const char* host, const char* port) {
  su_addrinfo_t hints{};
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_DGRAM;
  su_addrinfo_t* address = nullptr;
  if (su_getaddrinfo(host, port, &hints, &address) != 0) throw std::runtime_error("bad address");
  const int fd = su_socket(AF_INET, SOCK_DGRAM, 0);
  const bool bound = ::bind(fd, address->ai_addr, address->ai_addrlen) == 0;
  su_freeaddrinfo(address);
  if (!bound) throw std::runtime_error("cannot bind the trigger's port");
  return fd;
}

/// Until it is killed.
void run(const std::string& name, char** arguments) {
  su_init();
  if (name != "plain") sofia::use_millisecond_clock();
  auto* root = su_root_create(nullptr);
  su_root_threading(root, 0);
  const auto url = std::string{"sip:"} + arguments[0] + ":" + arguments[1] + ";transport=udp";
  std::optional<sofia::HandleWalk> walk;
  if (name == "nua") walk.emplace([] { return kSlowestPace; });
  std::optional<sofia::HandleWalk::Learning> learning;
  if (walk) learning.emplace(*walk);
  const auto stack = (name == "nta" ? make_bare_nta : make_bare_nua)(root, url, arguments[3]);
  learning.reset();
  su_wait_t wait[1] = {SU_WAIT_INIT};
  if (su_wait_create(wait, bind_trigger(arguments[0], arguments[2]), SU_WAIT_IN) < 0 ||
      su_root_register(root, wait, on_trigger, stack.get(), 0) < 0)
    throw std::runtime_error("cannot wait for the trigger");
  report("ready");
  su_root_run(root);
}

}  // namespace
}  // namespace sipgw::bench

int main(int argc, char** argv) {
  const std::string stack = argc == 6 ? argv[1] : "";
  if (stack != "plain" && stack != "nua" && stack != "nta") {
    std::fputs(sipgw::bench::kUsage, stderr);
    return 2;
  }
  try {
    sipgw::bench::run(stack, argv + 2);
  } catch (const std::runtime_error& error) {
    std::fprintf(stderr, "sipgw_bench_bare: %s\n", error.what());
    return 1;
  }
  return 0;
}
