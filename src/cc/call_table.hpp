// SPDX-License-Identifier: AGPL-3.0-or-later
// Owns the calls and finds them: by id, by (MSC, callref), by SIP dialog. Every lookup is a hash.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/ids.hpp"
#include "cc/call.hpp"

namespace sipgw::cc {

class CallTable {
 public:
  /// Also for an attempt that becomes no call.
  CallId next_id() { return CallId{++last_id_}; }
  /// Of the next one.
  CallId upcoming_id() const { return CallId{last_id_ + 1}; }
  /// References stay valid until the call is erased.
  Call& create(Direction direction);
  void erase(CallId id);

  Call* find(CallId id);
  const Call* find(CallId id) const;
  Call* find(MscId msc, Callref callref);
  Call* find(DialogId dialog);

  /// Indexes a leg; the keys leave the index when the call is erased.
  void set_callref(Call& call, MscId msc, Callref callref);
  void set_dialog(Call& call, DialogId dialog);
  void set_imsi(Call& call, std::string imsi);
  /// The GSM leg has ended: the MSC may use its callref again while the SIP side is still being released.
  void forget_gsm(const Call& call);

  /// The calls of this call's phone on its MSC whose GSM legs live, itself included, oldest first. None if its IMSI is
  /// not known.
  const std::vector<CallId>& of_same_phone(const Call& call) const;

  template <typename Visitor>
  void for_each(Visitor visit) const {
    for (const auto& [id, call] : calls_) visit(call);
  }

  std::size_t size() const { return calls_.size(); }
  bool empty() const { return calls_.empty() && by_callref_.empty() && by_dialog_.empty() && by_phone_.empty(); }
  /// Ids in order of age; for link loss, shutdown and `show`, never per message.
  std::vector<CallId> ids() const;

 private:
  struct Phone {
    MscId msc;
    std::string imsi;
    bool operator==(const Phone&) const = default;
  };
  struct PhoneHash {
    std::size_t operator()(const Phone& phone) const {
      return std::hash<std::string>{}(phone.imsi) ^ std::hash<MscId>{}(phone.msc);
    }
  };
  static Phone phone(const Call& call) { return {call.gsm.msc, call.gsm.imsi}; }
  static std::uint64_t key(MscId msc, Callref callref) { return std::uint64_t{msc.value} << 32 | callref; }

  std::uint64_t last_id_ = 0;
  std::unordered_map<CallId, Call> calls_;
  std::unordered_map<std::uint64_t, CallId> by_callref_;
  std::unordered_map<DialogId, CallId> by_dialog_;
  std::unordered_map<Phone, std::vector<CallId>, PhoneHash> by_phone_;
};

}  // namespace sipgw::cc
