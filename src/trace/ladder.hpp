// SPDX-License-Identifier: AGPL-3.0-or-later
// Draws a ladder: one vertical line per party, an arrow per message with its text, the time in front. Pure.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sipgw::trace {

class Ladder {
 public:
  /// The parties from left to right, and how many characters lie between each and the next.
  struct Party {
    std::string_view name;
    std::size_t room = 0;  ///< to the right of its line; 0 for the last
  };
  explicit Ladder(std::vector<Party> parties) : parties_(std::move(parties)) {}

  /// An arrow between two different parties (by number), which crosses the lines in between. `detail`, and what of
  /// `text` finds no room on the arrow, goes below it.
  void arrow(std::chrono::milliseconds at, std::size_t from, std::size_t to, std::string_view text,
             std::string_view detail = {});
  /// A remark across the columns: "* connected".
  void note(std::chrono::milliseconds at, std::string_view text);
  /// The names of the parties and all rows, each ended by a line feed.
  std::string text() const;

 private:
  void row(std::string_view time, std::size_t left, std::size_t right, const std::string& between);

  std::vector<Party> parties_;
  std::string rows_;
};

}  // namespace sipgw::trace
