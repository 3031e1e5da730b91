# SPDX-License-Identifier: AGPL-3.0-or-later
"""The media of a SIP peer: an echo that counts."""
import socket
import struct
import threading

_HEADER = 12


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
