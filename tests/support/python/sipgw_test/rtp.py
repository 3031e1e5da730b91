# SPDX-License-Identifier: AGPL-3.0-or-later
"""RTP ends that tell whether speech gets from one to the other."""
import itertools
import select
import socket
import struct
import time

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
