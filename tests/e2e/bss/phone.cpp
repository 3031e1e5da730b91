// SPDX-License-Identifier: AGPL-3.0-or-later
#include "e2e/bss/phone.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "e2e/bss/report.hpp"
#include "sdp/session.hpp"

namespace sipgw::e2e {
namespace {

/// The numbers that base stations and osmo-msc use on the A interface.
std::uint8_t payload_type_of(sdp::Codec codec) {
  switch (codec) {
    case sdp::Codec::gsm_efr:
      return 110;
    case sdp::Codec::gsm_hr:
      return 111;
    case sdp::Codec::amr:
      return 112;
    case sdp::Codec::gsm_fr:
    case sdp::Codec::other:
      break;
  }
  return 3;
}

}  // namespace

Phone::Phone(AInterface& a, std::string name, unsigned index, IpAddress rtp_ip)
    : name_(std::move(name)), index_(index), rtp_ip_(rtp_ip), radio_(a, *this) {}

void Phone::page() {
  if (!settings_.hears_paging) return;
  say("paged");
  radio_.send_layer3(paging_response(settings_.imsi));
}

void Phone::call(const std::string& called) {
  request_service(Service::call, [called](Call& call) { call.set_up(called); });
}

void Phone::call_emergency(bool with_bearer) {
  request_service(Service::emergency, [with_bearer](Call& call) { call.set_up_emergency(with_bearer); });
}

void Phone::request_service(Service service, std::function<void(Call&)> set_up) {
  waiting_set_up_ = std::move(set_up);
  radio_.send_layer3(service_request(service, settings_.imsi));
}

Call* Phone::find_call(unsigned number) {
  const auto matches = [number](const Call& call) { return number == 0 || call.number() == number; };
  const auto found = std::find_if(calls_.rbegin(), calls_.rend(), matches);
  return found == calls_.rend() ? nullptr : &*found;
}

Call* Phone::find_transaction(Transaction transaction) {
  const auto found = std::ranges::find(calls_, transaction, &Call::transaction);
  return found == calls_.end() ? nullptr : &*found;
}

Call& Phone::add_call(Transaction transaction) {
  return calls_.emplace_back(static_cast<CallHost&>(*this), ++last_call_, transaction);
}

void Phone::on_layer3(const Downlink& message) {
  if (message.discriminator == GSM48_PDISC_MM) on_mobility(message);
  if (message.discriminator == GSM48_PDISC_CC) on_call_control(message);
}

void Phone::on_mobility(const Downlink& message) {
  switch (message.type) {
    case GSM48_MT_MM_LOC_UPD_ACCEPT:
      return say("location-updated");
    case GSM48_MT_MM_LOC_UPD_REJECT:
      return say(fmt::format("location-rejected {}", message.first_octet()));
    case GSM48_MT_MM_ID_REQ:
      return radio_.send_layer3(identity_response(settings_.imsi));
    case GSM48_MT_MM_CM_SERV_REJ:
      waiting_set_up_ = nullptr;
      return say(fmt::format("service-rejected {}", message.first_octet()));
    case GSM48_MT_MM_CM_SERV_ACC: {
      Transaction transaction = 0;
      while (find_transaction(transaction) != nullptr) transaction += 0x10;
      if (const auto set_up = std::exchange(waiting_set_up_, nullptr)) set_up(add_call(transaction));
      return;
    }
    default:
      return;
  }
}

void Phone::on_call_control(const Downlink& message) {
  auto* call = find_transaction(message.transaction);
  if (call == nullptr && message.type == GSM48_MT_CC_SETUP) call = &add_call(message.transaction);
  if (call == nullptr) return;
  call->on_message(message);
  std::erase_if(calls_, [](const Call& one) { return one.ended(); });
}

void Phone::on_assignment(const AssignmentRequest& request) {
  const auto codec_element = request.find(settings_.channel_codec);
  if (settings_.assigning == Assigning::silent) return;
  if (settings_.assigning == Assigning::fails || !codec_element) {
    say("assignment-failed");
    return radio_.fail_assignment();
  }
  assign(request, *codec_element);
}

void Phone::assign(const AssignmentRequest& request, const Bytes& codec_element) {
  const auto codec = settings_.channel_codec;
  const auto payload_type = payload_type_of(codec);
  rtp_ = std::make_unique<RtpEnd>(rtp_ip_, sim::RtpSender{index_, 0, codec}, payload_type, [this] { say("hears"); });
  rtp_->aim(request.msc_rtp);
  radio_.complete_assignment({codec, codec_element, rtp_->local()});
  say(fmt::format("assigned {} to {}", payload_type, request.msc_rtp.to_string()));
}

void Phone::on_cleared() {
  if (rtp_) last_counts_ = rtp_->counts();
  rtp_.reset();
  calls_.clear();
  last_call_ = 0;
  waiting_set_up_ = nullptr;
  say("cleared");
}

bool Phone::has_other_calls(const Call& call) const {
  return std::ranges::any_of(calls_, [&](const Call& other) { return &other != &call; });
}

void Phone::report_call(const Call& call, const std::string& event) { say(fmt::format("{} {}", call.number(), event)); }

void Phone::report_rtp() const {
  const auto& counts = rtp_ ? rtp_->counts() : last_counts_;
  say(fmt::format("rtp sent {} received {} own {} lost {} payload-type {}", counts.sent, counts.received, counts.own,
                  counts.lost, counts.payload_type.value_or(-1)));
}

void Phone::say(const std::string& event) const { report("{} {}", name_, event); }

}  // namespace sipgw::e2e
