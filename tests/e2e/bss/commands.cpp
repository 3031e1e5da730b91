// SPDX-License-Identifier: AGPL-3.0-or-later
#include "e2e/bss/commands.hpp"

#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <vector>

#include "base/strings.hpp"

namespace sipgw::e2e {

const char* const kCommandHelp =
    "phone NAME IMSI                 a phone with default behaviour, not registered\n"
    "lu NAME | detach NAME           registers with the network, signs off\n"
    "call NAME NUMBER                calls\n"
    "emergency NAME [bare]           emergency call; bare: without bearer capability\n"
    "answers NAME at-once | after MILLISECONDS | never | busy | reject\n"
    "                                what it does with incoming calls\n"
    "answer NAME | hangup NAME [CAUSE]\n"
    "hold NAME | retrieve NAME | modify NAME | dtmf NAME KEY\n"
    "                                NAME/2 means call 2 of the phone, NAME alone its newest\n"
    "codec NAME fr|efr|hr|amr        the codec of the radio channel\n"
    "codecs NAME CODEC...            what the phone offers\n"
    "assignment NAME works|fails|silent, paging NAME heard|lost\n"
    "                                troubles of the radio\n"
    "lose NAME                       the radio link is lost\n"
    "speak NAME PACKETS | rtp NAME   sends RTP, reports what came and went\n"
    "play NAME FILE | record NAME FILE\n"
    "                                full rate speech from and to a file, as sox reads and writes .gsm\n"
    "reset                           begins anew with the MSC\n";

namespace {

/// A command of one phone: its words after the phone's name.
struct Request {
  Phone* phone;
  Call* call;  ///< the one that is meant; null if there is none
  std::vector<std::string> words;

