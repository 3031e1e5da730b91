// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/sofia/handle_walk.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <cassert>
#include <utility>

namespace sipgw::sofia {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kShortest{1000};  // nua's own
constexpr milliseconds kLongest{5000};
constexpr milliseconds kPerHandle{1};

thread_local HandleWalk* current = nullptr;

template <typename Function>
Function* of_library(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

milliseconds walk_pause(std::size_t handles) {
  return std::clamp(static_cast<milliseconds::rep>(handles) * kPerHandle, kShortest, kLongest);
}

HandleWalk::HandleWalk(std::function<std::size_t()> handles) : handles_(std::move(handles)) {
  assert(current == nullptr);
  current = this;
}

HandleWalk::~HandleWalk() {
  if (current == this) current = nullptr;
}

HandleWalk* HandleWalk::of_this_thread() { return current; }

int HandleWalk::set(su_timer_t* timer, su_timer_arg_t* argument) {
  if (learning_) timers_.push_back(timer);
  return set(timer, argument, hastened_ ? kShortest : walk_pause(handles_()));
}

int HandleWalk::set(su_timer_t* timer, su_timer_arg_t* argument, milliseconds pause) {
  pause_ = pause;
  return su_timer_set_interval(timer, walk, argument, static_cast<su_duration_t>(pause_.count()));
}

void HandleWalk::hasten() {
  if (std::exchange(hastened_, true)) return;
  for (su_timer_t* timer : std::exchange(timers_, {})) set(timer, nullptr, kShortest);  // nua gives no argument either
}

void HandleWalk::walk(su_root_magic_t* magic, su_timer_t* timer, su_timer_arg_t* argument) {
  current->walking_ = true;
  current->nuas_walk_(magic, timer, argument);
  current->walking_ = false;
}

}  // namespace sipgw::sofia

// Sofia-SIP's own calls of these two come here too: an executable's symbols go before those of its libraries.

int su_timer_set(su_timer_t* timer, su_timer_f wake_up, su_timer_arg_t* argument) {
  using sipgw::sofia::HandleWalk;
  auto* walk = HandleWalk::of_this_thread();
  if (walk != nullptr && walk->learning()) walk->learn(wake_up);
  if (walk != nullptr && walk->is_walk(wake_up)) return walk->set(timer, argument);
  static const auto library = sipgw::sofia::of_library<decltype(su_timer_set)>("su_timer_set");
  return library(timer, wake_up, argument);
}

int su_root_yield(su_root_t* root) {
  const auto* walk = sipgw::sofia::HandleWalk::of_this_thread();
  if (walk != nullptr && walk->walking()) return 0;
  static const auto library = sipgw::sofia::of_library<decltype(su_root_yield)>("su_root_yield");
  return library(root);
}
