// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cc/facility.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace sipgw::cc {

namespace {

using Tag = std::uint8_t;
constexpr Tag kInteger = 0x02, kNull = 0x05, kLinkedId = 0x80;
constexpr Tag kGeneralProblem = 0x80, kInvokeProblem = 0x81;
constexpr Tag kInvoke = 0xa1, kReturnResult = 0xa2, kReturnError = 0xa3, kReject = 0xa4;
constexpr char kUnrecognizedComponent = 0, kMistypedComponent = 1, kBadlyStructuredComponent = 2;  // general problems
constexpr char kUnrecognizedOperation = 1;                                                         // invoke problem
constexpr char kSsNotAvailable = 18;  // error of 3GPP TS 24.080 §4.5, a MAP error

/// The operations of 3GPP TS 24.080 §4.5 that a phone may invoke.
constexpr std::array<std::uint8_t, 18> kOperations = {
    10,  11,  12,  13,  14,    // registerSS, eraseSS, activateSS, deactivateSS, interrogateSS
    17,  19,  59,  77,         // registerPassword, processUnstructuredSS-Data and -Request, eraseCC-Entry
    117, 118, 119, 120,        // callDeflection, userUserService, accessRegisterCCEntry, forwardCUG-Info
    121, 122, 123, 124, 126};  // split-, retrieve-, hold-, buildMPTY, explicitCT

struct Element {
  Tag tag;
  std::string_view content;
};

/// Takes the first element off `octets`: one octet of tag, and a length below 256. Nothing if it is not whole.
std::optional<Element> take_element(std::string_view& octets) {
  constexpr std::uint8_t kLengthFollows = 0x81, kLongestShortForm = 0x7f;
  const auto octet = [&](std::size_t at) { return static_cast<std::uint8_t>(octets[at]); };
  if (octets.size() < 2) return std::nullopt;
  std::size_t begin = 2, length = octet(1);
  if (length == kLengthFollows && octets.size() > 2) {
    length = octet(begin++);
  } else if (length > kLongestShortForm) {
    return std::nullopt;
  }
  if (octets.size() < begin + length) return std::nullopt;
  const Element element{octet(0), octets.substr(begin, length)};
  octets.remove_prefix(begin + length);
  return element;
}

std::string written(Tag tag, std::string_view content) {
  std::string element{static_cast<char>(tag), static_cast<char>(content.size())};
  return element.append(content);
}

std::string reject(const std::string& invoke_id, Tag kind, char problem) {
  return written(kReject, invoke_id + written(kind, {&problem, 1}));
}

std::string unreadable(char problem) { return reject(written(kNull, {}), kGeneralProblem, problem); }

}  // namespace

std::optional<std::string> answer_to_facility(std::string_view component) {
  const auto whole = take_element(component);
  if (!whole) return unreadable(kBadlyStructuredComponent);
  if (whole->tag == kReturnResult || whole->tag == kReturnError || whole->tag == kReject) return std::nullopt;
  if (whole->tag != kInvoke) return unreadable(kUnrecognizedComponent);
  auto content = whole->content;
  const auto invoke_id = take_element(content);
  if (!invoke_id || invoke_id->tag != kInteger || invoke_id->content.size() != 1) return unreadable(kMistypedComponent);
  const auto invoked = written(kInteger, invoke_id->content);
  auto operation = take_element(content);
  if (operation && operation->tag == kLinkedId) operation = take_element(content);
  if (!operation || operation->tag != kInteger || operation->content.size() != 1) {
    return reject(invoked, kGeneralProblem, kMistypedComponent);
  }
  const auto code = static_cast<std::uint8_t>(operation->content.front());
  if (std::find(kOperations.begin(), kOperations.end(), code) == kOperations.end()) {
    return reject(invoked, kInvokeProblem, kUnrecognizedOperation);
  }
  return written(kReturnError, invoked + written(kInteger, {&kSsNotAvailable, 1}));
}

}  // namespace sipgw::cc
