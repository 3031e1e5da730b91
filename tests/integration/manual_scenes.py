# SPDX-License-Identifier: AGPL-3.0-or-later
"""The situations that the manual shows: each scene brings the real daemon into one of them.

A scene gets an ExitStack for what it starts and returns a Stage. The manual names it in the first line of a block.
"""
import os
import resource
import socket
import tempfile

from sipgw_test import Daemon, await_text, mncc
from sipgw_test.bed import Bed
from sipgw_test.net import loopback_address
from sipgw_test.pbx import Pbx, body_of

CALLREF = 0x80000001
PHONE, USER = "1001", "12345"  # the number that Pbx calls from
NO_SUCH_MSC = "mncc\n socket-path /nonexistent/mncc\n"


class Stage:
    """The daemon with an MSC and a PBX made of Python, and calls between them."""

    def __init__(self, stack, *, connect=True, greeting=None, **options):
        self.bed = stack.enter_context(Bed(**options))
        self.daemon = self.bed.daemon
        self.msc_rtp = (loopback_address(), 4000)
        self.pbx = Pbx(self.bed.pbx)
        stack.callback(self.pbx.socket.close)
        self.msc = mncc.Msc(self.bed.mncc_path, greeting)
        stack.callback(self.msc.close)
        self.stack = stack
        if connect:
            self.msc.accept()
            self.bed.wait_until("show mncc-connection", "READY")

    def names(self):
        """What stands for what in the manual: the network of its overview."""
        bed = self.bed
        own = {bed.pbx[0]: "198.51.100.10", bed.gateway[0]: "198.51.100.20", self.msc_rtp[0]: "198.51.100.30",
               "mncc.sock": "/tmp/msc_mncc", bed.directory: "/run/osmo-sipgw"}
        return own | ({bed.mgw.address: "198.51.100.40"} if bed.mgw else {})

    def say(self, name, callref=CALLREF, **members):
        self.msc.send(mncc.signalling(name, callref, **members))

    def assign(self, callref=CALLREF):
        self.msc.send(mncc.rtp("RTP_CREATE", callref, self.msc_rtp, 3, mncc.PAYLOAD_GSM_FR))

    def phone_dials(self, callref=CALLREF, **members):
        self.say("SETUP_IND", callref, **{"called": USER, "calling": PHONE, "imsi": "901700000001001", "bearer": [0],
                                          **members})

    def phone_calls(self, callref=CALLREF, **members):
        """The INVITE."""
        self.phone_dials(callref, **members)
        self.msc.wait_for("CALL_PROC_REQ", callref)
        self.assign(callref)
        return self.pbx.receive("INVITE")

    def peer_answers(self, invite, sdp=None, callref=CALLREF):
        self.pbx.answer(invite, "180 Ringing")
        self.pbx.answer(invite, "200 OK", self.pbx.sdp if sdp is None else sdp)
        self.pbx.receive("ACK")
        self.msc.wait_for("SETUP_RSP", callref)
        self.say("SETUP_COMPL_IND", callref)
        self.bed.wait_until("show calls", "ACTIVE")

    def peer_refuses(self, invite, status, callref=CALLREF):
        self.pbx.answer(invite, status)
        self.pbx.receive("ACK")
        self.say("REL_IND", callref, cause=self.msc.wait_for("DISC_REQ", callref).cause)
        self.bed.wait_for_no_calls()

    def phone_hangs_up(self, callref=CALLREF):
        self.say("DISC_IND", callref, cause=16)
        self.msc.wait_for("REL_REQ", callref)
        self.pbx.answer(self.pbx.receive("BYE"), "200 OK")
        self.say("REL_CNF", callref)
        self.bed.wait_for_no_calls()

    def released_by_gateway(self, callref=CALLREF, timeout=60):
        self.say("REL_IND", callref, cause=self.msc.wait_for("DISC_REQ", callref, timeout).cause)
        self.pbx.answer(self.pbx.receive("BYE"), "200 OK")
        self.bed.wait_for_no_calls()

    def peer_calls(self, **members):
        self.pbx.invite(self.bed.gateway, PHONE, **members)
        self.pbx.receive("SIP/2.0 100")

    def phone_is_called(self, **members):
        """The callref."""
        self.peer_calls(**members)
        callref = self.msc.wait_for("SETUP_REQ").callref
        self.say("CALL_CONF_IND", callref, bearer=[0])
        self.assign(callref)
        self.say("ALERT_IND", callref)
        self.pbx.receive("SIP/2.0 180")
        return callref


