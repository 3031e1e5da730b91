# SPDX-License-Identifier: AGPL-3.0-or-later
"""SIGTERM while nobody answers: the gateway ends within five seconds all the same, and what it can say it has said."""
import ctypes
import os
import signal
import socket
import time
import unittest

from sipgw_test import mncc
from sipgw_test.bed import Bed
from sipgw_test.sipp import Sipp

LIMIT = 5
PTRACE_SEIZE, PTRACE_INTERRUPT = 0x4206, 0x4207
WALL = 0x40000000  # waitpid(): for a thread, too
INVITE = ("INVITE sip:1001@{gateway} SIP/2.0\r\nVia: SIP/2.0/UDP {pbx}:5060;branch=z9hG4bK1\r\n"
          "From: <sip:555@{pbx}>;tag=1\r\nTo: <sip:1001@{gateway}>\r\nCall-ID: ringing\r\nCSeq: 1 INVITE\r\n"
          "Contact: <sip:555@{pbx}>\r\nMax-Forwards: 70\r\nContent-Type: application/sdp\r\n"
          "Content-Length: {length}\r\n\r\n")
SDP = ("v=0\r\no=pbx 1 1 IN IP4 {pbx}\r\ns=-\r\nc=IN IP4 {pbx}\r\nt=0 0\r\nm=audio 4000 RTP/AVP 3\r\n"
       "a=rtpmap:3 GSM/8000\r\n")


def freeze_threads_but_the_first(pid):
    """Each thread that the daemon has started stands still until the process ends. Returns their ids."""
    libc = ctypes.CDLL(None, use_errno=True)
    threads = [int(thread) for thread in os.listdir(f"/proc/{pid}/task") if int(thread) != pid]
    for thread in threads:
        for request in (PTRACE_SEIZE, PTRACE_INTERRUPT):
            if libc.ptrace(ctypes.c_long(request), ctypes.c_long(thread), None, None) != 0:
                raise unittest.SkipTest("no ptrace here: " + os.strerror(ctypes.get_errno()))
        os.waitpid(thread, WALL)
    return threads


class Shutdown(unittest.TestCase):
    def setUp(self):
        self.bed = Bed()
        self.addCleanup(self.bed.close)
        self.msc = mncc.Msc(self.bed.mncc_path)
        self.addCleanup(self.msc.close)
        self.msc.accept(30)
        self.bed.wait_until("show mncc-connection", "READY")

    def answered_call(self):
        """A call from a phone, answered by SIPp, which is stopped then."""
        sipp = Sipp("answer.xml", self.bed.directory, local=self.bed.pbx, calls=1)
        self.addCleanup(sipp.stop)
        callref = 0x80000001
        self.msc.send(mncc.signalling("SETUP_IND", callref, called="555", calling="1001", imsi="262420000000001",
                                      bearer=[0]))
        self.msc.expect("RTP_CREATE", callref)
        self.msc.expect("CALL_PROC_REQ", callref)
        self.msc.send(mncc.rtp("RTP_CREATE", callref, ("127.0.0.1", 4000), 3, mncc.PAYLOAD_GSM_FR))
        self.msc.wait_for("SETUP_RSP", callref)
        self.msc.send(mncc.signalling("SETUP_COMPL_IND", callref))
        self.bed.wait_until("show calls", "ACTIVE")
        sipp.process.send_signal(signal.SIGSTOP)
        return callref

    def check_ends_in_time(self, frozen=()):
        begun = time.monotonic()
        self.bed.daemon.signal(signal.SIGTERM)
        for thread in frozen:
            os.waitpid(thread, WALL)  # the kernel keeps the process until who traces a thread has seen its end
        code = self.bed.daemon.wait()
        self.assertLess(time.monotonic() - begun, LIMIT - 0.4, self.bed.daemon.log())
        self.assertEqual(code, 0)

    def test_a_silent_peer_and_a_mute_msc_do_not_hold_it_up(self):
        callref = self.answered_call()
        self.check_ends_in_time()
        self.assertEqual(self.msc.wait_for("DISC_REQ", callref).cause, 41)

    def test_a_caller_that_never_acknowledges_its_503_does_not_hold_it_up(self):
        pbx = self.bed.pbx[0]
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
            peer.bind(self.bed.pbx)
            peer.settimeout(5)
            sdp = SDP.format(pbx=pbx)
            invite = INVITE.format(pbx=pbx, gateway=self.bed.gateway[0], length=len(sdp))
            peer.sendto((invite + sdp).encode(), self.bed.gateway)
            self.msc.wait_for("SETUP_REQ")
            self.check_ends_in_time()
            answer = b""
            while not answer.startswith(b"SIP/2.0 503"):
                answer = peer.recv(4000)
            self.assertIn(b"\r\nReason: Q.850;cause=41", answer)

    def test_a_hanging_sip_thread_does_not_hold_it_up(self):
        self.answered_call()
        frozen = freeze_threads_but_the_first(self.bed.daemon.process.pid)
        self.assertEqual(len(frozen), 1, "log, reactor and calls share the first thread")
        self.check_ends_in_time(frozen)


if __name__ == "__main__":
    unittest.main()
