# SPDX-License-Identifier: AGPL-3.0-or-later
"""The real daemon and the real kamailio: registration, and calls for which kamailio wants a password."""
import hashlib
import re
import shutil
import tempfile
import time
import unittest

from sipgw_test import Daemon, loopback_address, mncc
from sipgw_test.bed import Bed
from sipgw_test.kamailio import Kamailio
from sipgw_test.pbx import Pbx, header_of

REALM = "sip.example.org"


@unittest.skipUnless(shutil.which("kamailio"), "kamailio is not installed")
class KamailioTest(unittest.TestCase):
    def start_kamailio(self, address, algorithm, **definitions):
        directory = tempfile.TemporaryDirectory(prefix="sipgw-kamailio-")
        self.addCleanup(directory.cleanup)
        self.kamailio = Kamailio("registrar.cfg", directory.name, address, ALGORITHM=algorithm, REALM=REALM,
                                 PASSWORD="secret", **definitions)
        self.kamailio.start()
        self.addCleanup(self.kamailio.stop)


class Registrar(KamailioTest):
    def start(self, algorithm="SHA-256", extra="", *, password="secret", **definitions):
        self.gateway = loopback_address()
        self.start_kamailio((loopback_address(), 5060), algorithm, **definitions)
        self.daemon = Daemon(f"mncc\n socket-path /nonexistent/mncc\nsip\n local {self.gateway} 5060\n"
                             f"trunk office\n remote {self.kamailio.address[0]}\n domain {REALM}\n auth username gw\n"
                             f" auth password {password}\n contact-user line7\n register\n{extra}")
        self.addCleanup(self.daemon.close)

    def vty(self, command):
        with self.daemon.vty() as vty:
            vty.enable()
            return vty.command(command)

    def wait_until(self, text, timeout=30):
        limit = time.monotonic() + timeout
        while not re.search(text, output := self.vty("show trunk")):
            self.assertLess(time.monotonic(), limit, f"{output}\n{self.daemon.log()}\n{self.kamailio.log()}")
            time.sleep(0.05)
        return output

    def contacts(self):
        return re.findall(r"Address: (\S+)", self.kamailio.rpc("ul.dump"))

    def ours(self):
        return f"sip:line7@{self.gateway}:5060"

    def test_it_registers_by_both_algorithms_and_leaves_at_the_end(self):
        for algorithm in ("MD5", "SHA-256"):
            with self.subTest(algorithm):
                self.start(algorithm)
                self.wait_until("registered, ")
                self.assertEqual(self.contacts(), [self.ours()])
                self.assertEqual(self.daemon.stop(), 0)
                self.assertEqual(self.contacts(), [])

    def test_a_hash_in_place_of_the_password_will_do(self):
        digits = hashlib.sha256(f"gw:{REALM}:secret".encode()).hexdigest()
        self.start(extra=f" auth ha1 sha-256 {digits}\n", password="nonsense")
        self.wait_until("registered, ")
        self.assertEqual(self.contacts(), [self.ours()])

    def test_a_wrong_password_is_refused_and_told(self):
        self.start(password="wrong")
        self.assertIn("wrong user name or password", self.wait_until("Registration: +failed"))
        self.assertEqual(self.contacts(), [])

    def test_another_realm_is_not_answered(self):
        self.start(extra=" auth realm somewhere else\n")
        self.assertIn(f'realm "{REALM}"', self.wait_until("Registration: +failed"))

    def test_an_old_nonce_is_no_obstacle(self):
        self.start(NONCE_EXPIRE=1)
        self.wait_until("registered, ")
        first = re.search(r"CSeq: (\d+)", self.kamailio.rpc("ul.dump")).group(1)
        time.sleep(2)  # the nonce gets too old
        self.vty("trunk office register")
        limit = time.monotonic() + 20
        while re.search(r"CSeq: (\d+)", self.kamailio.rpc("ul.dump")).group(1) == first:
            self.assertLess(time.monotonic(), limit, self.vty("show trunk"))
            time.sleep(0.05)
        self.wait_until("registered, ")

    def test_of_several_bindings_ours_counts(self):
        self.start()
        self.wait_until("registered, ")
        self.kamailio.rpc("ul.add", "location", "gw", "sip:other@192.0.2.9", 90, "1.0", ".", 0, 0, 0)
        self.assertEqual(len(self.contacts()), 2)
        self.vty("trunk office register")
        self.wait_until(r"registered, (1:00:00|0:59:5\d) left")
        self.assertEqual(len(self.contacts()), 2)

    def test_a_registrar_that_comes_back_has_our_binding_again(self):
        self.start(extra=" options-ping interval 5\n options-ping timeout 1\n options-ping down-after 1\n"
                         " options-ping up-after 1\n")
        self.wait_until("registered, ")
        self.wait_until("Health: +up")
        self.kamailio.stop()
        self.wait_until("Health: +down")
        self.kamailio.start()
        self.assertEqual(self.contacts(), [], "it keeps bindings in memory only")
        self.wait_until("Health: +up")
        limit = time.monotonic() + 20
        while self.contacts() != [self.ours()]:
            self.assertLess(time.monotonic(), limit, self.vty("show trunk"))
            time.sleep(0.05)

    def test_without_pings_the_next_refresh_restores_the_binding(self):
        self.start(extra=" register expires 60\n")
        self.wait_until("registered, ")
        self.kamailio.stop()
        self.kamailio.start()
        self.assertEqual(self.contacts(), [])
        limit = time.monotonic() + 45
        while self.contacts() != [self.ours()]:
            self.assertLess(time.monotonic(), limit, self.vty("show trunk"))
            time.sleep(0.2)


class Calls(KamailioTest):
    def test_a_call_is_challenged_and_gets_through_by_both_algorithms(self):
        for algorithm in ("MD5", "SHA-256"):
            with self.subTest(algorithm), Bed(extra=" auth username gw\n auth password secret\n") as bed:
                self.start_kamailio(bed.pbx, algorithm)
                phone = Pbx((loopback_address(), 5060))
                self.addCleanup(phone.socket.close)
                self.kamailio.rpc("ul.add", "location", "s:1001", f"sip:1001@{phone.address[0]}:5060", 3600, "1.0", ".",
                                  0, 0, 0)
                msc = mncc.Msc(bed.mncc_path)
                self.addCleanup(msc.close)
                msc.accept()
                bed.wait_until("show mncc-connection", "READY")
                msc.send(mncc.signalling("SETUP_IND", 0x80000001, called="1001", calling="12345",
                                         imsi="262420000000001", bearer=[0]))
                msc.expect("RTP_CREATE", 0x80000001)
                msc.send(mncc.rtp("RTP_CREATE", 0x80000001, ("127.9.9.9", 4444), 3, mncc.PAYLOAD_GSM_FR))
                invite = phone.receive("INVITE")
                self.assertIsNone(header_of(invite, "Proxy-Authorization"), "kamailio keeps it to itself")
                phone.answer(invite, "486 Busy Here")
                self.assertEqual(msc.wait_for("DISC_REQ", 0x80000001).cause, 17)


if __name__ == "__main__":
    unittest.main()
