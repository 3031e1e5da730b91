// SPDX-License-Identifier: AGPL-3.0-or-later
#include "support/record_watch.hpp"

#include "support/overloaded.hpp"

namespace sipgw::test {

void RecordWatch::said(const cc::Action& action) {
  std::visit(Overloaded{[&](const cc::SendMncc& a) { about(a.call, "MNCC"); },
                        [&](const cc::SendSip& a) { about(a.call, "SIP"); },
                        [&](const cc::MgcpCommand& a) { about(a.call, "MGCP"); },
                        [&](const cc::LogLine& a) { about(a.call, "log"); },
                        [&](const cc::CallEnded& a) { ended(*a.record); }, [](const cc::BanSource&) {}},
             action);
}

void RecordWatch::about(CallId call, const char* what) {
  if (call == CallId{}) return;
  begun_.insert(call);
  if (ended_.contains(call)) violations_.push_back(std::string(what) + " after the record of the call");
}

void RecordWatch::ended(const cc::CallRecord& record) {
  const auto require = [&](bool holds, const char* rule) {
    if (!holds) violations_.push_back("record of call " + std::to_string(record.id.value) + ": " + rule);
  };
  require(begun_.contains(record.id), "of no call");
  require(ended_.insert(record.id).second, "made twice");
  require(record.cause >= 1 && record.cause <= 127, "no cause");
  require(!record.why.empty(), "does not say why");
  require(record.phases.release_begun && *record.phases.release_begun <= record.phases.ended, "phases out of order");
  require(!record.trace.messages().empty() || record.trace.left_out() > 0, "no trace");
  require(record.trace.bytes() <= trace::CallTrace::kMaxBytes + 512, "trace too large");
}

std::vector<std::string> RecordWatch::violations(bool idle) const {
  auto all = violations_;
  if (idle && begun_ != ended_)
    all.push_back(std::to_string(begun_.size()) + " calls but " + std::to_string(ended_.size()) + " records");
  return all;
}

}  // namespace sipgw::test
