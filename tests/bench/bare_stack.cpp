// SPDX-License-Identifier: AGPL-3.0-or-later
// The floor: nua with nothing behind it. It answers an INVITE with 180 and 200, and calls when a datagram "S7123" says
// so, until "D7123" ends that call. What it costs, any gateway on nua has to spend.
#include <sys/socket.h>

#include <array>
#include <cstdio>
#include <string>
#include <string_view>
#include <unordered_map>

struct Bare;
#define NUA_MAGIC_T Bare
#define NUA_HMAGIC_T void
#define SU_ROOT_MAGIC_T Bare
#define SU_WAKEUP_ARG_T Bare

#include <sofia-sip/nua.h>
#include <sofia-sip/nua_tag.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/su_tagarg.h>
#include <sofia-sip/tport_tag.h>

#include "adapters/sofia/clock.hpp"

namespace {

constexpr char kSdp[] =
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 3 101\r\n"
    "a=rtpmap:3 GSM/8000\r\na=rtpmap:101 telephone-event/8000\r\na=ptime:20\r\n";
constexpr unsigned kReceiveBuffer = 4 * 1024 * 1024;

}  // namespace

struct Bare {
  su_root_t* root = nullptr;
  nua_t* nua = nullptr;
  std::string peer;                                      ///< "address:port"
  std::unordered_map<std::string, nua_handle_t*> calls;  ///< that we have begun, by number
};

namespace {

void answer(nua_handle_t* handle) {
  nua_respond(handle, SIP_180_RINGING, TAG_END());
  nua_respond(handle, SIP_200_OK, SIPTAG_CONTENT_TYPE_STR("application/sdp"), SIPTAG_PAYLOAD_STR(kSdp), TAG_END());
}

void on_nua(nua_event_t event, int, const char*, nua_t*, Bare*, nua_handle_t* handle, void*, const sip_t*,
            tagi_t tags[]) {
  if (event == nua_i_invite) return answer(handle);
  if (event != nua_i_state) return;
  int state = 0;
  tl_gets(tags, NUTAG_CALLSTATE_REF(state), TAG_END());
  if (state == nua_callstate_terminated) nua_handle_destroy(handle);
}

void call(Bare& bare, const std::string& number) {
  const auto to = "sip:" + number + "@" + bare.peer;
  auto* handle =
      nua_handle(bare.nua, nullptr, SIPTAG_TO_STR(to.c_str()), SIPTAG_FROM_STR("<sip:bare@127.0.0.1>"), TAG_END());
  bare.calls[number] = handle;
  nua_invite(handle, SIPTAG_CONTENT_TYPE_STR("application/sdp"), SIPTAG_PAYLOAD_STR(kSdp), TAG_END());
}

int on_trigger(Bare* bare, su_wait_t* wait, Bare*) {
  std::array<char, 64> buffer;
  const auto size = ::recv(wait->fd, buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (size < 2) return 0;
  const std::string number{buffer.data() + 1, static_cast<std::size_t>(size) - 1};
  if (buffer[0] == 'S') {
    call(*bare, number);
  } else if (const auto found = bare->calls.extract(number)) {
    nua_bye(found.mapped(), TAG_END());
  }
  return 0;
}

int bind_trigger(const char* host, const char* port) {
  su_addrinfo_t hints{};
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_DGRAM;
  su_addrinfo_t* address = nullptr;
  if (su_getaddrinfo(host, port, &hints, &address) != 0) return -1;
  const int fd = su_socket(AF_INET, SOCK_DGRAM, 0);
  const bool bound = ::bind(fd, address->ai_addr, address->ai_addrlen) == 0;
  su_freeaddrinfo(address);
  return bound ? fd : -1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fputs("usage: sipgw_bench_bare ADDRESS SIP-PORT TRIGGER-PORT PEER-ADDRESS:PORT\n", stderr);
    return 2;
  }
  su_init();
  sipgw::sofia::use_millisecond_clock();  // or the floor would be higher than the gateway
  Bare bare;
  bare.peer = argv[4];
  bare.root = su_root_create(&bare);
  su_root_threading(bare.root, 0);
  const auto url = std::string{"sip:"} + argv[1] + ":" + argv[2] + ";transport=udp";
  bare.nua = nua_create(bare.root, on_nua, &bare, NUTAG_URL(url.c_str()), NUTAG_MEDIA_ENABLE(0), NUTAG_AUTOANSWER(0),
                        NUTAG_AUTOALERT(0), NUTAG_SESSION_TIMER(0), TPTAG_UDP_RMEM(kReceiveBuffer), TAG_END());
  const int trigger = bind_trigger(argv[1], argv[3]);
  su_wait_t wait[1] = {SU_WAIT_INIT};
  if (bare.nua == nullptr || trigger < 0 || su_wait_create(wait, trigger, SU_WAIT_IN) < 0 ||
      su_root_register(bare.root, wait, on_trigger, &bare, 0) < 0) {
    std::fputs("sipgw_bench_bare: cannot start\n", stderr);
    return 1;
  }
  std::puts("ready");
  std::fflush(stdout);
  su_root_run(bare.root);  // until it is killed
  return 0;
}
