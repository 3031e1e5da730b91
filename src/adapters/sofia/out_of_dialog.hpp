// SPDX-License-Identifier: AGPL-3.0-or-later
// One REGISTER or OPTIONS of ours with its repetitions for challenges. Sent as nua's method of any name: its own way
// of registering would decide about refreshes by itself. SIP thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <set>
#include <string>

#include "adapters/sofia/endpoint.hpp"
#include "adapters/sofia/handle_user.hpp"
#include "adapters/sofia/way.hpp"
#include "sip/digest_client.hpp"
#include "sip/request.hpp"

namespace sipgw::sofia {

class OutOfDialog final : public HandleUser {
 public:
  OutOfDialog(Stack& stack, sip::Request request);
  ~OutOfDialog() override;
  OutOfDialog(const OutOfDialog&) = delete;
  OutOfDialog& operator=(const OutOfDialog&) = delete;

  RequestId id() const { return request_.id; }

  // Both may end it, which destroys it.
  void send();
  void on_event(const NuaEvent& event) override;

 private:
  /// Repeats the request with answers to its challenges; false: it has found its end.
  bool answer_challenge(const sip_t& response);
  void transmit(const std::string& headers);
  std::string contact() const;
  sip::RequestResult result(const NuaEvent& event) const;
  void fail(const char* phrase);

  Stack& stack_;
  const sip::Request request_;
  const Way way_;
  Endpoint& endpoint_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  Handle handle_;
  sip::DigestClient digest_;
  std::uint32_t sent_ = 0;          ///< how often
  std::set<std::size_t> answered_;  ///< protection spaces whose answers go into each repetition
};

}  // namespace sipgw::sofia
