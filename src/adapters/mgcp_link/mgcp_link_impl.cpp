// SPDX-License-Identifier: AGPL-3.0-or-later
#include <utility>

#include "adapters/mgcp_link/mgcp_link_impl.hpp"

#include <algorithm>
#include <random>

#include "base/net_address.hpp"
#include "base/strings.hpp"
#include "log/log.hpp"

namespace sipgw {

namespace {

constexpr unsigned kSilencesUntilDown = 3;
constexpr unsigned kRefusalsUntilDown = 2;
constexpr std::size_t kParallelFrees = 16;
constexpr int kUnknownEndpoint = 500;
constexpr auto kCategory = log::Category::mgcp;

mgcp::TimePoint now() { return std::chrono::steady_clock::now(); }

}  // namespace

MgcpLink::Impl::Impl(boost::asio::io_context& io, MgwId mgw, cc::MgwConfig config, std::string runtime_dir,
                     Handlers handlers, MgcpLinkTiming timing)
    : io_(io),
      mgw_(mgw),
      config_(std::move(config)),
      runtime_dir_(std::move(runtime_dir)),
      handlers_(std::move(handlers)),
      timing_(timing),
      channel_(io, {[this](std::string_view datagram) { on_datagram(datagram); },
                    [this](const std::string& text) { on_refused(text); }}),
      client_(std::random_device{}(), timing.client),
      state_since_(now()),
      deadline_timer_(io),
      tick_timer_(io) {}

void MgcpLink::Impl::start() {
  started_ = true;
  book_.open(runtime_dir_, mgw_);
  if (const auto count = book_.journal().endpoints(remote()); count > 0)
    log::notice(kCategory, "mgw {}: {} endpoints left by an earlier run will be freed", mgw_.value, count);
  open_channel();
  arm_tick();
}

void MgcpLink::Impl::stop() {
  if (stopped_) return;
  stopped_ = true;
  channel_.close();
  deadline_timer_.cancel();
  tick_timer_.cancel();
  book_.close();
}

cc::MgwSnapshot MgcpLink::Impl::snapshot() const {
  const auto& counters = client_.counters();
  return {.mgw = mgw_,
          .config = config_,
          .up = up_,
          .last_error = last_error_,
          .in_state = std::chrono::duration_cast<std::chrono::seconds>(now() - state_since_),
          .endpoints_in_use = book_.journal().endpoints(remote()),
          .journal = book_.status(),
          .sent = counters.sent,
          .retransmitted = counters.retransmitted,
          .timed_out = counters.timed_out,
          .malformed = counters.malformed,
          .unexpected = counters.unexpected,
          .late = counters.late,
          .refused_4xx = refused_4xx_,
          .refused_5xx = refused_5xx_,
          .refused_other = refused_other_};
}

// ---------------------------------------------------------------- commands

void MgcpLink::Impl::submit(MgcpToken token, mgcp::Command command) {
  auto job = make_job(Job::Owner::core, token, command);
  if (up_) return run(std::move(job), std::move(command));
  if (job.verb == mgcp::Verb::dlcx) book_.release(job.connection);
  notify([token](const Handlers& handlers) { handlers.done(token, std::nullopt); });
}

MgcpLink::Impl::Job MgcpLink::Impl::make_job(Job::Owner owner, MgcpToken token, const mgcp::Command& command) const {
  return {.owner = owner,
          .token = token,
          .verb = command.verb,
          .wildcard = command.is_wildcard_crcx(),
          .connection = {remote(), command.endpoint, command.call_id, command.connection_id},
          .begun = now()};
}

void MgcpLink::Impl::run(Job job, mgcp::Command command) {
  ++last_token_.value;
  jobs_.emplace(last_token_, std::move(job));
  channel_.send(client_.submit(last_token_, std::move(command), now()));
  arm_deadline();
}

void MgcpLink::Impl::complete(mgcp::Completion completion) {
  const auto node = jobs_.extract(completion.token);
  const auto& job = node.mapped();
  if (completion.response) {
    if (job.owner == Job::Owner::core && !completion.response->ok()) count_refusal(completion.response->code);
    apply_answer(job, *completion.response);
  } else if (job.verb == mgcp::Verb::dlcx) {
    book_.release(job.connection);
  }
  switch (job.owner) {
    case Job::Owner::core:
      notify([token = job.token, response = std::move(completion.response)](const Handlers& handlers) mutable {
        handlers.done(token, std::move(response));
      });
      break;
    case Job::Owner::leftover:
      --freeing_;
      free_next();
      break;
    case Job::Owner::keepalive:
      break;
  }
}

void MgcpLink::Impl::count_refusal(int code) {
  const int code_class = code / 100;
  ++(code_class == 4 ? refused_4xx_ : code_class == 5 ? refused_5xx_ : refused_other_);
}

/// Keeps the book. Whatever the MGW answers to a DLCX (2xx, 515 no such connection, 516 somebody else's call, 500 no
/// such endpoint), nothing of ours is left there.
void MgcpLink::Impl::apply_answer(const Job& job, const mgcp::Response& response) {
  if (job.wildcard || job.owner == Job::Owner::keepalive) judge_domain(response.code);
  if (job.verb == mgcp::Verb::dlcx) book_.remove(job.connection);
  if (job.verb != mgcp::Verb::crcx || !response.ok() || response.connection_id.empty()) return;
  auto connection = job.connection;
  if (!response.endpoint.empty()) connection.endpoint = response.endpoint;
  connection.connection_id = response.connection_id;
  book_.add(connection);
}

/// AUEP of the wildcard is harmless, and of all answers only 500 says that the domain is not the MGW's.
void MgcpLink::Impl::send_keepalive() {
  if (!channel_.is_open()) return;
  mgcp::Command command;
  command.verb = mgcp::Verb::auep;
  command.endpoint = wildcard_endpoint();
  auto job = make_job(Job::Owner::keepalive, {}, command);
  run(std::move(job), std::move(command));
}

void MgcpLink::Impl::free_orphan(const mgcp::Orphan& orphan) {
  log::notice(kCategory, "mgw {}: {} came too late and is deleted", mgw_.value, orphan.endpoint);
  mgcp::Connection connection{remote(), orphan.endpoint, orphan.call_id, orphan.connection_id};
  if (!connection.connection_id.empty()) {
    book_.add(connection);
    book_.release(connection);
  }
  connection.connection_id.clear();
  free_endpoint(connection);
}

void MgcpLink::Impl::free_leftovers() {
  if (!up_ || freeing_ > 0) return;
  const auto found = book_.journal().leftovers(remote());
  to_free_.assign(found.begin(), found.end());
  free_next();
}

void MgcpLink::Impl::free_next() {
  while (up_ && freeing_ < kParallelFrees && !to_free_.empty()) {
    free_endpoint(to_free_.front());
    to_free_.pop_front();
  }
}

void MgcpLink::Impl::free_endpoint(const mgcp::Connection& leftover) {
  mgcp::Command command;
  command.verb = mgcp::Verb::dlcx;
  command.endpoint = leftover.endpoint;
  command.call_id = leftover.call_id;
  ++freeing_;
  auto job = make_job(Job::Owner::leftover, {}, command);
  run(std::move(job), std::move(command));
}

// ---------------------------------------------------------------- the MGW's state

void MgcpLink::Impl::on_datagram(std::string_view datagram) {
  const auto malformed_before = client_.counters().malformed;
  auto received = client_.receive(datagram, now());
  if (client_.counters().malformed != malformed_before) {
    if (const auto kept_back = malformed_lines_.permit(now()))
      log::error(kCategory, "mgw {}: unreadable reply \"{}\" ({} more not shown)", mgw_.value, printable(datagram, 60),
                 *kept_back);
    return;
  }
  last_reply_ = now();
  silences_ = refusals_ = 0;
  if (!up_) go_up();
  if (auto* completion = std::get_if<mgcp::Completion>(&received)) complete(std::move(*completion));
  if (const auto* orphan = std::get_if<mgcp::Orphan>(&received)) free_orphan(*orphan);
  apply_pending_config();
}

void MgcpLink::Impl::on_refused(const std::string& text) {
  if (++refusals_ >= kRefusalsUntilDown) go_down(remote() + ": " + text);
}

void MgcpLink::Impl::on_silence() {
  if (++silences_ >= kSilencesUntilDown) go_down(remote() + ": no reply");
}

void MgcpLink::Impl::go_up() {
  up_ = true;
  state_since_ = now();
  last_error_.clear();
  domain_refused_ = false;
  log::notice(kCategory, "mgw {}: {} is up", mgw_.value, remote());
  notify([](const Handlers& handlers) { handlers.up(); });
  free_leftovers();
}

void MgcpLink::Impl::go_down(const std::string& reason) {
  if (up_ || reason != last_error_) log::error(kCategory, "mgw {}: down: {}", mgw_.value, reason);
  last_error_ = reason;
  const bool was_up = std::exchange(up_, false);
  to_free_.clear();
  for (auto& completion : client_.abandon_all(now())) complete(std::move(completion));
  if (!was_up) return;
  state_since_ = now();
  notify([](const Handlers& handlers) { handlers.down(); });
}

void MgcpLink::Impl::judge_domain(int code) {
  const bool refused = code == kUnknownEndpoint;
  if (refused == std::exchange(domain_refused_, refused)) return;
  last_error_.clear();
  if (!refused) return;
  last_error_ = "the MGW refuses " + wildcard_endpoint() +
                ": set endpoint-domain to what `domain` says in its configuration (\"mgw\" if nothing)";
  log::error(kCategory, "mgw {}: {}", mgw_.value, last_error_);
}

// ---------------------------------------------------------------- time

void MgcpLink::Impl::arm_deadline() {
  const auto deadline = client_.next_deadline();
  if (stopped_ || !deadline || (armed_for_ && *armed_for_ <= *deadline)) return;
  armed_for_ = deadline;
  deadline_timer_.expires_at(*deadline);
  deadline_timer_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
    if (!error && !self->stopped_) self->on_deadline();
  });
}

