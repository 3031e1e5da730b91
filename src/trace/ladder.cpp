// SPDX-License-Identifier: AGPL-3.0-or-later
#include "trace/ladder.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace sipgw::trace {

namespace {

std::string in_seconds(std::chrono::milliseconds at) {
  return fmt::format("{:9.3f}", static_cast<double>(at.count()) / 1000);
}

/// "-- TEXT ------>" or "<- TEXT -------", `width` characters or more.
std::string drawn(std::string_view text, std::size_t width, bool rightwards) {
  const auto body = fmt::format("- {} ", text);
  return rightwards ? fmt::format("-{:-<{}}>", body, width - 2) : fmt::format("<{:-<{}}-", body, width - 2);
}

/// Cuts off the next part of at most `width` characters, at a blank where there is one.
std::string_view take_part(std::string_view& text, std::size_t width) {
  auto cut = text.size() <= width ? text.size() : text.rfind(' ', width);
  if (cut == std::string_view::npos || cut == 0) cut = width;
  const auto part = text.substr(0, cut);
  text.remove_prefix(std::min(text.size(), text.find_first_not_of(' ', cut)));
  return part;
}

}  // namespace

void Ladder::row(std::string_view time, std::size_t left, std::size_t right, const std::string& between) {
  rows_ += fmt::format("{:>9} ", time);
  for (std::size_t party = 0; party < parties_.size(); ++party) {
    rows_ += '|';
    if (party == left) {
      rows_ += between;
      party = right - 1;
    } else {
      rows_.append(parties_[party].room, ' ');
    }
  }
  rows_ += '\n';
}

void Ladder::arrow(std::chrono::milliseconds at, std::size_t from, std::size_t to, std::string_view text,
                   std::string_view detail) {
  const auto [left, right] = std::minmax(from, to);
  std::size_t width = right - left - 1;  // the lines that it crosses
  for (auto party = left; party < right; ++party) width += parties_[party].room;
  row(in_seconds(at), left, right, drawn(take_part(text, width - 6), width, from < to));
  for (auto below : {text, detail}) {
    while (!below.empty()) row({}, left, right, fmt::format("   {:<{}}", take_part(below, width - 3), width - 3));
  }
}

void Ladder::note(std::chrono::milliseconds at, std::string_view text) {
  rows_ += fmt::format("{} * {}\n", in_seconds(at), text);
}

std::string Ladder::text() const {
  auto head = fmt::format("{:>9} ", "seconds");
  for (const auto& party : parties_) head += fmt::format("{:<{}}", party.name, party.room + 1);
  head.erase(head.find_last_not_of(' ') + 1);
  return head + "\n" + rows_;
}

}  // namespace sipgw::trace