class Alone:
    """A daemon without any of that, or one that the scene has set up itself."""

    def __init__(self, daemon, names=None):
        self.daemon = daemon
        self._names = names or {}

    def names(self):
        return {"/nonexistent/mncc": "/tmp/msc_mncc", str(self.daemon.directory): "/run/osmo-sipgw", **self._names}


# ---------------------------------------------------------------- calls that go well

def idle(stack):
    return Stage(stack)


def call(stack):
    stage = Stage(stack)
    stage.peer_answers(stage.phone_calls())
    return stage


def anchored_call(stack):
    stage = Stage(stack, anchor=True)
    stage.peer_answers(stage.phone_calls())
    return stage


def ended_calls(stack):
    """Call 1 from the phone, answered; 2 to it, busy; 3 from it, refused."""
    stage = Stage(stack, extra="log stderr\n logging level call info\n")
    stage.peer_answers(stage.phone_calls())
    stage.phone_hangs_up()
    stage.peer_calls()
    stage.say("REL_IND", stage.msc.wait_for("SETUP_REQ").callref, cause=17)
    stage.pbx.receive("SIP/2.0 486")
    stage.bed.wait_for_no_calls()
    stage.peer_refuses(stage.phone_calls(CALLREF + 1, called="12399"), "404 Not Found", CALLREF + 1)
    return stage


def early_media(stack):
    stage = Stage(stack)
    invite = stage.phone_calls()
    stage.pbx.answer(invite, "183 Session Progress", stage.pbx.sdp)
    stage.msc.wait_for("PROGRESS_REQ")
    return stage


def ringing_without_media(stack):
    stage = Stage(stack)
    stage.pbx.answer(stage.phone_calls(), "180 Ringing")
    stage.msc.wait_for("ALERT_REQ")
    return stage


# ---------------------------------------------------------------- the links

def no_msc(stack):
    return Alone(stack.enter_context(Daemon(NO_SUCH_MSC)))


def closed_socket(stack):
    """Root may use any socket, unless it has given up that right."""
    wrapper = ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if os.geteuid() == 0 else ()
    path = os.path.join(stack.enter_context(tempfile.TemporaryDirectory()), "mncc.sock")
    stack.callback(mncc.Msc(path).close)
    os.chmod(path, 0)
    daemon = stack.enter_context(Daemon(f"mncc\n socket-path {path}\n", wrapper=wrapper))
    return Alone(daemon, {path: "/tmp/msc_mncc"})


def old_msc(stack):
    stage = Stage(stack, connect=False, greeting=mncc.hello(version=7))
    stage.msc.accept()
    return stage


def served_elsewhere(stack):
    stage = Stage(stack, connect=False)
    stage.msc.greeting = b""
    stage.msc.accept()
    stage.msc.disconnect()
    return stage


def silent_msc(stack):
    stage = Stage(stack, connect=False, extra="mncc\n hello-timeout 1\n")
    stage.msc.greeting = b""
    stage.msc.accept()
    return stage


def lost_msc(stack):
    stage = call(stack)
    stage.msc.disconnect()
    stage.pbx.answer(stage.pbx.receive("BYE"), "200 OK")
    stage.bed.wait_for_no_calls()
    return stage


