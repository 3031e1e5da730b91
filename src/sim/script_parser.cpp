// SPDX-License-Identifier: AGPL-3.0-or-later
#include <cmath>
#include <sstream>

#include "base/strings.hpp"
#include "sim/script.hpp"

namespace sipgw::sim {
namespace {

/// The words of one line, read from left to right; remembers the first error.
class Words {
 public:
  explicit Words(std::string_view line) {
    std::istringstream stream{std::string{line}};
    for (std::string word; stream >> word;) words_.push_back(std::move(word));
  }

  bool done() const { return failed() || next_ == words_.size(); }
  bool failed() const { return !error_.empty(); }
  const std::string& error() const { return error_; }
  void fail(std::string text) {
    if (error_.empty()) error_ = std::move(text);
  }

  std::string take(std::string_view wanted) {
    if (failed()) return {};
    if (next_ == words_.size()) {
      fail("the line ends where " + std::string{wanted} + " is wanted");
      return {};
    }
    return words_[next_++];
  }
  bool accept(std::string_view word) {
    if (failed() || next_ == words_.size() || words_[next_] != word) return false;
    ++next_;
    return true;
  }
  void require(std::string_view word) {
    if (!accept(word)) refuse(take(word), word);
  }
  void refuse(std::string_view word, std::string_view wanted) {
    fail("\"" + std::string{word} + "\" stands where " + std::string{wanted} + " is wanted");
  }

  int number(int low, int high, std::string_view wanted) {
    const auto word = take(wanted);
    const auto value = parse_number<int>(word);
    if (value && *value >= low && *value <= high) return *value;
    refuse(word, std::string{wanted} + " (" + std::to_string(low) + "-" + std::to_string(high) + ")");
    return low;
  }
  Milliseconds seconds() {
    constexpr double kMost = 1e6;
    const auto word = take("a number of seconds");
    char* end = nullptr;
    const double value = std::strtod(word.c_str(), &end);
    if (word.empty() || *end != '\0' || !(value >= 0 && value <= kMost)) refuse(word, "a number of seconds");
    return failed() ? Milliseconds{0} : Milliseconds{std::llround(value * 1000)};
  }

