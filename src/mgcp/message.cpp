// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mgcp/message.hpp"

#include <algorithm>

#include "base/strings.hpp"

namespace sipgw::mgcp {

namespace {

constexpr std::size_t kMaxDatagram = 4096;
constexpr std::uint32_t kMaxTransaction = 999999999;

void append_parameter(std::string& text, char name, std::string_view value) {
  if (value.empty()) return;
  text.append(1, name).append(": ").append(value).append("\r\n");
}

/// Names from the MGW go back into commands and into the journal: one word of printable ASCII, nothing else.
bool is_word(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

/// "200 1234 OK": code, transaction and comment.
Status read_status_line(std::string_view line, Response& response) {
  const auto code = parse_number<int>(take_until(line, ' '));
  if (!code || *code < 100 || *code > 999) return Error{"no response code"};
  const auto transaction = parse_number<std::uint32_t>(take_until(line, ' '));
  if (!transaction || *transaction < 1 || *transaction > kMaxTransaction) return Error{"no transaction id"};
  response.code = *code;
  response.transaction = *transaction;
  response.comment = trim(line);
  return ok();
}

void read_parameter(std::string_view line, Response& response) {
  const auto name = trim(take_until(line, ':'));
  const auto value = trim(line);
  if (iequals(name, "Z")) response.endpoint = value;
  if (iequals(name, "I")) response.connection_id = value;
  if (iequals(name, "P")) response.statistics = value;
}

}  // namespace

std::string_view to_string(Verb verb) {
  switch (verb) {
    case Verb::crcx:
      return "CRCX";
    case Verb::mdcx:
      return "MDCX";
    case Verb::dlcx:
      return "DLCX";
    case Verb::auep:
      return "AUEP";
  }
  return {};
}

std::string_view to_string(Mode mode) {
  switch (mode) {
    case Mode::recvonly:
      return "recvonly";
    case Mode::sendonly:
      return "sendonly";
    case Mode::sendrecv:
      return "sendrecv";
    case Mode::loopback:
      return "loopback";
  }
  return {};
}

bool Command::is_wildcard_crcx() const { return verb == Verb::crcx && endpoint.find('*') != std::string::npos; }

std::string encode(const Command& command, std::uint32_t transaction) {
  std::string text;
  text.reserve(160 + command.sdp.size());
  text.append(to_string(command.verb)).append(1, ' ').append(std::to_string(transaction)).append(1, ' ');
  text.append(command.endpoint).append(" MGCP 1.0\r\n");
  append_parameter(text, 'C', command.call_id);
  append_parameter(text, 'I', command.connection_id);
  append_parameter(text, 'L', command.local_options);
  if (command.mode) append_parameter(text, 'M', to_string(*command.mode));
  if (!command.sdp.empty()) text.append("\r\n").append(command.sdp);
  return text;
}

Result<Response> decode_response(std::string_view datagram) {
  if (datagram.size() > kMaxDatagram) return Error{"longer than 4096 bytes"};
  Response response;
  if (const auto status = read_status_line(take_line(datagram), response); !status) return status.error();
  while (!datagram.empty()) {
    const auto line = take_line(datagram);
    if (line.empty()) {
      response.sdp = datagram;
      break;
    }
    read_parameter(line, response);
  }
  if (!is_word(response.endpoint) || !is_word(response.connection_id))
    return Error{"unreadable endpoint or connection"};
  return response;
}

}  // namespace sipgw::mgcp
