// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mgcp/client.hpp"

namespace sipgw::mgcp {

namespace {
constexpr std::uint32_t kMaxTransaction = 999999999;
}

Client::Client(std::uint32_t first_transaction, Timing timing)
    : timing_(timing), next_id_(first_transaction % kMaxTransaction + 1) {}

std::string Client::submit(MgcpToken token, Command command, TimePoint now) {
  forget_old(now);
  const auto id = allocate_id();
  auto datagram = encode(command, id);
  Transaction transaction{.token = token, .datagram = {}, .call_id = {}, .interval = timing_.first, .deadline = now};
  if (command.is_wildcard_crcx()) {
    transaction.call_id = std::move(command.call_id);
    transaction.interval = timing_.wildcard;
  } else {
    transaction.datagram = datagram;
  }
  const auto deadline = now + transaction.interval;
  set_deadline(pending_.emplace(id, std::move(transaction)).first, deadline);
  ++counters_.sent;
  return datagram;
}

Client::Received Client::receive(std::string_view datagram, TimePoint now) {
  forget_old(now);
  auto response = decode_response(datagram);
  if (!response) {
    ++counters_.malformed;
    return {};
  }
  const auto found = pending_.find(response->transaction);
  if (found == pending_.end()) return receive_late(*response);
  if (response->code < 200) {
    extend(found, now);
    return {};
  }
  Completion completion{found->second.token, std::move(*response)};
  deadlines_.erase({found->second.deadline, found->first});
  pending_.erase(found);
  return completion;
}

Client::Due Client::on_time(TimePoint now) {
  forget_old(now);
  Due due;
  while (!deadlines_.empty() && deadlines_.begin()->first <= now) {
    const auto found = pending_.find(deadlines_.begin()->second);
    auto& transaction = found->second;
    if (transaction.wildcard() || transaction.provisional || transaction.sent >= timing_.tries) {
      due.completions.push_back(give_up(found, now));
      ++counters_.timed_out;
      continue;
    }
    ++transaction.sent;
    ++counters_.retransmitted;
    transaction.interval *= 2;
    set_deadline(found, now + transaction.interval);
    due.datagrams.push_back(transaction.datagram);
  }
  return due;
}

std::optional<TimePoint> Client::next_deadline() const {
  if (deadlines_.empty()) return std::nullopt;
  return deadlines_.begin()->first;
}

std::vector<Completion> Client::abandon_all(TimePoint now) {
  std::vector<Completion> completions;
  while (!deadlines_.empty()) completions.push_back(give_up(pending_.find(deadlines_.begin()->second), now));
  return completions;
}

std::uint32_t Client::allocate_id() {
  std::uint32_t id = 0;
  do {
    id = next_id_;
    next_id_ = id == kMaxTransaction ? 1 : id + 1;
  } while (pending_.contains(id) || late_.contains(id));
  return id;
}

void Client::set_deadline(Pending::iterator transaction, TimePoint deadline) {
  const auto id = transaction->first;
  deadlines_.erase({transaction->second.deadline, id});
  transaction->second.deadline = deadline;
  deadlines_.emplace(deadline, id);
}

Completion Client::give_up(Pending::iterator transaction, TimePoint now) {
  const auto id = transaction->first;
  auto& given_up = transaction->second;
  Completion completion{given_up.token, std::nullopt};
  deadlines_.erase({given_up.deadline, id});
  if (given_up.wildcard()) {
    late_.emplace(id, std::move(given_up.call_id));
    late_expiry_.emplace_back(now + timing_.remember_late, id);
  }
  pending_.erase(transaction);
  return completion;
}

void Client::extend(Pending::iterator transaction, TimePoint now) {
  if (transaction->second.provisional) return;
  transaction->second.provisional = true;
  set_deadline(transaction, now + timing_.wildcard);
}

Client::Received Client::receive_late(const Response& response) {
  const auto found = late_.find(response.transaction);
  if (found == late_.end()) {
    ++counters_.unexpected;
    return {};
  }
  if (response.code < 200) return {};
  ++counters_.late;
  Orphan orphan{response.endpoint, response.connection_id, std::move(found->second)};
  late_.erase(found);
  if (!response.ok() || orphan.endpoint.empty()) return {};
  return orphan;
}

void Client::forget_old(TimePoint now) {
  for (; !late_expiry_.empty() && late_expiry_.front().first <= now; late_expiry_.pop_front())
    late_.erase(late_expiry_.front().second);
}

}  // namespace sipgw::mgcp