void MgcpLink::Impl::on_deadline() {
  armed_for_.reset();
  auto due = client_.on_time(now());
  for (const auto& datagram : due.datagrams) channel_.send(datagram);
  for (auto& completion : due.completions) {
    const bool nothing_heard_since = last_reply_ < jobs_.at(completion.token).begun;
    complete(std::move(completion));
    if (nothing_heard_since) on_silence();
  }
  apply_pending_config();
  arm_deadline();
}

void MgcpLink::Impl::arm_tick() {
  tick_timer_.expires_after(timing_.probe);
  tick_timer_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
    if (error || self->stopped_) return;
    self->on_tick();
    self->arm_tick();
  });
}

void MgcpLink::Impl::on_tick() {
  if (!channel_.is_open()) {
    open_channel();
  } else if (!up_ || refusals_ > 0 || now() - last_reply_ >= timing_.quiet) {
    send_keepalive();
  }
  free_leftovers();
  apply_pending_config();
}

// ---------------------------------------------------------------- configuration

void MgcpLink::Impl::open_channel() {
  silences_ = refusals_ = 0;
  const auto status = channel_.open({.local_ip = config_.local_ip,
                                     .local_port = config_.local_port,
                                     .remote_ip = config_.remote_ip,
                                     .remote_port = config_.remote_port});
  if (!status) return go_down(status.error().text);
  send_keepalive();
}