def hunted_call(stack):
    """The first trunk wants no calls, the second one is busy."""
    others = {name: Pbx((loopback_address(), 5060)) for name in ("carrier", "pbx")}
    for other in others.values():
        stack.callback(other.socket.close)
    nodes = "".join(f"trunk {name}\n remote {other.address[0]}\n" for name, other in others.items())
    stage = Stage(stack, extra=f"{nodes}trunk-group outside\n member carrier\n member pbx\n"
                               "default-route trunk-group outside\n")
    names = stage.names
    stage.names = lambda: names() | {others["carrier"].address[0]: "198.51.100.60",
                                     others["pbx"].address[0]: "198.51.100.61"}
    stage.pbx.socket.close()
    stage.pbx = others["carrier"]
    first = stage.phone_calls()
    stage.pbx.answer(first, "503 Full", extra="Retry-After: 60\r\n")
    stage.pbx.receive("ACK")
    stage.pbx = others["pbx"]
    stage.peer_refuses(stage.pbx.receive("INVITE"), "486 Busy Here")
    return stage


def banned(stack):
    stage = stranger(stack, extra="sip\n ban 1 within 60 for 600\n")
    stage.bed.wait_until("show bans", "more")
    return stage


def unresolved(stack):
    stage = Stage(stack, extra="sip\n remote pbx.invalid 5060\n")
    stage.bed.wait_until("show sip", "does not resolve", 60)
    stage.phone_dials()
    stage.msc.wait_for("REJ_REQ")
    return stage


def taken_port(stack):
    address = loopback_address()
    other = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
    other.bind((address, 5060))
    daemon = stack.enter_context(Daemon(f"{NO_SUCH_MSC}sip\n local {address} 5060\n remote 127.0.0.1 5060\n"))
    return Alone(daemon, {address: "198.51.100.20", "127.0.0.1": "198.51.100.10"})


# ---------------------------------------------------------------- refused at once

def no_mgw(stack):
    stage = Stage(stack, anchor=True, start_mgw=False)
    stage.phone_dials()
    stage.msc.wait_for("REJ_REQ")
    stage.bed.wait_until("show mgw", "Last error")
    return stage


def no_mgw_node(stack):
    stage = Stage(stack, extra=" media anchor\n")
    stage.phone_dials()
    stage.msc.wait_for("REJ_REQ")
    return stage


def drained(stack):
    stage = call(stack)
    stage.bed.vty("drain stay")
    stage.phone_dials(CALLREF + 1)
    stage.msc.wait_for("REJ_REQ")
    return stage


def stranger(stack, **options):
    stage = Stage(stack, **options)
    other = Pbx((loopback_address(), 5060))
    stack.callback(other.socket.close)
    other.invite(stage.bed.gateway, PHONE)
    other.receive("SIP/2.0 100")
    other.receive("SIP/2.0 403")
    names = stage.names
    stage.names = lambda: names() | {other.address[0]: "198.51.100.99"}
    return stage


def refused_invite(prepare=lambda stage: None, user=PHONE):
    def scene(stack):
        stage = Stage(stack)
        prepare(stage)
        stage.pbx.invite(stage.bed.gateway, user)
        stage.pbx.receive("SIP/2.0 100")
        stage.pbx.receive("SIP/2.0 4")
        return stage
    return scene


def replace_codec(offer):
    """In what the PBX sends from now on."""
    def prepare(stage):
        stage.pbx.sdp = stage.pbx.sdp.replace(b"RTP/AVP 3", b"RTP/AVP " + offer[0]).replace(
            b"rtpmap:3 GSM/8000", b"rtpmap:" + offer[1])
    return prepare


def wrong_payload_type(stack):
    stage = Stage(stack)
    replace_codec((b"98", b"98 GSM/8000"))(stage)
    invite = stage.phone_calls()
    stage.pbx.answer(invite, "200 OK", stage.pbx.sdp)
    stage.pbx.receive("ACK")
    stage.released_by_gateway()
    return stage


def no_msc_connection(stack):
    stage = Stage(stack, connect=False)
    stage.msc.close()
    stage.peer_calls()
    stage.pbx.receive("SIP/2.0 503")
    return stage


