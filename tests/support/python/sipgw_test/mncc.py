# SPDX-License-Identifier: AGPL-3.0-or-later
"""The MSC's end of MNCC in Python: an independent second reading of the wire layout, for tests.

Offsets and sizes are those of version 8 on LP64 little-endian machines.
"""
import os
import select
import socket
import struct
import time

TYPES = {
    "SETUP_REQ": 0x101, "SETUP_IND": 0x102, "SETUP_RSP": 0x103, "SETUP_CNF": 0x104, "SETUP_COMPL_REQ": 0x105,
    "SETUP_COMPL_IND": 0x106, "CALL_CONF_IND": 0x107, "CALL_PROC_REQ": 0x108, "PROGRESS_REQ": 0x109,
    "ALERT_REQ": 0x10A, "ALERT_IND": 0x10B, "NOTIFY_REQ": 0x10C, "NOTIFY_IND": 0x10D, "DISC_REQ": 0x10E,
    "DISC_IND": 0x10F, "REL_REQ": 0x110, "REL_IND": 0x111, "REL_CNF": 0x112, "FACILITY_REQ": 0x113,
    "FACILITY_IND": 0x114, "START_DTMF_IND": 0x115, "START_DTMF_RSP": 0x116, "START_DTMF_REJ": 0x117,
    "STOP_DTMF_IND": 0x118, "STOP_DTMF_RSP": 0x119, "MODIFY_REQ": 0x11A, "MODIFY_IND": 0x11B, "MODIFY_RSP": 0x11C,
    "MODIFY_CNF": 0x11D, "MODIFY_REJ": 0x11E, "HOLD_IND": 0x11F, "HOLD_CNF": 0x120, "HOLD_REJ": 0x121,
    "RETRIEVE_IND": 0x122, "RETRIEVE_CNF": 0x123, "RETRIEVE_REJ": 0x124, "USERINFO_REQ": 0x125,
    "USERINFO_IND": 0x126, "REJ_REQ": 0x127, "REJ_IND": 0x128, "RTP_CREATE": 0x204, "RTP_CONNECT": 0x205,
    "RTP_FREE": 0x206,
}
NAMES = {number: name for name, number in TYPES.items()}

SIGNALLING_SIZE, RTP_SIZE = 1876, 1168
BEARER_CAP, CALLED, CALLING, CAUSE, USERUSER, PROGRESS, EMERGENCY, KEYPAD = 0x1, 0x2, 0x4, 0x20, 0x40, 0x80, 0x100, 0x1000
PAYLOAD_GSM_FR, PAYLOAD_AMR = 0x300, 0x303


def hello(version=8, mncc_size=SIGNALLING_SIZE):
    return struct.pack("<8I", 0x400, version, mncc_size, 8, 104, 796, 812, 832)


def signalling(name, callref, *, called=None, calling=None, imsi="", cause=None, bearer=None, sdp=b"",
               emergency=False, clir=False, keypad=None, useruser=None):
    """One gsm_mncc. Numbers are (type, digits) pairs or digits; cause is value, (location, value) or these two and
    diagnostics; useruser is (protocol, octets)."""
    message = bytearray(SIGNALLING_SIZE)
    fields = 0
    for offset, flag, number in ((104, CALLED, called), (156, CALLING, calling)):
        if number is not None:
            kind, digits = number if isinstance(number, tuple) else (0, number)
            struct.pack_into("<4i33s", message, offset, kind, 1, 0, 0, digits.encode())
            fields |= flag
    if bearer is not None:
        versions = (list(bearer) + [-1] + [0] * 8)[:8]
        struct.pack_into("<5i8i", message, 12, 0, 0, 0, 3, 0, *versions)
        fields |= BEARER_CAP
    if cause is not None:
        location, value, diagnostics = (*cause, b"")[:3] if isinstance(cause, tuple) else (0, cause, b"")
        struct.pack_into("<6i32s", message, 312, location, 3, 0, 0, value, len(diagnostics), diagnostics)
        fields |= CAUSE
    if useruser is not None:
        struct.pack_into("<i129s", message, 380, *useruser)
        fields |= USERUSER
    if keypad is not None:
        struct.pack_into("<i", message, 800, ord(keypad))
        fields |= KEYPAD
    if emergency:
        struct.pack_into("<i", message, 812, 1)
        fields |= EMERGENCY
    if clir:
        struct.pack_into("<2i", message, 788, 0, 1)
    message[816:816 + len(imsi)] = imsi.encode()
    message[850:850 + len(sdp)] = sdp
    struct.pack_into("<3I", message, 0, TYPES[name], callref, fields)
    return bytes(message)


