// SPDX-License-Identifier: AGPL-3.0-or-later
// The load generator: sockets, one epoll loop, commands from stdin, a line of JSON on stdout for each.
#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>

#include "base/strings.hpp"
#include "bench/load.hpp"
#include "bench/mgw.hpp"
#include "bench/sockets.hpp"

namespace sipgw::bench {
namespace {

constexpr char kUsage[] =
    "usage: sipgw_bench_load --mncc PATH --sip A:P [--gateway A:P] [--mgw A:P] [--bare A:P --trigger A:P]\n"
    "                        [--ring-ms N] [--talk-ms N] [--guard-s N]\n"
    "Plays the MSC at PATH, the SIP peer at --sip and a media gateway at --mgw, for the gateway at --gateway or for a\n"
    "bare SIP stack at --bare, told by --trigger. Commands on stdin, each answered by one line of JSON when it is "
    "done:\n"
    "  wait               until the gateway is connected to the MSC\n"
    "  run KIND N RATE    N calls, RATE a second, each ended after --talk-ms\n"
    "  hold KIND N RATE   the same, but they stay\n"
    "  release N RATE     ends the N oldest of those that stay\n"
    "  drop               loses the MSC; done when no call is left\n"
    "KIND: mo mt mixed (through the gateway), bare-mo bare-mt bare (with a bare SIP stack), alone (without either)\n";

NetAddress parse_address(const std::string& text) {
  const auto colon = text.rfind(':');
  const auto ip = IpAddress::parse(text.substr(0, colon));
  const auto port = parse_number<std::uint16_t>(colon == std::string::npos ? "" : text.substr(colon + 1));
  if (ip && port) return {*ip, *port};
  std::fputs(kUsage, stderr);
  std::exit(2);
}

class Generator {
 public:
  explicit Generator(std::map<std::string, std::string> options);
  void run();

 private:
  Outlet outlet();
  Settings settings() const;
  void watch(int fd, std::uint32_t events, int operation) const;
  void serve(int fd, std::uint32_t events);
  void read_commands();

  const std::map<std::string, std::string> options_;
  Descriptor epoll_{::epoll_create1(EPOLL_CLOEXEC)};
  Mgw mgw_;
  UdpSocket sip_, mgcp_, trigger_;
  std::array<sockaddr_storage, 3> far_;  ///< by Far
  PacketServer msc_;
  Load load_;
  std::string commands_;
  bool end_of_commands_ = false;
};

Generator::Generator(std::map<std::string, std::string> options)
    : options_(std::move(options)),
      mgw_(parse_address(options_.at("--mgw")).ip),
      sip_(parse_address(options_.at("--sip")),
           [this](std::string_view packet, const sockaddr_storage& from) { load_.on_sip(packet, from, Clock::now()); }),
      mgcp_(parse_address(options_.at("--mgw")),
            [this](std::string_view packet, const sockaddr_storage& from) {
              if (const auto answer = mgw_.answer(packet); !answer.empty()) mgcp_.send_to(answer, from);
            }),
      trigger_({.ip = parse_address(options_.at("--sip")).ip, .port = 0}, [](std::string_view, const auto&) {}),
      far_{to_storage(parse_address(options_.at("--gateway"))), to_storage(parse_address(options_.at("--bare"))),
           to_storage(parse_address(options_.at("--sip")))},
      msc_(options_.at("--mncc"),
           {.connected = [this] { load_.on_msc_link(true, Clock::now()); },
            .lost = [this] { load_.on_msc_link(false, Clock::now()); },
            .received = [this](std::span<const std::byte> packet) { load_.on_mncc(packet, Clock::now()); }},
           [this](int fd, bool writable) { watch(fd, writable ? EPOLLIN | EPOLLOUT : EPOLLIN, EPOLL_CTL_MOD); }),
      load_(settings(), outlet()) {
  for (const int fd : {STDIN_FILENO, sip_.fd(), mgcp_.fd(), msc_.listening_fd()}) watch(fd, EPOLLIN, EPOLL_CTL_ADD);
}

Settings Generator::settings() const {
  const auto number = [this](const char* name) { return parse_number<int>(options_.at(name)).value_or(0); };
  return {.sip = parse_address(options_.at("--sip")),
          .gateway = options_.at("--gateway"),
          .bare = options_.at("--bare"),
          .ring = std::chrono::milliseconds{number("--ring-ms")},
          .talk = std::chrono::milliseconds{number("--talk-ms")},
          .guard = std::chrono::seconds{number("--guard-s")}};
}

Outlet Generator::outlet() {
  return {.to_gateway = [this](std::span<const std::byte> packet) { msc_.send(packet); },
          .send = [this](std::string_view text, Far far) { sip_.send_to(text, far_[static_cast<std::size_t>(far)]); },
          .respond = [this](std::string_view text, const sockaddr_storage& to) { sip_.send_to(text, to); },
          .trigger = [this, to = to_storage(parse_address(options_.at("--trigger")))](
                         std::string_view text) { trigger_.send_to(text, to); },
          .drop_msc_link = [this] { msc_.drop_client(); },
          .report =
              [](const std::string& line) {
                std::puts(line.c_str());
                std::fflush(stdout);
              }};
}

/// A client of the MSC's socket is new to epoll, whatever is asked for it first.
void Generator::watch(int fd, std::uint32_t events, int operation) const {
  epoll_event event{.events = events, .data = {.fd = fd}};
  if (::epoll_ctl(epoll_.get(), operation, fd, &event) == 0) return;
  if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) != 0) give_up("epoll_ctl");
}