# ---------------------------------------------------------------- the media gateway

def other_domain(stack):
    stage = Stage(stack, anchor=True, start_mgw=False, extra=" endpoint-domain elsewhere\n")
    stage.bed.mgw.start()
    stage.bed.wait_until("show mgw", "refuses", 60)
    return stage


def full_mgw(stack):
    stage = Stage(stack, anchor=True, start_mgw=False)
    stage.bed.mgw.set_endpoints(1)
    stage.bed.mgw.start()
    stage.bed.wait_until("show mgw", "UP for", 60)
    stage.peer_answers(stage.phone_calls())
    stage.phone_dials(CALLREF + 1, imsi="901700000001002")
    stage.say("REL_IND", CALLREF + 1, cause=stage.msc.wait_for("DISC_REQ", CALLREF + 1).cause)
    return stage


def mgw_without_files(stack):
    stage = Stage(stack, anchor=True)
    in_use = len(os.listdir(f"/proc/{stage.bed.mgw.process.pid}/fd"))
    resource.prlimit(stage.bed.mgw.process.pid, resource.RLIMIT_NOFILE, (in_use + 1, in_use + 1))
    stage.phone_dials()
    stage.say("REL_IND", cause=stage.msc.wait_for("DISC_REQ").cause)
    stage.bed.wait_for_no_calls()
    return stage


def restarted_mgw(stack):
    stage = anchored_call(stack)
    stage.bed.mgw.kill()
    stage.bed.mgw.start()
    stage.released_by_gateway()
    return stage


def one_way_audio(stack):
    """The PBX sends, the phone's side is silent."""
    stage = Stage(stack, anchor=True)
    stage.pbx.sdp = stage.pbx.sdp.replace(b"m=audio 6000", b"m=audio 6002")
    invite = stage.phone_calls()
    stage.peer_answers(invite)
    line = next(line for line in body_of(invite).split("\r\n") if line.startswith("m=audio"))
    to_mgw = (stage.bed.mgw.address, int(line.split()[1]))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer, \
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as msc:
        peer.bind((stage.bed.pbx[0], 6002))
        msc.bind(stage.msc_rtp)
        msc.settimeout(10)
        for number in range(50):
            header = bytes([0x80, 3]) + number.to_bytes(2, "big") + (160 * number).to_bytes(4, "big") + b"\0\0\0\1"
            peer.sendto(header + b"\xd0" + 32 * b"\0", to_mgw)
            msc.recv(100)
    stage.phone_hangs_up()
    return stage


# ---------------------------------------------------------------- within a call

def refused_keys(stack):
    stage = call(stack)
    for name in ("START_DTMF_IND", "STOP_DTMF_IND"):
        stage.say(name, keypad="5")
    stage.pbx.answer(stage.pbx.receive("INFO"), "415 Unsupported Media Type")
    return stage


def refused_hold(stack):
    stage = call(stack)
    stage.say("HOLD_IND")
    stage.pbx.answer(stage.pbx.receive("INVITE"), "403 Forbidden")
    stage.pbx.receive("ACK")
    stage.msc.wait_for("HOLD_REJ")
    return stage


def released_by_msc(stack):
    stage = Stage(stack)
    invite = stage.phone_calls()
    stage.pbx.answer(invite, "180 Ringing")
    stage.msc.wait_for("ALERT_REQ")
    stage.say("REL_IND", cause=47)
    stage.pbx.answer(stage.pbx.receive("CANCEL"), "200 OK")
    stage.pbx.answer(invite, "487 Request Terminated")
    stage.bed.wait_for_no_calls()
    return stage


def unacknowledged(stack):
    """The PBX never gets the 200, or the gateway never its ACK."""
    stage = Stage(stack)
    callref = stage.phone_is_called()
    stage.say("SETUP_CNF", callref)
    while not (request := stage.pbx.receive("", 60)).startswith("BYE"):
        pass  # the 200, again and again
    stage.pbx.answer(request, "200 OK")
    stage.say("REL_IND", callref, cause=stage.msc.wait_for("DISC_REQ", callref).cause)
    stage.bed.wait_for_no_calls()
    return stage


