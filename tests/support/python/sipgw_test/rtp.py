# SPDX-License-Identifier: AGPL-3.0-or-later
"""RTP: an end that speaks and listens, and an echo that counts."""
import itertools
import select
import socket
import struct
import threading
import time

_HEADER = 12
_PAYLOAD_TYPE, _SAMPLES, _FRAME = 3, 160, bytes([0xD0]) + bytes(32)  # 20 ms of GSM full rate


class RtpEnd:
    """One end of a stream."""

    def __init__(self, address):
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(address)
        self._numbers = itertools.count(1)

    def close(self):
        self._socket.close()

    def speak(self, target):
        number = next(self._numbers)
        header = struct.pack("!BBHII", 0x80, _PAYLOAD_TYPE, number & 0xFFFF, number * _SAMPLES, 0x1234)
        self._socket.sendto(header + _FRAME, target)

    def hears(self, patience):
        """Has anything arrived, or does it within so many seconds? What has is thrown away."""
        heard = bool(select.select([self._socket], [], [], patience)[0])
        while select.select([self._socket], [], [], 0)[0]:
            self._socket.recv(4096)
        return heard

    def await_hearing(self, speaker, target, wanted, timeout=5):
        """Returns when what `speaker` sends to `target` is heard here or, if not `wanted`, when it is not any more."""
        limit = time.monotonic() + timeout
        in_a_row = 0
        while in_a_row < 2:
            if time.monotonic() > limit:
                raise AssertionError("no speech arrives" if wanted else "speech still arrives")
            speaker.speak(target)
            in_a_row = in_a_row + 1 if self.hears(1 if wanted else 0.1) == wanted else 0


class RtpEcho(threading.Thread):
    """Sends every RTP packet back to where it came from. `received`, `lost` (gaps), `payload_types` and
    `sources` (addresses) tell of them."""

    def __init__(self, address):
        super().__init__(daemon=True)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((address, 0))
        self.port = self._socket.getsockname()[1]
        self.received = self.lost = 0
        self.payload_types, self.sources = set(), set()
        self._last = None
        self.start()

    def run(self):
        while True:
            data, source = self._socket.recvfrom(2048)
            if not data:  # close() has sent it
                return
            if len(data) < _HEADER:  # osmo-mgw opens the way through firewalls with one byte
                continue
            self._count(data)
            self.sources.add(source[0])
            self._socket.sendto(data, source)

    def _count(self, data):
        _, payload_type, sequence = struct.unpack_from("!BBH", data)
        if self._last is not None:
            self.lost += max(0, (sequence - self._last - 1 + 0x8000) % 0x10000 - 0x8000)
        self._last = sequence
        self.received += 1
        self.payload_types.add(payload_type & 0x7f)

    def close(self):
        self._socket.sendto(b"", self._socket.getsockname())
        self.join()
        self._socket.close()
