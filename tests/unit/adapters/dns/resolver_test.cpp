// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/dns/resolver.hpp"

#include <gmock/gmock.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>

#include "unit/adapters/dns/fake_system.hpp"

namespace sipgw::dns {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class ResolverTest : public testing::Test {
 protected:
  ResolverTest() { resolver_.emplace(io_, changed(), ResolverSettings{5ms, 1ms, system_.system()}); }

  Resolver::Changed changed() {
    return [this](const sip::Destinations& found) { changes_.push_back(sip::addresses_of(found)); };
  }

  template <typename Condition>
  void run_until(const Condition& condition) {
    const auto limit = std::chrono::steady_clock::now() + 60s;
    while (!condition()) {
      ASSERT_LT(std::chrono::steady_clock::now(), limit);
      io_.restart();
      io_.run_one_for(100ms);
    }
  }

  boost::asio::io_context io_;
  FakeSystem system_;
  std::vector<std::vector<IpAddress>> changes_;
  std::optional<Resolver> resolver_;
};

TEST_F(ResolverTest, TellsALiteralAddressAtOnce) {
  resolver_->resolve({.host = "192.0.2.1"});
  EXPECT_THAT(changes_, ElementsAre(ElementsAre(ip("192.0.2.1"))));
}

TEST_F(ResolverTest, TellsANamesAddressesAndTheirChange) {
  system_.set_addresses("pbx", {"192.0.2.1"});
  resolver_->resolve({.host = "pbx"});
  EXPECT_THAT(changes_, IsEmpty());
  run_until([this] { return changes_.size() == 1; });
  system_.set_addresses("pbx", {"192.0.2.2"});
  run_until([this] { return changes_.size() == 2; });
  EXPECT_THAT(changes_, ElementsAre(ElementsAre(ip("192.0.2.1")), ElementsAre(ip("192.0.2.2"))));
}

TEST_F(ResolverTest, KeepsTheOldAddressesWhileTheNameDoesNotResolve) {
  system_.set_addresses("pbx", {"192.0.2.1"});
  resolver_->resolve({.host = "pbx"});
  run_until([this] { return !changes_.empty(); });
  system_.set_dead("pbx");
  run_until([this] { return !resolver_->last_error().empty(); });
  EXPECT_EQ(resolver_->last_error(), "pbx: dead");
  EXPECT_EQ(resolver_->destinations().size(), 1);
  system_.set_dead("pbx", false);
  run_until([this] { return resolver_->last_error().empty(); });
  EXPECT_EQ(changes_.size(), 1);
}

TEST_F(ResolverTest, TriesUntilTheNameResolves) {
  resolver_->resolve({.host = "pbx"});
  run_until([this] { return system_.take_questions().size() > 0 && !resolver_->last_error().empty(); });
  EXPECT_EQ(resolver_->last_error(), "pbx: unknown");
  system_.set_addresses("pbx", {"192.0.2.1"});
  run_until([this] { return !changes_.empty(); });
  EXPECT_EQ(resolver_->last_error(), "");
}

TEST_F(ResolverTest, AnotherNameThatDoesNotResolveTakesTheAddressesAway) {
  resolver_->resolve({.host = "192.0.2.1"});
  resolver_->resolve({.host = "nobody"});
  EXPECT_EQ(resolver_->destinations().size(), 1);
  run_until([this] { return changes_.size() == 2; });
  EXPECT_THAT(changes_.back(), IsEmpty());
}

/// Waited for by one thread, opened by another.
class Gate {
 public:
  void open() {
    const std::lock_guard lock{mutex_};
    open_ = true;
    opened_.notify_all();
  }
  void wait() {
    std::unique_lock lock{mutex_};
    opened_.wait(lock, [this] { return open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable opened_;
  bool open_ = false;
};

/// A system that answers when the test lets it.
class SlowSystem {
 public:
  System system() const {
    return {.addresses = [gates = gates_](const std::string&) -> Result<std::vector<IpAddress>> {
      thread_local AtThreadEnd at_end;
      at_end.gates = gates;
      gates->asked.open();
      gates->may_answer.wait();
      return std::vector{ip("192.0.2.1")};
    }};
  }

  void wait_for_the_question() const { gates_->asked.wait(); }
  void answer() const {
    gates_->may_answer.open();
    gates_->ended.wait();
  }

 private:
  struct Gates {
    Gate asked, may_answer, ended;
  };
  struct AtThreadEnd {
    std::shared_ptr<Gates> gates;
    ~AtThreadEnd() { gates->ended.open(); }
  };

  std::shared_ptr<Gates> gates_ = std::make_shared<Gates>();
};

TEST_F(ResolverTest, AnAnswerThatIsNotWantedAnyMoreGoesNowhere) {
  const SlowSystem slow;
  resolver_.emplace(io_, changed(), ResolverSettings{1h, 1h, slow.system()});
  resolver_->resolve({.host = "slow"});
  slow.wait_for_the_question();
  resolver_->resolve({.host = "192.0.2.9"});
  slow.answer();
  io_.poll();
  EXPECT_THAT(changes_, ElementsAre(ElementsAre(ip("192.0.2.9"))));
}

TEST_F(ResolverTest, MayEndBeforeItsAnswer) {
  const SlowSystem slow;
  resolver_.emplace(io_, changed(), ResolverSettings{1h, 1h, slow.system()});
  resolver_->resolve({.host = "slow"});
  slow.wait_for_the_question();
  resolver_.reset();
  slow.answer();
  io_.poll();
  EXPECT_THAT(changes_, IsEmpty());
}

}  // namespace
}  // namespace sipgw::dns
