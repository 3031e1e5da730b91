// SPDX-License-Identifier: AGPL-3.0-or-later
#include "support/core_rig.hpp"

#include "mncc/codec.hpp"

namespace sipgw::test {

using mncc::Type;

CoreRig::~CoreRig() {
  for (const auto& violation : violations()) ADD_FAILURE() << violation << "\n" << ladder();
}

void CoreRig::fail(Where where, const std::string& what) {
  ADD_FAILURE_AT(where.file, where.line) << what << "\n" << ladder();
}

mncc::Signalling CoreRig::expect_mncc(Type type, Where where) {
  const auto wanted = std::string(mncc::to_string(type));
  if (next_mncc_ == mncc_sent().size()) {
    fail(where, wanted + " is missing");
    return {};
  }
  const auto* message = std::get_if<mncc::Signalling>(&mncc_sent()[next_mncc_++].message);
  if (message != nullptr && message->type == type) return *message;
  fail(where, "another message than " + wanted);
  return {};
}

mncc::Signalling CoreRig::expect_mncc(Type type, int cause, Where where) {
  const auto message = expect_mncc(type, where);
  if (!message.cause || message.cause->value != cause) fail(where, "not with cause " + std::to_string(cause));
  return message;
}

mncc::Rtp CoreRig::expect_rtp(Type type, Where where) {
  const auto wanted = std::string(mncc::to_string(type));
  if (next_mncc_ == mncc_sent().size()) {
    fail(where, wanted + " is missing");
    return {};
  }
  const auto* message = std::get_if<mncc::Rtp>(&mncc_sent()[next_mncc_++].message);
  if (message != nullptr && message->type == type) return *message;
  fail(where, "another message than " + wanted);
  return {};
}

sip::Respond CoreRig::expect_response(int status, Where where) {
  const auto response = expect_sip<sip::Respond>(where);
  if (response.status != status) fail(where, "not a " + std::to_string(status));
  return response;
}

void CoreRig::expect_nothing(Where where) {
  if (next_mncc_ < mncc_sent().size()) fail(where, "unexpected: a message to the MSC");
  if (next_sip_ < sip_sent().size()) fail(where, "unexpected: a SIP command");
  next_mncc_ = mncc_sent().size();
  next_sip_ = sip_sent().size();
}

void CoreRig::expect_idle(Where where) {
  expect_nothing(where);
  if (!core().idle()) fail(where, "the core is not idle");
  if (!mgw().connections().empty()) fail(where, "a connection is left on the MGW");
}

cc::CallSnapshot CoreRig::call(Where where) {
  const auto calls = core().calls(now());
  if (calls.size() == 1) return calls.front();
  fail(where, "not exactly one call but " + std::to_string(calls.size()));
  return {};
}

sip::Invite CoreRig::begin_mo(mncc::Signalling setup, Where where) {
  const auto callref = setup.callref;
  msc_sends(std::move(setup));
  expect_rtp(Type::rtp_create, where);
  expect_mncc(Type::call_proc_req, where);
  msc_sends(rtp_created(callref));
  if (anchored()) expect_rtp(Type::rtp_connect, where);
  return expect_sip<sip::Invite>(where);
}

void CoreRig::answer_mo(Where where) {
  peer_sends(provisional(last_dialog(), 180));
  expect_mncc(Type::alert_req, where);
  peer_sends(answered(last_dialog()));
  if (!anchored()) expect_rtp(Type::rtp_connect, where);
  expect_mncc(Type::setup_rsp, where);
  msc_sends(Type::setup_compl_ind, kMoCallref);
  expect_nothing(where);
}

void CoreRig::establish_mo(Where where) {
  begin_mo(setup_ind(), where);
  answer_mo(where);
}

mncc::Signalling CoreRig::begin_mt(const sip::IncomingInvite& invite, Where where) {
  peer_sends(invite);
  return expect_mncc(Type::setup_req, where);
}

mncc::Rtp CoreRig::confirm_mt(Where where) {
  msc_sends(Type::call_conf_ind, last_callref());
  expect_rtp(Type::rtp_create, where);
  msc_sends(rtp_created(last_callref()));
  return expect_rtp(Type::rtp_connect, where);
}

sip::Respond CoreRig::answer_mt(Where where) {
  msc_sends(Type::alert_ind, last_callref());
  expect_response(180, where);
  msc_sends(Type::setup_cnf, last_callref());
  expect_mncc(Type::setup_compl_req, where);
  const auto ok = expect_response(200, where);
  peer_sends(sip::Acked{ok.dialog, {}});
  expect_nothing(where);
  return ok;
}

void CoreRig::establish_mt(Where where) {
  begin_mt(test::invite(), where);
  confirm_mt(where);
  answer_mt(where);
}

}  // namespace sipgw::test
