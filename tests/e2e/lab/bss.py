# SPDX-License-Identifier: AGPL-3.0-or-later
"""The base station subsystem with its phones: a process that takes commands and tells events."""
import os
import re
import select
import subprocess
import time

from .network import built, sctp_environment

_PATIENCE = 20


def bss_command(network):
    """The command line, and what it needs in its environment."""
    program = built("SIPGW_BSS", "osmo-sipgw-bss", "tests", "e2e", "bss")
    return [program, network.address["bss"], network.address["stp"]], sctp_environment()


class Bss:
    """Ready when the MSC has answered its reset."""

    def __init__(self, network):
        self.network = network
        self.events = []
        self._buffer = b""
        self.log_path = os.path.join(network.directory, "bss.log")
        command, environment = bss_command(network)
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
                                            bufsize=0, env={**os.environ, **environment})
        os.set_blocking(self.process.stdout.fileno(), False)
        try:
            self.expect("bss", "up", 0)
        except BaseException:
            self.close()
            raise

    def say(self, line):
        """Returns when the command is done, which is before the network has heard of it."""
        start = len(self.events)
        self.process.stdin.write(line.encode() + b"\n")
        while not (replies := [event for event in self.events[start:] if re.match("done$|error ", event)]):
            if not self._read(_PATIENCE):
                raise AssertionError(f"{line}: no answer within {_PATIENCE} s")
        if replies != ["done"]:
            raise AssertionError(f"{line}: {replies}")

    def expect(self, who, event, start, timeout=_PATIENCE):
        """The first event of `who` from index `start` on that begins with `event`, and the index behind it."""
        limit = time.monotonic() + timeout
        while True:
            for index in range(start, len(self.events)):
                line = self.events[index]
                if f"{line} ".startswith(f"{who} {event} "):
                    return line[len(who) + 1:], index + 1
            start = len(self.events)
            if not self._read(limit - time.monotonic()):
                raise AssertionError(f"{who}: no {event!r} within {timeout} s in\n" + "\n".join(self.events[-40:]))

    def _read(self, patience):
        """Waits for more events; False if there are none in time."""
        if patience <= 0 or not select.select([self.process.stdout], [], [], patience)[0]:
            return False
        data = self.process.stdout.read()
        if not data:
            raise AssertionError(f"the base station subsystem has ended, see {self.log_path}")
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        self.events += [line.decode() for line in lines]
        return True

    def reset(self):
        """Makes itself known to an MSC that has begun anew."""
        start = len(self.events)
        self.say("reset")
        self.expect("bss", "up", start)

    def phone(self, name, imsi):
        self.say(f"phone {name} {imsi}")
        return Phone(self, name, imsi)

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.process.stdin.close()


class Phone:
    """One phone. Its events are taken in order: each expect() continues behind the last."""

    def __init__(self, bss, name, imsi):
        self._bss, self.name, self.imsi = bss, name, imsi
        self.number = None
        self._seen = 0

    def say(self, command, *words, call=None):
        """Such as say("call", "98766"); `call` is the number of one of its calls."""
        target = self.name if call is None else f"{self.name}/{call}"
        self._bss.say(" ".join([command, target, *map(str, words)]))

    def expect(self, event, timeout=_PATIENCE):
        """Waits for an event that begins with these words; the whole event."""
        line, self._seen = self._bss.expect(self.name, event, self._seen, timeout)
        return line

    def register(self, msisdn):
        """As a subscriber of the network."""
        self.number = msisdn
        self._bss.network.add_subscriber(self.imsi, msisdn)
        self.say("lu")
        self.expect("location-updated")
        self.expect("cleared")

    def rtp(self):
        """The counts of its speech channel, or of the last one it had."""
        self.say("rtp")
        words = self.expect("rtp").split()[1:]
        return dict(zip(words[::2], map(int, words[1::2])))

    def rtp_when(self, received, timeout=_PATIENCE):
        """The counts once so many packets have arrived."""
        limit = time.monotonic() + timeout
        while (counts := self.rtp())["received"] < received and time.monotonic() < limit:
            time.sleep(0.02)
        return counts
