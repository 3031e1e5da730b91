# SPDX-License-Identifier: AGPL-3.0-or-later
"""Phones behind an MSC, by the hundred: they answer every call at once, and call out at a steady rate."""
import itertools
import threading
import time

from . import mncc
from .loop import Loop

_RTP = ("127.0.0.1", 4000)


class Phones(threading.Thread):
    """Plays the MSC in a thread until stop(). Calls by callref in `live`; what went wrong in `faults`."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.msc = mncc.Msc(path)
        self.live = {}          # callref -> name of the last message either way
        self.faults = []
        self.answered = self.finished = 0
        self.slowest = 0        # of the calls out: seconds from the set-up to the answer
        self._began = {}        # callref -> time of the set-up
        self._callrefs = itertools.count(0x80000001)
        self._loop = Loop()
        self._changed = threading.Condition()
        self._ending = False

    # --- from the test's thread

    def call_out(self, count, rate, hold, called="555"):
        """Starts `count` calls at `rate` a second, each hung up by the phone `hold` seconds after its answer."""
        begin = time.monotonic()
        for number in range(count):
            self._loop.at(begin + number / rate, lambda: self._set_up(called, hold))

    def wait_finished(self, count, timeout):
        with self._changed:
            if not self._changed.wait_for(lambda: self.finished >= count or self._ending, timeout):
                raise AssertionError(f"{self.finished} of {count} calls finished, live: {list(self.live.items())[:5]}")

    def stop(self):
        self._ending = True
        self.join()
        self._loop.close()
        self.msc.close()

    # --- in the thread

    def run(self):
        try:
            self.msc.accept(30)
            self._loop.watch(self.msc.connection, self._receive)
            while not self._ending:
                self._loop.step()
        except (OSError, AssertionError) as error:
            if not self._ending:
                self.faults.append(repr(error))
        with self._changed:
            self._ending = True
            self._changed.notify_all()

    def _receive(self):
        data = self.msc.connection.recv(4096)
        if not data:
            raise ConnectionError("the gateway closed MNCC")
        message = mncc.Received(data)
        handler = getattr(self, "_on_" + message.name.lower(), None)
        if handler is None:
            self.faults.append(f"unexpected {message}")
        else:
            if message.name != "SETUP_REQ" and message.callref not in self.live:
                self.faults.append(f"{message} for a dead callref")
            handler(message)

    def _say(self, name, callref, **members):
        if callref in self.live:
            self.live[callref] = name
            self.msc.send(mncc.signalling(name, callref, **members))

    def _end(self, callref):
        self.live.pop(callref, None)
        self._began.pop(callref, None)
        with self._changed:
            self.finished += 1
            self._changed.notify_all()

    def _set_up(self, called, hold):
        callref = next(self._callrefs)
        self.live[callref] = "new"
        self._hold = hold
        self._began[callref] = time.monotonic()
        self._say("SETUP_IND", callref, called=called, calling=str(1000 + callref % 1000),
                  imsi=f"26242{callref:010d}", bearer=[0])

    def _on_call_proc_req(self, message):
        pass

    _on_alert_req = _on_progress_req = _on_rtp_connect = _on_call_proc_req

    def _on_rtp_create(self, message):
        self.msc.send(mncc.rtp("RTP_CREATE", message.callref, _RTP, 3, mncc.PAYLOAD_GSM_FR))
        if message.callref < 0x80000000:
            self._say("ALERT_IND", message.callref)
            self._say("SETUP_CNF", message.callref)

    def _on_setup_rsp(self, message):
        self.answered += 1
        self.slowest = max(self.slowest, time.monotonic() - self._began[message.callref])
        self._say("SETUP_COMPL_IND", message.callref)
        self._loop.after(self._hold, lambda: self._say("DISC_IND", message.callref, cause=16))

    def _on_setup_req(self, message):
        self.live[message.callref] = "SETUP_REQ"
        self._say("CALL_CONF_IND", message.callref, bearer=[0])

    def _on_setup_compl_req(self, message):
        self.answered += 1

    def _on_rel_req(self, message):
        self._say("REL_CNF", message.callref)
        self._end(message.callref)

    def _on_disc_req(self, message):
        if message.cause is None:
            self.faults.append(f"{message} without a cause")
        self._say("REL_IND", message.callref, cause=message.cause)
        self._end(message.callref)

    def _on_rej_req(self, message):
        self.faults.append(f"{message} with cause {message.cause}")
        self._end(message.callref)
