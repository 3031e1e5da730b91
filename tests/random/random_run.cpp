// SPDX-License-Identifier: AGPL-3.0-or-later
// Made-up sequences of events on the core, as many as wanted, with the rules that hold whatever happens. One that
// breaks a rule, or makes the core end the program, is shown by its shortest form.
#include <getopt.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <new>
#include <optional>

#include "random/shrink.hpp"
#include "random/statistics.hpp"

namespace {

using namespace sipgw::test;

constexpr int kRuleBroken = 1, kTooSlow = 2, kUsage = 64;
constexpr std::uint64_t kDefaultCount = 1'000'000;
constexpr std::uint64_t kLookEvery = 100;
constexpr const char* kHelp =
    "usage: sipgw_random_run [--seed N] [--count N] [--seconds N] [--first N]\n"
    "--seed N     another seed makes other sequences (1)\n"
    "--count N    how many (1000000; with --seconds alone: as many as there is time for)\n"
    "--seconds N  CPU time allowed; fewer sequences than --count by then are a failure\n"
    "--first N    number of the first one (0), to see one of them again: --first N --count 1\n";

struct Options {
  std::uint64_t seed = 1, first = 0;
  std::optional<std::uint64_t> count, seconds;
};

std::optional<Options> options_of(int argc, char** argv) {
  static const option kLong[] = {{"seed", required_argument, nullptr, 's'},
                                 {"count", required_argument, nullptr, 'c'},
                                 {"seconds", required_argument, nullptr, 't'},
                                 {"first", required_argument, nullptr, 'f'},
                                 {}};
  Options options;
  for (int letter = 0; (letter = getopt_long(argc, argv, "", kLong, nullptr)) != -1;) {
    if (letter == '?') return std::nullopt;
    char* end = nullptr;
    const auto number = std::strtoull(optarg, &end, 10);
    if (end == optarg || *end != '\0') return std::nullopt;
    if (letter == 's') options.seed = number;
    if (letter == 'c') options.count = number;
    if (letter == 't') options.seconds = number;
    if (letter == 'f') options.first = number;
  }
  if (optind < argc) return std::nullopt;
  if (!options.count && !options.seconds) options.count = kDefaultCount;
  return options;
}

/// How far the worker has come, for the process that watches it.
struct Progress {
  std::uint64_t sequence;
  std::size_t acts;  ///< made so far; the last one is under way, or the end is
};

bool one_sequence(std::uint64_t seed, Progress& progress, Statistics& statistics) {
  const bool closely = progress.sequence % kLookEvery == 0;
  SequenceMaker maker(seed, progress.sequence);
  CoreHarness core(maker.config(), closely ? CoreHarness::Memory::everything : CoreHarness::Memory::rules);
  for (progress.acts = 0; progress.acts < maker.length();) {
    ++progress.acts;
    const auto act = maker.next(core);
    perform(core, act);
    if (!closely) continue;
    statistics.look_at_act(act);
    statistics.look_at_calls(core);
  }
  const bool well = faults_at_end(core).empty();
  statistics.add(core, progress.acts);
  if (closely) statistics.look_at_messages(core);
  return well;
}

int run(const Options& options, Progress& progress) {
  Statistics statistics;
  const auto passed = [] { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; };
  std::uint64_t done = 0;
  const auto wanted = [&] { return !options.count || done < *options.count; };
  const auto in_time = [&] { return !options.seconds || passed() < static_cast<double>(*options.seconds); };
  for (; wanted() && in_time(); ++done) {
    progress.sequence = options.first + done;
    if (!one_sequence(options.seed, progress, statistics)) return kRuleBroken;
  }
  statistics.print();
  std::printf("seed %" PRIu64 ": %" PRIu64 " sequences in %.1f s of CPU time, no rule broken\n", options.seed, done,
              passed());
  if (!options.count || !wanted()) return 0;
  std::printf("TOO SLOW: %" PRIu64 " sequences were wanted in %" PRIu64 " s\n", *options.count, *options.seconds);
  return kTooSlow;
}

void explain(std::uint64_t seed, const Progress& progress) {
  std::printf("FAILED: seed %" PRIu64 ", sequence %" PRIu64 "; to see it again: --seed %" PRIu64 " --first %" PRIu64
              " --count 1\n",
              seed, progress.sequence, seed, progress.sequence);
  const auto sequence = sequence_of(seed, progress.sequence, progress.acts);
  std::printf("%s", fault_of(sequence).c_str());
  const auto shortest = shrunk(sequence);
  std::printf("shortened from %zu acts to %zu:\n", sequence.acts.size(), shortest.acts.size());
  print_ladder(shortest);
}

}  // namespace

int main(int argc, char** argv) {
  const auto options = options_of(argc, argv);
  if (!options) {
    std::fputs(kHelp, stderr);
    return kUsage;
  }
  void* shared = mmap(nullptr, sizeof(Progress), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) return EXIT_FAILURE;
  auto& progress = *new (shared) Progress{};
  const auto worker = fork();
  if (worker < 0) return EXIT_FAILURE;
  if (worker == 0) {
    const int verdict = run(*options, progress);
    std::fflush(nullptr);
    _exit(verdict);
  }
  int status = 0;
  waitpid(worker, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) != kRuleBroken) return WEXITSTATUS(status);
  explain(options->seed, progress);
  return kRuleBroken;
}
