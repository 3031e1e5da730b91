// SPDX-License-Identifier: AGPL-3.0-or-later
// The inside of MgcpLink: which state the MGW is in, and what each command under way is for.
// Thread: core thread only. Handlers are always posted, in the order in which things happened.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "adapters/mgcp_link/endpoint_book.hpp"
#include "adapters/mgcp_link/mgcp_link.hpp"
#include "adapters/mgcp_link/udp_channel.hpp"
#include "log/rate_limit.hpp"

namespace sipgw {

class MgcpLink::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(boost::asio::io_context& io, MgwId mgw, cc::MgwConfig config, std::string runtime_dir, Handlers handlers,
       MgcpLinkTiming timing);

  void start();
  void stop();
  bool reconfigure(cc::MgwConfig config);
  void submit(MgcpToken token, mgcp::Command command);
  cc::MgwSnapshot snapshot() const;

 private:
  /// What a command under way is for.
  struct Job {
    enum class Owner : std::uint8_t { core, keepalive, leftover };
    Owner owner{};
    MgcpToken token;  ///< the core's
    mgcp::Verb verb{};
    bool wildcard = false;
    mgcp::Connection connection;
    mgcp::TimePoint begun{};
  };

  // commands
  Job make_job(Job::Owner owner, MgcpToken token, const mgcp::Command& command) const;
  void run(Job job, mgcp::Command command);
  void complete(mgcp::Completion completion);
  void apply_answer(const Job& job, const mgcp::Response& response);
  void count_refusal(int code);
  void send_keepalive();
  void free_orphan(const mgcp::Orphan& orphan);
  void free_leftovers();
  void free_next();
  void free_endpoint(const mgcp::Connection& leftover);

  // the MGW's state
  void on_datagram(std::string_view datagram);
  void on_refused(const std::string& text);
  void on_silence();
  void go_up();
  void go_down(const std::string& reason);
  void judge_domain(int code);

  // time
  void arm_deadline();
  void on_deadline();
  void arm_tick();
  void on_tick();

  // configuration
  void open_channel();
  void apply_pending_config();
  bool busy() const;
  std::string remote() const;
  std::string wildcard_endpoint() const { return "rtpbridge/*@" + config_.endpoint_domain; }

  template <typename Function>
  void notify(Function function) {
    boost::asio::post(io_, [self = shared_from_this(), function = std::move(function)]() mutable {
      if (!self->stopped_) function(self->handlers_);
    });
  }

  boost::asio::io_context& io_;
  const MgwId mgw_;
  cc::MgwConfig config_;
  std::optional<cc::MgwConfig> pending_config_;
  const std::string runtime_dir_;
  const Handlers handlers_;
  const MgcpLinkTiming timing_;

  UdpChannel channel_;
  mgcp::Client client_;
  EndpointBook book_;
  std::unordered_map<MgcpToken, Job> jobs_;  ///< by our own token
  MgcpToken last_token_{};
  std::deque<mgcp::Connection> to_free_;  ///< leftovers whose DLCX has still to be sent
  std::size_t freeing_ = 0;               ///< leftovers whose DLCX is under way

  bool started_ = false, stopped_ = false;
  bool up_ = false;
  std::string last_error_ = "no reply yet";
  bool domain_refused_ = false;
  unsigned silences_ = 0, refusals_ = 0;  ///< in a row; a command lost while others are answered is no silence
  mgcp::TimePoint last_reply_{}, state_since_;
  std::uint64_t refused_4xx_ = 0, refused_5xx_ = 0, refused_other_ = 0;

  boost::asio::steady_timer deadline_timer_, tick_timer_;
  std::optional<mgcp::TimePoint> armed_for_;
  log::RateLimit malformed_lines_;
};

}  // namespace sipgw
