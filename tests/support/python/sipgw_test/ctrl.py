# SPDX-License-Identifier: AGPL-3.0-or-later
"""A client of the CTRL interface: text in IPA frames (length, stream 0xee, extension 0)."""

import socket
import struct

_STREAM, _EXTENSION = 0xEE, b"\x00"


class CtrlError(Exception):
    """The daemon's ERROR; the text is its reason."""


class Ctrl:
    """One connection. Traps that arrive meanwhile wait until next_trap() asks for them."""

    PORT = 4279

    def __init__(self, address: str, timeout: float = 20):
        self._socket = socket.create_connection((address, self.PORT), timeout=timeout)
        self._number = 0
        self._traps: list[tuple[str, str]] = []

    def close(self) -> None:
        self._socket.close()

    def __enter__(self) -> "Ctrl":
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def get(self, variable: str) -> str:
        return self._ask(f"GET {{}} {variable}")

    def set(self, variable: str, value: str) -> str:
        return self._ask(f"SET {{}} {variable} {value}")

    def next_trap(self) -> tuple[str, str]:
        """Variable and value."""
        while not self._traps:
            self._take(self._receive())
        return self._traps.pop(0)

    def _ask(self, command: str) -> str:
        self._number += 1
        text = _EXTENSION + command.format(self._number).encode()
        self._socket.sendall(struct.pack("!HB", len(text), _STREAM) + text)
        while (reply := self._take(self._receive())) is None:
            pass
        return reply

    def _take(self, message: str) -> str | None:
        """The reply that `message` holds; None: it was a trap."""
        kind, number, rest = message.split(" ", 2)
        if kind == "TRAP":
            variable, value = rest.split(" ", 1)
            self._traps.append((variable, value))
            return None
        assert number == str(self._number), message
        if kind == "ERROR":
            raise CtrlError(rest)
        return rest.split(" ", 1)[1]

    def _receive(self) -> str:
        length, stream = struct.unpack("!HB", self._read(3))
        text = self._read(length)
        assert stream == _STREAM and text[:1] == _EXTENSION, text
        return text[1:].decode()

    def _read(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            chunk = self._socket.recv(size - len(data))
            if not chunk:
                raise ConnectionError("CTRL was closed")
            data += chunk
        return data