void Generator::run() {
  std::array<epoll_event, 8> events;
  while (!end_of_commands_) {
    const auto next = load_.pass_time(Clock::now());
    int timeout_ms = -1;
    if (next) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(*next - Clock::now()).count();
      timeout_ms = static_cast<int>(std::max<long>(left, 0));
    }
    const int count = ::epoll_wait(epoll_.get(), events.data(), events.size(), timeout_ms);
    for (int i = 0; i < count; ++i)
      serve(events[static_cast<std::size_t>(i)].data.fd, events[static_cast<std::size_t>(i)].events);
  }
}

void Generator::serve(int fd, std::uint32_t events) {
  if (fd == sip_.fd()) return sip_.receive();
  if (fd == mgcp_.fd()) return mgcp_.receive();
  if (fd == msc_.listening_fd()) return msc_.accept();
  if (fd == STDIN_FILENO) return read_commands();
  if ((events & EPOLLOUT) != 0) msc_.write_queue();
  if ((events & ~static_cast<std::uint32_t>(EPOLLOUT)) != 0) msc_.receive();
}

void Generator::read_commands() {
  std::array<char, 1024> buffer;
  const auto size = ::read(STDIN_FILENO, buffer.data(), buffer.size());
  end_of_commands_ = size <= 0;
  if (size > 0) commands_.append(buffer.data(), static_cast<std::size_t>(size));
  for (auto end = commands_.find('\n'); end != std::string::npos; end = commands_.find('\n')) {
    const auto line = commands_.substr(0, end);
    commands_.erase(0, end + 1);
    if (!load_.command(line, Clock::now())) give_up("bad command: " + line);
  }
}

}  // namespace
}  // namespace sipgw::bench

int main(int argc, char** argv) {
  const auto* nobody = "127.0.0.1:0";
  std::map<std::string, std::string> options{{"--gateway", nobody}, {"--mgw", nobody},    {"--bare", nobody},
                                             {"--trigger", nobody}, {"--ring-ms", "100"}, {"--talk-ms", "100"},
                                             {"--guard-s", "30"}};
  for (int i = 1; i + 1 < argc; i += 2) options[argv[i]] = argv[i + 1];
  for (const auto* needed : {"--mncc", "--sip"}) {
    if (options.count(needed) != 0) continue;
    std::fputs(sipgw::bench::kUsage, stderr);
    return 2;
  }
  sipgw::bench::Generator{options}.run();
  return 0;
}
