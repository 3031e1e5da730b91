// SPDX-License-Identifier: AGPL-3.0-or-later
#include "random/shrink.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <utility>

namespace sipgw::test {

namespace {

constexpr unsigned kPatience = 20;  ///< seconds, for one sequence

/// What a process of its own has written to its standard output; with a remark if a signal has ended it.
std::string output_of(const std::function<void()>& work) {
  std::array<int, 2> ends{};
  std::fflush(nullptr);
  if (pipe(ends.data()) != 0) std::abort();
  const auto child = fork();
  if (child < 0) std::abort();
  if (child == 0) {
    alarm(kPatience);
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    work();
    std::fflush(nullptr);
    _exit(0);
  }
  close(ends[1]);
  std::string text;
  std::array<char, 4096> buffer{};
  for (ssize_t got = 0; (got = read(ends[0], buffer.data(), buffer.size())) > 0;) {
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFSIGNALED(status)) text += std::string("the program was ended: ") + strsignal(WTERMSIG(status)) + '\n';
  return text;
}

/// Two faults that differ in numbers only are of one kind.
std::string kind_of(std::string fault) {
  std::erase_if(fault, [](unsigned char c) { return std::isdigit(c) != 0; });
  return fault;
}

const CoreHarness* shown = nullptr;  ///< whose ladder is printed if the core ends the program

void show_ladder(int signal) {
  std::fputs(shown->ladder().c_str(), stdout);
  std::fflush(stdout);
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

}  // namespace

std::string fault_of(const Sequence& sequence) {
  return output_of([&] {
    CoreHarness core(sequence.config, CoreHarness::Memory::rules);
    const auto faults = play(core, sequence);
    if (!faults.empty()) std::puts(faults.front().c_str());
  });
}

Sequence shrunk(Sequence sequence) {
  const auto kind = kind_of(fault_of(sequence));
  for (auto part = std::max<std::size_t>(sequence.acts.size() / 2, 1); part > 0;) {
    bool smaller = false;
    for (std::size_t at = 0; at < sequence.acts.size();) {
      auto candidate = sequence;
      const auto begin = candidate.acts.begin() + static_cast<std::ptrdiff_t>(at);
      const auto left = static_cast<std::size_t>(candidate.acts.end() - begin);
      candidate.acts.erase(begin, begin + static_cast<std::ptrdiff_t>(std::min(part, left)));
      if (kind_of(fault_of(candidate)) == kind) {
        sequence = std::move(candidate);
        smaller = true;
      } else {
        at += part;
      }
    }
    if (part > 1 || !smaller) part /= 2;
  }
  return sequence;
}

void print_ladder(const Sequence& sequence) {
  const auto text = output_of([&] {
    CoreHarness core(sequence.config);
    shown = &core;
    for (const auto signal : {SIGABRT, SIGSEGV, SIGALRM}) std::signal(signal, show_ladder);
    const auto faults = play(core, sequence);
    std::fputs(core.ladder().c_str(), stdout);
    for (const auto& fault : faults) std::printf("broken: %s\n", fault.c_str());
  });
  std::fputs(text.c_str(), stdout);
}

}  // namespace sipgw::test