 private:
  std::vector<std::string> words_;
  std::size_t next_ = 0;
  std::string error_;
};

constexpr std::string_view kCause = "a cause";

EndKind parse_kind(Words& words) {
  if (words.accept("phone")) return EndKind::phone;
  if (!words.accept("sip")) words.refuse(words.take("phone or sip"), "phone or sip");
  return EndKind::sip;
}

std::string parse_digits(Words& words, std::string word) {
  const auto digits = std::string_view{word}.substr(word.starts_with('+') ? 1 : 0);
  if (!all_digits(digits) || digits.size() > 32) words.refuse(word, "a number");
  return word;
}

Party parse_party(Words& words) {
  Party party{parse_kind(words), {}, false};
  auto word = words.take("a number");
  party.counts = word.size() > 1 && word.ends_with('+');
  if (party.counts) word.pop_back();
  party.number = parse_digits(words, std::move(word));
  return party;
}

/// One clause about the called end; false if the next word begins none.
bool parse_behaviour(Words& words, Behaviour& behaviour) {
  const auto cause = [&] { return words.accept("cause") ? words.number(1, 127, kCause) : 0; };
  if (words.accept("ring")) {
    behaviour.ring_after = words.seconds();
  } else if (words.accept("answer")) {
    behaviour.answer = Answer::answers;
    behaviour.answer_after = words.seconds();
  } else if (words.accept("never")) {
    behaviour.answer = Answer::never;
  } else if (words.accept("busy")) {
    behaviour.answer = Answer::busy;
  } else if (words.accept("detached")) {
    behaviour.answer = Answer::detached;
  } else if (words.accept("unknown")) {
    behaviour.answer = Answer::unknown;
  } else if (words.accept("unreached")) {
    behaviour.answer = Answer::unreached;
  } else if (words.accept("reject")) {
    behaviour.answer = Answer::rejects;
    behaviour.cause = cause();
  } else if (words.accept("refuse")) {
    behaviour.answer = Answer::refuses;
    behaviour.status = words.number(300, 699, "a SIP status");
    behaviour.cause = cause();
  } else if (words.accept("fast")) {
    behaviour.fast = true;
  } else if (words.accept("early")) {
    behaviour.early = true;
  } else {
    return false;
  }
  return true;
}

void check_behaviour(Words& words, EndKind kind, const Behaviour& behaviour) {
  const bool phone_only = behaviour.answer == Answer::detached || behaviour.fast;
  const bool sip_only = behaviour.answer == Answer::refuses || behaviour.early;
  if (kind == EndKind::sip && phone_only) words.fail("only a phone can be detached or fast");
  if (kind == EndKind::phone && sip_only) words.fail("only a SIP user can refuse with a status or ring early");
}

void parse_hang_up(Words& words, CallScript& call) {
  if (words.accept("gateway")) {
    call.hang_up_by = HangUpBy::gateway;
  } else if (words.accept("caller")) {
    call.hang_up_by = HangUpBy::caller;
  } else if (words.accept("callee")) {
    call.hang_up_by = HangUpBy::callee;
  } else {
    const auto kind = parse_kind(words);
    if (call.from.kind == call.to.kind) words.fail("both ends are phones: say hangup caller or hangup callee");
    call.hang_up_by = kind == call.from.kind ? HangUpBy::caller : HangUpBy::callee;
  }
  if (words.accept("cause")) call.hang_up_cause = words.number(1, 127, kCause);
}

void parse_expect(Words& words, Expectation& expect) {
  if (words.accept("answered")) {
    expect.answered = true;
  } else if (words.accept("refused")) {
    expect.answered = false;
  } else if (words.accept("cause")) {
    expect.cause = words.number(1, 127, kCause);
  } else if (words.accept("status")) {
    expect.status = words.number(100, 699, "a SIP status");
  } else if (words.accept("ringing")) {
    expect.ringing = true;
  } else if (words.accept("from")) {
    expect.from = words.take("a number or name");
  } else if (words.accept("media")) {
    const bool both = words.accept("both");
    expect.media_at_phone = both || words.accept("phone");
    expect.media_at_sip = both || (!expect.media_at_phone && words.accept("sip"));
    if (!expect.media_at_phone && !expect.media_at_sip) words.refuse(words.take("both"), "both, phone or sip");
  } else {
    words.refuse(words.take("an expectation"), "answered, refused, cause, status, ringing, from or media");
  }
}

sdp::Codec parse_codec(Words& words) {
  if (words.accept("fr")) return sdp::Codec::gsm_fr;
  if (words.accept("efr")) return sdp::Codec::gsm_efr;
  if (words.accept("hr")) return sdp::Codec::gsm_hr;
  if (!words.accept("amr")) words.refuse(words.take("a codec"), "fr, efr, hr or amr");
  return sdp::Codec::amr;
}

void parse_clause(Words& words, CallScript& call) {
  if (parse_behaviour(words, call.behaviour)) return;
  if (words.accept("hold")) {
    call.hold = words.accept("forever") ? std::nullopt : std::optional{words.seconds()};
  } else if (words.accept("hangup")) {
    parse_hang_up(words, call);
  } else if (words.accept("cancel")) {
    call.cancel_after = words.seconds();
    if (words.accept("cause")) call.hang_up_cause = words.number(1, 127, kCause);
  } else if (words.accept("page")) {
    call.paging = words.seconds();
  } else if (words.accept("assign")) {
    call.assignment = words.seconds();
  } else if (words.accept("limit")) {
    call.limit = words.seconds();
  } else if (words.accept("codec")) {
    call.codec = parse_codec(words);
  } else if (words.accept("clir")) {
    call.clir = true;
  } else if (words.accept("emergency")) {
    call.emergency = true;
  } else if (words.accept("media")) {
    call.media = words.accept("on");
    if (!call.media) words.require("off");
  } else if (words.accept("packets")) {
    call.packets = static_cast<unsigned>(words.number(1, 65535, "a number of packets"));
  } else if (words.accept("pace")) {
    call.pace = Milliseconds{words.number(1, 1000, "milliseconds")};
  } else if (words.accept("expect")) {
    parse_expect(words, call.expect);
  } else {
    const auto word = words.take("a clause");
    words.fail("unknown word \"" + word + "\"");
  }
}

CallStep parse_call(Words& words) {
  CallStep step;
  step.parallel = words.accept("parallel");
  if (words.accept("repeat")) {
    step.count = static_cast<unsigned>(words.number(1, 1'000'000, "a number of calls"));
    if (words.accept("rate")) step.rate = words.number(1, 10'000, "calls per second");
  }
  words.require("call");
  words.require("from");
  step.call.from = parse_party(words);
  words.require("to");
  step.call.to = parse_party(words);
  while (!words.done()) parse_clause(words, step.call);
  check_behaviour(words, step.call.to.kind, step.call.behaviour);
  if (step.call.from.kind == EndKind::sip && step.call.to.kind == EndKind::sip) {
    words.fail("a call needs at least one phone");
  }
  const auto& expect = step.call.expect;
  if ((expect.media_at_phone || expect.media_at_sip) && !step.call.media) words.fail("expect media wants media on");
  return step;
}

DefaultStep parse_default(Words& words) {
  DefaultStep step{parse_kind(words), {}, {}};
  if (!words.accept("any")) step.number = parse_digits(words, words.take("a number or any"));
  while (!words.done()) {
    if (!parse_behaviour(words, step.behaviour)) words.refuse(words.take("a behaviour"), "a behaviour");
  }
  check_behaviour(words, step.kind, step.behaviour);
  return step;
}

Step parse_step(Words& words, std::string_view first) {
  if (words.accept("wait")) {
    if (words.accept("all")) return WaitAllStep{};
    return WaitStep{words.seconds()};
  }
  if (words.accept("drop")) {
    words.require("mncc");
    return DropMnccStep{};
  }
  if (first == "phone" || first == "sip") return parse_default(words);
  return parse_call(words);
}

}  // namespace

Result<std::optional<Step>> parse_line(std::string_view line) {
  line = trim(take_until(line, '#'));
  if (line.empty()) return std::optional<Step>{};
  Words words{line};
  auto rest = line;
  auto step = parse_step(words, take_until(rest, ' '));
  if (!words.done()) {
    const auto word = words.take("the end");
    words.refuse(word, "the end of the line");
  }
  if (words.failed()) return Error{words.error()};
  return std::optional<Step>{std::move(step)};
}

}  // namespace sipgw::sim