def rtp(name, callref, address=None, payload_type=0, payload_msg_type=0, sdp=b""):
    """One gsm_mncc_rtp, padded to the size of a gsm_mncc as MSCs do."""
    message = bytearray(SIGNALLING_SIZE)
    struct.pack_into("<2I", message, 0, TYPES[name], callref)
    if address is not None:
        host, port = address
        struct.pack_into("<H", message, 8, socket.AF_INET)
        struct.pack_into(">H4s", message, 10, port, socket.inet_aton(host))
    struct.pack_into("<2I", message, 136, payload_type, payload_msg_type)
    message[144:144 + len(sdp)] = sdp
    return bytes(message)


def _text(data, offset, size):
    return data[offset:offset + size].split(b"\0", 1)[0].decode("latin-1")


class Received:
    """A message from the gateway, its members read by offset."""

    def __init__(self, data):
        self.data = data
        number, self.callref, self.fields = struct.unpack_from("<3I", data)
        self.name = NAMES.get(number, hex(number))
        if self.name.startswith("RTP"):
            self.sdp = _text(data, 144, 1024)
            family, = struct.unpack_from("<H", data, 8)
            port, packed = struct.unpack_from(">H4s", data, 10)
            self.address = (socket.inet_ntoa(packed), port) if family == socket.AF_INET else None
            self.payload_type, self.payload_msg_type = struct.unpack_from("<2I", data, 136)
            return
        self.called, self.calling = self._number(104, CALLED), self._number(156, CALLING)
        self.cause_location, self.cause_coding, _, _, self.cause = (struct.unpack_from("<5i", data, 312)
                                                                    if self.fields & CAUSE else (None,) * 5)
        self.progress = struct.unpack_from("<3i", data, 368)[2] if self.fields & PROGRESS else None
        self.useruser = None
        if self.fields & USERUSER:
            protocol, octets = struct.unpack_from("<i129s", data, 380)
            self.useruser = (protocol, octets.split(b"\0", 1)[0])
        self.imsi = _text(data, 816, 16)
        self.sdp = _text(data, 850, 1024)

    def _number(self, offset, flag):
        if not self.fields & flag:
            return None
        kind, plan, present, screen = struct.unpack_from("<4i", self.data, offset)
        return {"type": kind, "plan": plan, "present": present, "screen": screen,
                "digits": _text(self.data, offset + 16, 33)}

    def __repr__(self):
        return f"{self.name}({self.callref:#x})"


class Msc:
    """Listens like osmo-msc does and speaks to one gateway; every wait has a limit and says what came instead."""

    def __init__(self, path, greeting=None):
        self.path = path
        self.greeting = hello() if greeting is None else greeting
        self.connection = None
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        if os.path.exists(path):
            os.unlink(path)
        self.listener.bind(path)
        self.listener.listen(5)

    def accept(self, timeout=10):
        self.listener.settimeout(timeout)
        self.connection, _ = self.listener.accept()
        if self.greeting:
            self.connection.send(self.greeting)

    def send(self, data):
        self.connection.send(data)

    def receive(self, timeout=5):
        if not select.select([self.connection], [], [], timeout)[0]:
            return None
        data = self.connection.recv(4096)
        if not data:
            raise ConnectionError("the gateway closed MNCC")
        return Received(data)

    def expect(self, name, callref=None, timeout=5):
        """The next message, which must be `name`."""
        message = self.receive(timeout)
        if message is None or message.name != name or callref not in (None, message.callref):
            raise AssertionError(f"expected {name} {callref}, got {message}")
        return message

    def wait_for(self, name, callref=None, timeout=5):
        """The next message of that name; others before it are skipped."""
        limit = time.monotonic() + timeout
        while (left := limit - time.monotonic()) > 0:
            message = self.receive(left)
            if message is not None and message.name == name and callref in (None, message.callref):
                return message
        raise AssertionError(f"no {name} {callref} within {timeout} s")

    def expect_silence(self, seconds=0.3):
        message = self.receive(seconds)
        if message is not None:
            raise AssertionError(f"expected nothing, got {message}")

    def disconnect(self):
        if self.connection:
            self.connection.close()
            self.connection = None

    def close(self):
        self.disconnect()
        self.listener.close()
        if os.path.exists(self.path):
            os.unlink(self.path)
