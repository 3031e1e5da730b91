// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/dns/answer.hpp"

#include <arpa/nameser.h>
#include <resolv.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <string>

namespace sipgw::dns {
namespace {

/// Reads the fields of one record's data in turn. Once one of them is cut off, all that follow are empty.
class FieldReader {
 public:
  FieldReader(const ns_msg& message, const ns_rr& record)
      : message_(message), next_(ns_rr_rdata(record)), end_(next_ + ns_rr_rdlen(record)) {}

  std::uint16_t number() {
    const auto* field = take(2);
    return field == nullptr ? 0 : static_cast<std::uint16_t>(ns_get16(field));
  }

  std::string text() {
    const auto* length = take(1);
    const auto* field = length == nullptr ? nullptr : take(*length);
    return field == nullptr ? std::string{} : std::string(field, field + *length);
  }

  std::string name() {
    char text[NS_MAXDNAME];
    const auto length = next_ == nullptr
                            ? -1
                            : ns_name_uncompress(ns_msg_base(message_), ns_msg_end(message_), next_, text, sizeof text);
    if (length < 0 || take(length) == nullptr) {
      next_ = nullptr;
      return {};
    }
    return text;
  }

  bool whole() const { return next_ == end_; }

 private:
  const std::uint8_t* take(std::ptrdiff_t size) {
    if (next_ == nullptr || end_ - next_ < size) return next_ = nullptr;
    next_ += size;
    return next_ - size;
  }

  const ns_msg& message_;
  const std::uint8_t* next_;  ///< null: something was cut off
  const std::uint8_t* end_;
};

std::optional<sip::SrvRecord> read_srv(FieldReader fields) {
  sip::SrvRecord record;
  record.priority = fields.number();
  record.weight = fields.number();
  record.port = fields.number();
  record.target = fields.name();
  return fields.whole() ? std::optional{record} : std::nullopt;
}

std::optional<sip::NaptrRecord> read_naptr(FieldReader fields) {
  sip::NaptrRecord record;
  record.order = fields.number();
  record.preference = fields.number();
  record.flags = fields.text();
  record.service = fields.text();
  record.regexp = fields.text();
  record.replacement = fields.name();
  return fields.whole() ? std::optional{record} : std::nullopt;
}

template <typename Record>
Result<Records<Record>> parse(const Message& bytes, ns_type type, std::optional<Record> (*read)(FieldReader)) {
  const Error unusable{"the name server's answer cannot be read"};
  ns_msg message;
  if (bytes.size() > NS_MAXMSG || ns_initparse(bytes.data(), static_cast<int>(bytes.size()), &message) != 0)
    return unusable;
  Records<Record> found;
  auto ttl = std::numeric_limits<std::uint32_t>::max();
  for (int number = 0; number < ns_msg_count(message, ns_s_an); ++number) {
    ns_rr entry;
    if (ns_parserr(&message, ns_s_an, number, &entry) != 0) return unusable;
    ttl = std::min<std::uint32_t>(ttl, ns_rr_ttl(entry));
    if (ns_rr_type(entry) != type || ns_rr_class(entry) != ns_c_in) continue;
    const auto record = read(FieldReader{message, entry});
    if (!record) return unusable;
    found.records.push_back(*record);
  }
  if (!found.records.empty()) found.ttl = std::chrono::seconds{ttl};
  return found;
}

}  // namespace

Result<Records<sip::SrvRecord>> parse_srv(const Message& message) { return parse(message, ns_t_srv, read_srv); }

Result<Records<sip::NaptrRecord>> parse_naptr(const Message& message) { return parse(message, ns_t_naptr, read_naptr); }

}  // namespace sipgw::dns
