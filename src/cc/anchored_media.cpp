// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cc/anchored_media.hpp"

#include <utility>

#include "sdp/sdp.hpp"

namespace sipgw::cc {

namespace {

constexpr auto kSides = {AnchoredMedia::Side::sip, AnchoredMedia::Side::msc};

constexpr int kConnectionUnknown = 515;

/// OsmoMGW's words for an endpoint or connection that it does not know (any more).
bool means_vanished(mgcp::Verb verb, int code) {
  switch (verb) {
    case mgcp::Verb::mdcx:
      return code == 400 || code == 500 || code == kConnectionUnknown;
    case mgcp::Verb::dlcx:
      return true;  // whatever the reason, there is nothing left to delete
    case mgcp::Verb::crcx:
    case mgcp::Verb::auep:
      return false;
  }
  return false;
}

}  // namespace

AnchoredMedia::AnchoredMedia(std::string call_id, const std::string& domain)
    : call_id_(std::move(call_id)), endpoint_("rtpbridge/*@" + domain) {}

mgcp::Command AnchoredMedia::command(mgcp::Verb verb, Side side) {
  under_way_ = UnderWay{verb, side, at(side).wanted_remote, at(side).wanted_mode};
  mgcp::Command command;
  command.verb = verb;
  command.endpoint = endpoint_;
  command.call_id = call_id_;
  command.connection_id = at(side).id;
  return command;
}

mgcp::Command AnchoredMedia::create(Side side) {
  auto crcx = command(mgcp::Verb::crcx, side);
  under_way_->remote.reset();
  under_way_->mode = mgcp::Mode::recvonly;
  crcx.mode = mgcp::Mode::recvonly;
  crcx.local_options = "p:20, a:GSM";  // the real codec comes with the remote session
  return crcx;
}

mgcp::Command AnchoredMedia::modify(Side side) {
  auto mdcx = command(mgcp::Verb::mdcx, side);
  const auto& connection = at(side);
  if (connection.wanted_remote) {
    // In each one: without it OsmoMGW goes back to the codec of the CRCX.
    sdp::Session session;
    session.audio = connection.wanted_remote->address;
    session.formats = {connection.wanted_remote->format};
    session.ptime = 20;
    mdcx.sdp = sdp::write(session, {});
  } else {
    under_way_->mode = connection.mode;  // a probe before there is a remote side
  }
  mdcx.mode = under_way_->mode;
  return mdcx;
}

mgcp::Command AnchoredMedia::remove(Side side) {
  auto dlcx = command(mgcp::Verb::dlcx, side);
  if (uncertain_) dlcx.connection_id.clear();  // the whole endpoint
  return dlcx;
}

std::optional<mgcp::Command> AnchoredMedia::remove_all() {
  if (!has_endpoint()) return std::nullopt;
  uncertain_ = true;
  return remove(Side::msc);
}

std::optional<mgcp::Command> AnchoredMedia::next_command() {
  if (under_way_) return std::nullopt;
  if (releasing_) {
    for (const auto side : kSides) {
      if (at(side).exists()) return remove(side);
    }
    return std::nullopt;
  }
  for (const auto side : kSides) {
    if (at(side).state == Connection::State::gone) return std::nullopt;
    if (at(side).state == Connection::State::absent) return create(side);
  }
  for (const auto side : kSides) {
    if (at(side).differs()) return modify(side);
  }
  if (std::exchange(probe_, false)) return modify(Side::msc);
  return std::nullopt;
}

AnchoredMedia::Outcome AnchoredMedia::created(Connection& connection, const mgcp::Response& response) {
  const auto session = sdp::parse(response.sdp);
  if (!response.endpoint.empty()) endpoint_ = response.endpoint;
  connection.id = response.connection_id;
  if (connection.id.empty() || !session || !session->audio.usable()) {
    failure_ = "CRCX answered without connection or address";
    if (!connection.id.empty()) connection.state = Connection::State::present;  // so that it is deleted
    return Outcome::failed;
  }
  connection.local = session->audio;
  connection.state = Connection::State::present;
  return Outcome::done;
}

AnchoredMedia::Outcome AnchoredMedia::refused(const mgcp::Response& response) {
  failure_ = std::to_string(response.code) + " " + response.comment;
  auto& connection = at(under_way_->side);
  if (!means_vanished(under_way_->verb, response.code)) {
    if (under_way_->verb == mgcp::Verb::crcx) connection.state = Connection::State::gone;
    // The same command would only be refused again; a kept call goes on with what the MGW has.
    connection.remote = under_way_->remote;
    connection.mode = under_way_->mode;
    return Outcome::failed;
  }
  if (under_way_->verb == mgcp::Verb::dlcx) {
    connection.state = Connection::State::gone;
    return Outcome::done;
  }
  connection.state = Connection::State::gone;
  // Without endpoint there is no other connection either. With one there may be: it was created after a restart.
  if (response.code != kConnectionUnknown) msc_.state = sip_.state = Connection::State::gone;
  return Outcome::vanished;
}

AnchoredMedia::Outcome AnchoredMedia::completed(const std::optional<mgcp::Response>& response) {
  auto& connection = at(under_way_->side);
  auto outcome = Outcome::done;
  if (!response) {
    failure_ = "no reply";
    // Never answered: a connection that may exist all the same is the link's to clean up, by its journal.
    if (under_way_->verb == mgcp::Verb::mdcx) {
      connection.remote = under_way_->remote;  // asked for again when the MGW is back, not at once
      connection.mode = under_way_->mode;
      connection.unanswered = true;
    } else {
      connection.state = Connection::State::gone;
    }
    uncertain_ |= under_way_->verb == mgcp::Verb::crcx;
    outcome = Outcome::no_reply;
  } else if (!response->ok()) {
    outcome = refused(*response);
  } else {
    switch (under_way_->verb) {
      case mgcp::Verb::crcx:
        outcome = created(connection, *response);
        break;
      case mgcp::Verb::mdcx:
        connection.remote = under_way_->remote;
        connection.mode = under_way_->mode;
        break;
      case mgcp::Verb::dlcx:
        connection.state = Connection::State::gone;
        connection.statistics = mgcp::parse_statistics(response->statistics);
        if (uncertain_) msc_.state = sip_.state = Connection::State::gone;
        break;
      case mgcp::Verb::auep:
        break;
    }
  }
  under_way_.reset();
  return outcome;
}

void AnchoredMedia::ask_again() {
  for (const auto side : kSides) {
    if (std::exchange(at(side).unanswered, false)) at(side).remote.reset();
  }
}

bool AnchoredMedia::settled() const { return both_exist() && !msc_.differs() && !sip_.differs() && !under_way_; }

bool AnchoredMedia::over() const { return releasing_ && !under_way_ && !msc_.exists() && !sip_.exists(); }

}  // namespace sipgw::cc
