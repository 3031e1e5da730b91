// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cc/call_table.hpp"

#include <algorithm>
#include <utility>

namespace sipgw::cc {

Call& CallTable::create(Direction direction) {
  const auto id = next_id();
  auto& call = calls_[id];
  call.id = id;
  call.direction = direction;
  return call;
}

void CallTable::erase(CallId id) {
  const auto position = calls_.find(id);
  if (position == calls_.end()) return;
  forget_gsm(position->second);
  by_dialog_.erase(position->second.sip.dialog);
  calls_.erase(position);
}

void CallTable::forget_gsm(const Call& call) {
  const auto position = by_callref_.find(key(call.gsm.msc, call.gsm.callref));
  if (position != by_callref_.end() && position->second == call.id) by_callref_.erase(position);
  const auto siblings = by_phone_.find(phone(call));
  if (siblings == by_phone_.end()) return;
  std::erase(siblings->second, call.id);
  if (siblings->second.empty()) by_phone_.erase(siblings);
}

void CallTable::set_imsi(Call& call, std::string imsi) {
  call.gsm.imsi = std::move(imsi);
  if (!call.gsm.imsi.empty()) by_phone_[phone(call)].push_back(call.id);
}

const std::vector<CallId>& CallTable::of_same_phone(const Call& call) const {
  static const std::vector<CallId> none;
  const auto position = by_phone_.find(phone(call));
  return position == by_phone_.end() ? none : position->second;
}

Call* CallTable::find(CallId id) {
  const auto position = calls_.find(id);
  return position == calls_.end() ? nullptr : &position->second;
}

const Call* CallTable::find(CallId id) const { return const_cast<CallTable*>(this)->find(id); }

Call* CallTable::find(MscId msc, Callref callref) {
  const auto position = by_callref_.find(key(msc, callref));
  return position == by_callref_.end() ? nullptr : find(position->second);
}

Call* CallTable::find(DialogId dialog) {
  const auto position = by_dialog_.find(dialog);
  return position == by_dialog_.end() ? nullptr : find(position->second);
}

void CallTable::set_callref(Call& call, MscId msc, Callref callref) {
  call.gsm.msc = msc;
  call.gsm.callref = callref;
  by_callref_[key(msc, callref)] = call.id;
}

void CallTable::set_dialog(Call& call, DialogId dialog) {
  by_dialog_.erase(call.sip.dialog);  // an earlier INVITE's, refused
  call.sip.dialog = dialog;
  by_dialog_[dialog] = call.id;
}

std::vector<CallId> CallTable::ids() const {
  std::vector<CallId> ids;
  ids.reserve(calls_.size());
  for (const auto& [id, call] : calls_) ids.push_back(id);
  std::sort(ids.begin(), ids.end());
  return ids;
}

}  // namespace sipgw::cc
