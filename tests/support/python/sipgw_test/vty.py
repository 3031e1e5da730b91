# SPDX-License-Identifier: AGPL-3.0-or-later
"""A client of the telnet VTY."""

import re
import socket

_NEGOTIATION = re.compile(rb"\xff(?:\xfa.*?\xff\xf0|[\xfb-\xfe].|[\xf0-\xf9])", re.DOTALL)
_PROMPT = re.compile(r"(?:^|\n)([\w-]+(?:\([\w-]+\))?[>#]) $")


class Vty:
    """One session; `prompt` is the one that the daemon has shown last, such as 'OsmoSIPgw(config-sip)#'."""

    def __init__(self, address: str, port: int, timeout: float = 20):
        self._socket = socket.create_connection((address, port), timeout=timeout)
        self.prompt = ""
        self.greeting = self._read()
        self.command("terminal length 0")

    def close(self) -> None:
        self._socket.close()

    def __enter__(self) -> "Vty":
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def command(self, text: str) -> str:
        """Runs one command; its output with plain line ends, '' if there was none."""
        self._socket.sendall(text.encode() + b"\r")
        _echo, _, output = self._read().partition("\n")
        return output

    def enable(self) -> None:
        self.command("enable")

    def configure(self, *commands: str) -> str:
        """Runs commands from the configuration's top node on and returns to the enable node."""
        self.enable()
        output = "".join(self.command(text) for text in ("configure terminal", *commands))
        self.command("end")
        return output

    def _read(self) -> str:
        received = b""
        while True:
            text = _NEGOTIATION.sub(b"", received).decode(errors="replace")
            if match := _PROMPT.search(text):
                self.prompt = match.group(1)
                return text[:match.start(1)].replace("\r\n", "\n")
            chunk = self._socket.recv(65536)
            if not chunk:
                raise ConnectionError(f"the VTY was closed after {text!r}")
            received += chunk
