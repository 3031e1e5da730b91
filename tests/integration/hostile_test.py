# SPDX-License-Identifier: AGPL-3.0-or-later
"""Malformed MNCC messages, SIP datagrams and MGCP replies by the thousand: the daemon serves the next call."""
import random
import socket
import threading
import unittest

from sipgw_test import mncc
from sipgw_test.bed import Bed
from sipgw_test.phones import Phones
from sipgw_test.sipp import Sipp

COUNT = 3000
INVITE = (b"INVITE sip:1001@%s SIP/2.0\r\nVia: SIP/2.0/UDP %s:5070;branch=z9hG4bK%d\r\nFrom: <sip:555@x>;tag=1\r\n"
          b"To: <sip:1001@x>\r\nCall-ID: %d\r\nCSeq: 1 INVITE\r\nMax-Forwards: 70\r\nContact: <sip:555@%s:5070>\r\n"
          b"Content-Type: application/sdp\r\nContent-Length: 20\r\n\r\nv=0\r\nm=audio 0 RTP/\r\n")


def mutilated(random_source, data):
    """A copy cut, overwritten or doubled somewhere."""
    data = bytearray(data)
    for _ in range(random_source.randint(1, 8)):
        data[random_source.randrange(len(data))] = random_source.randrange(256)
    if random_source.random() < 0.4:
        del data[random_source.randrange(len(data)):]
    if random_source.random() < 0.1:
        data = data + data
    return bytes(data) or b"\0"


class NoisyMgw(threading.Thread):
    """Stands before the real MGW, passes everything on and answers each command with nonsense as well."""

    def __init__(self, address, port, behind, seed):
        super().__init__(daemon=True)
        self._random = random.Random(seed)
        self._front = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._front.bind((address, port))
        self._front.settimeout(0.2)
        self._back = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._back.connect(behind)
        self._back.settimeout(2)
        self._ending = False
        self.nonsense = 0

    def run(self):
        while not self._ending:
            try:
                command, client = self._front.recvfrom(8000)
                self._back.send(command)
                answer = self._back.recv(8000)
            except OSError:
                continue
            self._make_noise(answer, client)
            self._front.sendto(answer, client)
            self._make_noise(answer, client)

    def _make_noise(self, answer, client):
        """Few enough at a time for the gateway's socket buffer: what is lost there is not tested."""
        for _ in range(15):
            self._front.sendto(self._noise(answer), client)
            self.nonsense += 1

    def _noise(self, answer):
        """Never a readable answer to this very transaction: that would be a lie, not noise."""
        transaction = answer.split()[1]
        return mutilated(self._random, answer).replace(transaction, b"0")

    def stop(self):
        self._ending = True
        self.join()
        self._front.close()
        self._back.close()


class Hostile(unittest.TestCase):
    def check_serves_calls(self, bed, phones):
        before = phones.finished
        with Sipp("answer.xml", bed.directory, local=bed.pbx, calls=5) as sipp:
            phones.call_out(5, 50, hold=0)
            phones.wait_finished(before + 5, 30)
            sipp.wait(30)
        with Sipp("call.xml", bed.directory, local=bed.pbx, remote=bed.gateway, calls=5) as sipp:
            sipp.wait(30)
            phones.wait_finished(before + 10, 30)
        bed.wait_for_no_calls()
        self.assertIsNone(bed.daemon.process.poll())

    def bed_with_phones(self, **options):
        bed = Bed(**options)
        self.addCleanup(bed.close)
        phones = Phones(bed.mncc_path)
        phones.start()
        self.addCleanup(phones.stop)
        bed.wait_until("show mncc-connection", "READY")
        return bed, phones

    def test_sip_datagrams(self):
        bed, phones = self.bed_with_phones(pbx_port=5090)  # what a ruined Via sends to 5060 must not meet SIPp
        source = random.Random(1)
        pbx = bed.pbx[0].encode()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as attacker:
            attacker.bind((bed.pbx[0], 5070))
            for number in range(COUNT):
                invite = INVITE % (bed.gateway[0].encode(), pbx, number, number, pbx)
                attacker.sendto(mutilated(source, invite), bed.gateway)
        self.check_serves_calls(bed, phones)

    def test_mncc_messages(self):
        bed = Bed()
        self.addCleanup(bed.close)
        msc = mncc.Msc(bed.mncc_path)
        msc.accept()
        source = random.Random(2)
        names = list(mncc.TYPES)
        for _ in range(COUNT):
            name = source.choice(names)
            callref = source.choice([0, 1, 0x80000001, 0x80000002, 0xffffffff])
            if name.startswith("RTP"):
                message = mncc.rtp(name, callref, ("127.0.0.1", 4000), 3, 0x300)
            else:
                message = mncc.signalling(name, callref, called="555", calling="1", bearer=[0], cause=16)
            msc.send(mutilated(source, message))
        output = bed.vty("show mncc-connection")
        self.assertNotIn(" 0 malformed", output)
        msc.close()
        phones = Phones(bed.mncc_path)
        phones.start()
        self.addCleanup(phones.stop)
        bed.wait_for_no_calls()
        bed.wait_until("show mncc-connection", "READY")
        self.check_serves_calls(bed, phones)

    def test_mgcp_replies(self):
        bed, phones = self.bed_with_phones(anchor=True, start_mgw=False)
        real = bed.mgw
        real.move_to_port(2428)
        real.start()
        noisy = NoisyMgw(real.address, 2427, (real.address, 2428), 3)
        noisy.start()
        self.addCleanup(noisy.stop)
        bed.wait_until("show mgw", "UP for")
        while noisy.nonsense < COUNT:
            self.check_serves_calls(bed, phones)
        self.assertEqual(real.connections(), 0)
        self.assertNotIn(" 0 malformed", bed.vty("show mgw"))


if __name__ == "__main__":
    unittest.main()