def expired_session(stack):
    stage = Stage(stack, extra=" session-timer request\n session-timer expires 90\n")
    invite = stage.phone_calls()
    stage.pbx.answer(invite, "200 OK", stage.pbx.sdp,
                     extra="Session-Expires: 90;refresher=uac\r\nRequire: timer\r\nAllow: UPDATE\r\n")
    stage.pbx.receive("ACK")
    stage.msc.wait_for("SETUP_RSP")
    stage.say("SETUP_COMPL_IND")
    refresh = stage.pbx.receive("", 60)
    stage.pbx.answer(refresh, "481 Call/Transaction Does Not Exist")
    stage.say("REL_IND", cause=stage.msc.wait_for("DISC_REQ", timeout=60).cause)
    return stage


# ---------------------------------------------------------------- trunks

def _trunk(stack, extra=""):
    """The trunk of the manual, whose registrar the scene is; that and the daemon."""
    gateway, registrar = loopback_address(), Pbx((loopback_address(), 5060))
    stack.callback(registrar.socket.close)
    daemon = stack.enter_context(Daemon(
        f"{NO_SUCH_MSC}sip\n local {gateway} 5060\ntrunk carrier\n remote {registrar.address[0]}\n"
        f" domain carrier.example\n contact-user line7\n auth username gw\n auth password secret\n{extra}"))
    return registrar, Alone(daemon, {gateway: "198.51.100.20", registrar.address[0]: "198.51.100.10"})


def registered(stack):
    registrar, stage = _trunk(stack, " options-ping interval 30\n register\n")
    for _ in range(2):  # REGISTER and OPTIONS
        registrar.answer(registrar.receive(""), "200 OK", extra="Expires: 3600\r\n")
    for line in ("registered as", "carrier is up"):
        await_text(stage.daemon.log_file, line)
    return stage


def wrong_password(stack):
    registrar, stage = _trunk(stack, " register\n")
    challenge = 'WWW-Authenticate: Digest realm="carrier.example", nonce="n", qop="auth"\r\n'
    for _ in range(2):
        registrar.answer(registrar.receive("REGISTER"), "401 Unauthorized", extra=challenge)
    await_text(stage.daemon.log_file, "failed: 401")
    return stage


def silent_trunk(stack):
    return _trunk(stack, " options-ping interval 5\n options-ping timeout 1\n")[1]


SCENES = {
    "registered": registered, "wrong password": wrong_password, "silent trunk": silent_trunk,
    "idle": idle, "call": call, "anchored call": anchored_call, "ended calls": ended_calls, "early media": early_media,
    "ringing without media": ringing_without_media, "no msc": no_msc, "closed socket": closed_socket,
    "old msc": old_msc, "served elsewhere": served_elsewhere, "silent msc": silent_msc, "lost msc": lost_msc,
    "hunted call": hunted_call, "banned": banned, "unresolved": unresolved, "taken port": taken_port, "no mgw": no_mgw, "no mgw node": no_mgw_node,
    "drained": drained, "stranger": stranger, "no number": refused_invite(user="alice"),
    "no codec": refused_invite(replace_codec((b"8", b"8 PCMA/8000"))),
    "other payload type": refused_invite(replace_codec((b"98", b"98 GSM/8000"))),
    "wrong payload type": wrong_payload_type, "no msc connection": no_msc_connection, "other domain": other_domain,
    "full mgw": full_mgw, "mgw without files": mgw_without_files, "restarted mgw": restarted_mgw,
    "one-way audio": one_way_audio, "refused keys": refused_keys, "refused hold": refused_hold,
    "released by msc": released_by_msc, "unacknowledged": unacknowledged, "expired session": expired_session,
}
