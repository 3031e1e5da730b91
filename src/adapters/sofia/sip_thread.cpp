// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/sofia/sip_thread.hpp"

#include <atomic>
#include <chrono>
#include <future>
#include <mutex>
#include <thread>
#include <utility>

#include "adapters/sofia/clock.hpp"
#include "adapters/sofia/log_redirect.hpp"
#include "adapters/sofia/stack.hpp"
#include "log/log.hpp"

namespace sipgw {
namespace sofia {

/// What travels to the SIP thread: one thing to do there. Owned by the su_msg that carries it.
struct Mail {
  std::function<void(Stack&)>* task;
};

namespace {

void init_sofia() {
  static std::once_flag once;
  std::call_once(once, [] {
    su_init();
    use_millisecond_clock();
    redirect_log();
  });
}

void deliver(Stack* stack, su_msg_t** message, Mail* mail) {
  static_cast<void>(message);
  (*mail->task)(*stack);
}

void discard(Mail* mail) { delete mail->task; }

}  // namespace
}  // namespace sofia

/// Shared with the thread, which may outlive its SipThread if Sofia hangs.
class SipThread::Impl : public std::enable_shared_from_this<SipThread::Impl> {
 public:
  Impl(Settings settings, Sinks sinks) : settings_(guarded(std::move(settings))), sinks_(std::move(sinks)) {}

  Status start();
  void stop(unsigned grace_ms, unsigned wind_up_ms);
  void post(std::function<void(sofia::Stack&)> task);

  const std::vector<NetAddress>& locals() const { return locals_; }
  sip::TlsStatus tls_status() const { return tls_board_.read(); }
  Counts counts() const {
    return {.dialogs = counters_.dialogs,
            .malformed = counters_.malformed,
            .repeated = counters_.repeated,
            .overloaded = counters_.overloaded};
  }

 private:
  /// Its handler like the sink below: nothing may leave any more when it is deaf.
  Settings guarded(Settings settings) {
    settings.on_tls_failed = [this, tell = std::move(settings.on_tls_failed)](sip::TlsFailed failure) {
      if (tell && !deaf_) tell(std::move(failure));
    };
    return settings;
  }
  void run(std::promise<Result<std::vector<NetAddress>>>& opened);

  const Settings settings_;
  const Sinks sinks_;
  const Sinks guarded_sinks_{.event =
                                 [this](sip::Event event) {
                                   if (!deaf_) sinks_.event(std::move(event));
                                 },
                             .result =
                                 [this](sip::RequestResult result) {
                                   if (!deaf_) sinks_.result(std::move(result));
                                 }};
  std::atomic<bool> deaf_ = false;  ///< no event may leave any more
  sofia::Counters counters_;
  sofia::TlsBoard tls_board_;
  std::vector<NetAddress> locals_;
  std::thread thread_;
  std::promise<void> done_;
  std::mutex mailbox_;         ///< guards root_ against the thread's end
  su_root_t* root_ = nullptr;  ///< null: nobody reads the mailbox
};

Status SipThread::Impl::start() {
  if (thread_.joinable()) return Error{"the SIP thread runs already"};
  sofia::init_sofia();
  deaf_ = false;
  done_ = {};
  std::promise<Result<std::vector<NetAddress>>> opened;
  auto result = opened.get_future();
  thread_ = std::thread([self = shared_from_this(), &opened] { self->run(opened); });
  const Result<std::vector<NetAddress>> locals = result.get();
  if (!locals) {
    thread_.join();
    return locals.error();
  }
  locals_ = *locals;
  return ok();
}

void SipThread::Impl::run(std::promise<Result<std::vector<NetAddress>>>& opened) {
  {
    sofia::Stack stack(settings_, guarded_sinks_, counters_, tls_board_);
    const Result<std::vector<NetAddress>> locals = stack.open();
    if (locals) {
      const std::lock_guard lock(mailbox_);
      root_ = stack.root();
    }
    opened.set_value(locals);  // start() goes on: `opened` is gone after this
    if (locals) stack.run();
    const std::lock_guard lock(mailbox_);
    root_ = nullptr;
  }
  done_.set_value();
}

void SipThread::Impl::post(std::function<void(sofia::Stack&)> task) {
  const std::lock_guard lock(mailbox_);
  if (root_ == nullptr) return;
  su_msg_r message = SU_MSG_R_INIT;
  if (su_msg_create(message, su_root_task(root_), su_task_null, sofia::deliver, sizeof(sofia::Mail)) != 0) return;
  su_msg_data(message)->task = new std::function<void(sofia::Stack&)>(std::move(task));
  su_msg_deinitializer(message, sofia::discard);
  su_msg_send(message);
}

void SipThread::Impl::stop(unsigned grace_ms, unsigned wind_up_ms) {
  if (!thread_.joinable()) return;
  auto done = done_.get_future();
  post([grace_ms](sofia::Stack& stack) { stack.stop(grace_ms); });
  if (done.wait_for(std::chrono::milliseconds(grace_ms) + std::chrono::milliseconds(wind_up_ms)) ==
      std::future_status::ready) {
    thread_.join();
    return;
  }
  log::error(log::Category::sip, "the SIP thread does not end; leaving it behind");
  deaf_ = true;
  thread_.detach();
}

SipThread::SipThread(Settings settings, Sink events, ResultSink results)
    : impl_(std::make_shared<Impl>(std::move(settings), Sinks{std::move(events), std::move(results)})) {}
SipThread::~SipThread() { stop(0); }

Status SipThread::start() { return impl_->start(); }
void SipThread::stop(unsigned grace_ms, unsigned wind_up_ms) { impl_->stop(grace_ms, wind_up_ms); }

void SipThread::submit(sip::Command command) {
  impl_->post([command = std::move(command)](sofia::Stack& stack) { stack.command(command); });
}

void SipThread::submit(sip::Request request) {
  impl_->post([request = std::move(request)](sofia::Stack& stack) { stack.request(request); });
}

void SipThread::set_sofia_log_level(int level) {
  impl_->post([level](sofia::Stack&) { sofia::set_log_level(level); });
}

void SipThread::set_policy(const sip::Policy& policy) {
  impl_->post([policy](sofia::Stack& stack) { stack.set_policy(policy); });
}

void SipThread::set_tls(const sip::TlsSettings& settings) {
  impl_->post([settings](sofia::Stack& stack) { stack.set_tls(settings); });
}

void SipThread::set_sources(const sip::SourceRules& rules) {
  impl_->post([rules](sofia::Stack& stack) { stack.memory().source_filter().set_rules(rules); });
}

void SipThread::ban(const IpAddress& source, std::chrono::seconds time) {
  impl_->post([source, time](sofia::Stack& stack) { stack.memory().source_filter().ban(source, time); });
}

NetAddress SipThread::local() const { return impl_->locals().empty() ? NetAddress{} : impl_->locals().front(); }
std::vector<NetAddress> SipThread::locals() const { return impl_->locals(); }
sip::TlsStatus SipThread::tls_status() const { return impl_->tls_status(); }
SipThread::Counts SipThread::counts() const { return impl_->counts(); }

}  // namespace sipgw