bool MgcpLink::Impl::reconfigure(cc::MgwConfig config) {
  pending_config_ = std::move(config);
  apply_pending_config();
  return !pending_config_;
}

void MgcpLink::Impl::apply_pending_config() {
  if (!pending_config_) return;
  auto same_socket = config_;
  same_socket.endpoint_domain = pending_config_->endpoint_domain;
  const bool reopen = *pending_config_ != same_socket;
  if (reopen && busy()) return;

  const bool changed = *pending_config_ != config_;
  config_ = *std::exchange(pending_config_, std::nullopt);
  if (!started_ || stopped_ || !changed) return;
  if (!reopen) return send_keepalive();
  channel_.close();
  go_down("moved to " + remote());
  open_channel();
}

std::string MgcpLink::Impl::remote() const {
  const auto ip = IpAddress::parse(config_.remote_ip);
  return ip ? NetAddress{*ip, config_.remote_port}.to_string() : config_.remote_ip;
}

bool MgcpLink::Impl::busy() const {
  const auto in_use = book_.journal().endpoints(remote());
  const auto leftovers = book_.journal().leftovers(remote()).size();
  const bool commands =
      std::any_of(jobs_.begin(), jobs_.end(), [](const auto& entry) { return entry.second.owner == Job::Owner::core; });
  return commands || (up_ ? in_use > 0 : in_use > leftovers);
}

}  // namespace sipgw
