// SPDX-License-Identifier: AGPL-3.0-or-later
// Once a second nua looks at each of its handles for sessions to be refreshed. With 10,000 calls up and 100 new ones
// per second that is a tenth of all CPU time. And after each handle it yields to its event loop, where the very handle
// that it goes to next may be destroyed: it then reads freed memory. Sofia-SIP has no setting for either; so
// su_timer_set() and su_root_yield(), with which nua does it, are defined by this program and pass on what is not of
// the walk (ADR 11).
#pragma once

#include <chrono>
#include <functional>
#include <vector>

#include "adapters/sofia/sofia.hpp"

namespace sipgw::sofia {

/// Time between two walks over so many handles: a millisecond for each, at least one second and at most five. A session
/// is refreshed, or ended for want of a refresh, up to so much later than Sofia plans it.
std::chrono::milliseconds walk_pause(std::size_t handles);

/// The walks of all nua of the calling thread, from the constructor to the destructor; one object per thread.
class HandleWalk {
 public:
  explicit HandleWalk(std::function<std::size_t()> handles);
  ~HandleWalk();
  HandleWalk(const HandleWalk&) = delete;
  HandleWalk& operator=(const HandleWalk&) = delete;

  /// To live around nua_create(), which sets the walk's timer before any other.
  class Learning {
   public:
    explicit Learning(HandleWalk& walk) : walk_(walk) { walk_.learning_ = true; }
    ~Learning() { walk_.learning_ = false; }
    Learning(const Learning&) = delete;
    Learning& operator=(const Learning&) = delete;

   private:
    HandleWalk& walk_;
  };

  /// From now on once a second, whatever the number of handles: nua_shutdown() makes progress only with the walk.
  void hasten();

  /// The pause that was set last.
  std::chrono::milliseconds pause() const { return pause_; }

  /// From the beginning of a walk to its end.
  bool walking() const { return walking_; }

  // For su_timer_set() and su_root_yield(), on this thread.
  static HandleWalk* of_this_thread();
  bool learning() const { return learning_ && nuas_walk_ == nullptr; }
  void learn(su_timer_f function) { nuas_walk_ = function; }
  bool is_walk(su_timer_f wake_up) const { return wake_up != nullptr && wake_up == nuas_walk_; }
  int set(su_timer_t* timer, su_timer_arg_t* argument);

 private:
  static void walk(su_root_magic_t* magic, su_timer_t* timer, su_timer_arg_t* argument);
  int set(su_timer_t* timer, su_timer_arg_t* argument, std::chrono::milliseconds pause);

  const std::function<std::size_t()> handles_;
  su_timer_f nuas_walk_ = nullptr;
  std::vector<su_timer_t*> timers_;  ///< one of each nua, which sets it once in nua_create(); until they are hastened
  std::chrono::milliseconds pause_{};
  bool learning_ = false;
  bool walking_ = false;
  bool hastened_ = false;
};

}  // namespace sipgw::sofia