  std::string word(std::size_t index) const { return index < words.size() ? words[index] : std::string(); }
};

using Handler = std::function<std::string(Request&)>;

std::vector<std::string> split(std::string_view line) {
  std::vector<std::string> words;
  while (!(line = trim(line)).empty()) words.emplace_back(take_until(line, ' '));
  return words;
}

std::optional<sdp::Codec> codec_of(const std::string& word) {
  if (word == "fr") return sdp::Codec::gsm_fr;
  if (word == "efr") return sdp::Codec::gsm_efr;
  if (word == "hr") return sdp::Codec::gsm_hr;
  if (word == "amr") return sdp::Codec::amr;
  return std::nullopt;
}

std::string set_answering(Request& request) {
  static const std::map<std::string, Answering::Kind> kKinds{{"at-once", Answering::Kind::at_once},
                                                             {"after", Answering::Kind::after},
                                                             {"never", Answering::Kind::never},
                                                             {"busy", Answering::Kind::busy},
                                                             {"reject", Answering::Kind::reject}};
  const auto kind = kKinds.find(request.word(0));
  if (kind == kKinds.end()) return "which way of answering?";
  auto& answering = request.phone->mutable_settings().answering;
  answering.kind = kind->second;
  if (answering.kind != Answering::Kind::after) return {};
  const auto delay = parse_number<int>(request.word(1));
  if (!delay) return "after how many milliseconds?";
  answering.delay = Milliseconds(*delay);
  return {};
}

std::string set_channel_codec(Request& request) {
  const auto codec = codec_of(request.word(0));
  if (!codec) return "which codec?";
  request.phone->mutable_settings().channel_codec = *codec;
  return {};
}

std::string set_codecs(Request& request) {
  auto& codecs = request.phone->mutable_settings().codecs;
  codecs.clear();
  for (const auto& word : request.words) {
    if (const auto codec = codec_of(word)) codecs.push_back(*codec);
  }
  return codecs.empty() ? "which codecs?" : "";
}

std::string set_assigning(Request& request) {
  static const std::map<std::string, Assigning> kWays{
      {"works", Assigning::works}, {"fails", Assigning::fails}, {"silent", Assigning::silent}};
  const auto way = kWays.find(request.word(0));
  if (way == kWays.end()) return "works, fails or silent?";
  request.phone->mutable_settings().assigning = way->second;
  return {};
}

std::string hang_up(Request& request) {
  constexpr int kNormalClearing = 16;
  request.call->hang_up(parse_number<int>(request.word(0)).value_or(kNormalClearing));
  return {};
}

std::string press_key(Request& request) {
  if (request.word(0).size() != 1) return "which key?";
  request.call->press(request.word(0)[0]);
  return {};
}

std::string speak(Request& request) {
  const auto packets = parse_number<unsigned>(request.word(0));
  if (!packets) return "how many packets?";
  request.phone->rtp()->send(*packets, [phone = request.phone] { phone->report_spoken(); });
  return {};
}

std::string play(Request& request) {
  std::ifstream file(request.word(0), std::ios::binary);
  if (!file) return "no such file";
  request.phone->rtp()->play({std::istreambuf_iterator(file), {}}, [phone = request.phone] { phone->report_spoken(); });
  return {};
}

/// Makes a handler of an action that cannot fail.
template <typename Action>
Handler always(Action action) {
  return [action](Request& request) {
    action(request);
    return std::string();
  };
}

const std::map<std::string, Handler> kPhoneCommands{
    {"lu", always([](Request& request) { request.phone->update_location(); })},
    {"detach", always([](Request& request) { request.phone->detach(); })},
    {"call", always([](Request& request) { request.phone->call(request.word(0)); })},
    {"emergency", always([](Request& request) { request.phone->call_emergency(request.word(0) != "bare"); })},
    {"answers", set_answering},
    {"codec", set_channel_codec},
    {"codecs", set_codecs},
    {"assignment", set_assigning},
    {"paging",
     always([](Request& request) { request.phone->mutable_settings().hears_paging = request.word(0) == "heard"; })},
    {"lose", always([](Request& request) { request.phone->lose_radio(); })},
    {"rtp", always([](Request& request) { request.phone->report_rtp(); })},
};

const std::map<std::string, Handler> kSpeechCommands{
    {"speak", speak},
    {"play", play},
    {"record", always([](Request& request) { request.phone->rtp()->record(request.word(0)); })},
};

const std::map<std::string, Handler> kCallCommands{
    {"answer", always([](Request& request) { request.call->answer(); })},
    {"hangup", hang_up},
    {"hold", always([](Request& request) { request.call->hold(); })},
    {"retrieve", always([](Request& request) { request.call->retrieve(); })},
    {"modify", always([](Request& request) { request.call->modify(); })},
    {"dtmf", press_key},
};

std::string switch_on(Bss& bss, const std::string& name, const std::string& imsi) {
  if (!all_digits(imsi)) return "which IMSI?";
  auto& settings = bss.ensure_phone(name).mutable_settings();
  settings = {};
  settings.imsi = imsi;
  return {};
}

}  // namespace

std::string run_command(Bss& bss, std::string_view line) {
  auto words = split(line);
  if (words.empty()) return {};
  if (words[0] == "reset") {
    bss.reset();
    return {};
  }
  if (words.size() < 2) return "unknown command: " + words[0];
  if (words[0] == "phone") return switch_on(bss, words[1], words.size() > 2 ? words[2] : "");

  std::string_view target = words[1];
  const auto name = std::string(take_until(target, '/'));
  auto* const phone = bss.find_phone(name);
  if (phone == nullptr) return "no phone " + name;
  Request request{
      phone, phone->find_call(parse_number<unsigned>(target).value_or(0)), {words.begin() + 2, words.end()}};
  if (const auto found = kPhoneCommands.find(words[0]); found != kPhoneCommands.end()) return found->second(request);
  if (const auto found = kSpeechCommands.find(words[0]); found != kSpeechCommands.end()) {
    return phone->rtp() == nullptr ? "no speech channel" : found->second(request);
  }
  const auto found = kCallCommands.find(words[0]);
  if (found == kCallCommands.end()) return "unknown command: " + words[0];
  if (request.call == nullptr) return "no such call";
  return found->second(request);
}

}  // namespace sipgw::e2e
