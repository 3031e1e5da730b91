// SPDX-License-Identifier: AGPL-3.0-or-later
#include "support/raw_sip_peer.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <stdexcept>
#include <vector>

#include "base/strings.hpp"

namespace sipgw::test {
namespace {

sockaddr_in to_sockaddr(NetAddress address) {
  sockaddr_in result{};
  result.sin_family = AF_INET;
  result.sin_port = htons(address.port);
  std::memcpy(&result.sin_addr, address.ip.bytes.data(), 4);
  return result;
}

std::string receive_from(int socket, std::chrono::milliseconds patience) {
  pollfd ready{socket, POLLIN, 0};
  if (poll(&ready, 1, static_cast<int>(patience.count())) != 1) return {};
  std::vector<char> buffer(65536);
  const auto size = recv(socket, buffer.data(), buffer.size(), 0);
  return size <= 0 ? std::string() : std::string(buffer.data(), static_cast<std::size_t>(size));
}

}  // namespace

RawSipPeer::RawSipPeer(NetAddress gateway, const char* own_ip)
    : gateway_(gateway), ip_(own_ip), socket_(socket(AF_INET, SOCK_DGRAM, 0)) {
  auto address = to_sockaddr({*IpAddress::parse(ip_), 0});
  socklen_t size = sizeof address;
  if (bind(socket_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("no UDP socket for the test peer");
  }
  port_ = ntohs(address.sin_port);
}

RawSipPeer::~RawSipPeer() { close(socket_); }

void RawSipPeer::send(std::string_view message) {
  const auto address = to_sockaddr(gateway_);
  sendto(socket_, message.data(), message.size(), 0, reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

std::string RawSipPeer::receive(std::chrono::milliseconds patience) { return receive_from(socket_, patience); }

std::string RawSipPeer::expect(std::string_view start, std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (true) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return {};
    const std::string message = receive(left);
    if (message.starts_with(start)) return message;
  }
}

std::string header_lines(std::string_view message, std::string_view name) {
  std::string result;
  for (std::string_view line = take_line(message); !line.empty(); line = take_line(message)) {
    std::string_view rest = line;
    if (iequals(trim(take_until(rest, ':')), name)) result += std::string(line) + "\r\n";
  }
  return result;
}

std::string header(std::string_view message, std::string_view name) {
  const std::string lines = header_lines(message, name);
  std::string_view rest = lines;
  std::string_view line = take_line(rest);
  take_until(line, ':');
  return std::string(trim(line));
}

std::string parameter(std::string_view value, std::string_view name) {
  while (!value.empty()) {
    std::string_view part = take_until(value, ';');
    if (iequals(trim(take_until(part, '=')), name)) return std::string(trim(part));
  }
  return {};
}

std::string body(std::string_view message) {
  const auto end = message.find("\r\n\r\n");
  return end == std::string_view::npos ? std::string() : std::string(message.substr(end + 4));
}

std::string response(std::string_view request, std::string_view status_line, std::string_view to_tag,
                     std::string_view more_headers, std::string_view sdp) {
  std::string to = header(request, "To");
  if (!to_tag.empty() && parameter(to, "tag").empty()) to += ";tag=" + std::string(to_tag);
  std::string result = "SIP/2.0 " + std::string(status_line) + "\r\n" + header_lines(request, "Via") +
                       header_lines(request, "From") + "To: " + to + "\r\n" + header_lines(request, "Call-ID") +
                       header_lines(request, "CSeq") + std::string(more_headers);
  if (!sdp.empty()) result += "Content-Type: application/sdp\r\n";
  return result + "Content-Length: " + std::to_string(sdp.size()) + "\r\n\r\n" + std::string(sdp);
}

std::string exchange_by_tcp(NetAddress gateway, std::string_view message, std::string_view enough) {
  const int connection = socket(AF_INET, SOCK_STREAM, 0);
  const auto address = to_sockaddr(gateway);
  std::string result;
  if (connect(connection, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      ::send(connection, message.data(), message.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(message.size())) {
    while (result.find(enough) == std::string::npos) {
      const std::string more = receive_from(connection, RawSipPeer::kPatience);
      if (more.empty()) break;
      result += more;
    }
  }
  close(connection);
  return result;
}

}  // namespace sipgw::test
