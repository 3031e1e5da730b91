# SPDX-License-Identifier: AGPL-3.0-or-later
"""SIP over TLS: the real daemon and the real kamailio, with certificates of a CA of our own."""
import os
import re
import shutil
import socket
import ssl
import tempfile
import time
import unittest
import warnings

from sipgw_test import Daemon, await_text, loopback_address, mncc
from sipgw_test.ca import Ca
from sipgw_test.kamailio import Kamailio
from sipgw_test.pbx import Pbx

OPTIONS = (b"OPTIONS sip:gateway SIP/2.0\r\nVia: SIP/2.0/TLS 127.0.0.1:5061;branch=z9hG4bK1\r\nMax-Forwards: 70\r\n"
           b"From: <sip:client@127.0.0.1>;tag=1\r\nTo: <sip:gateway>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\n"
           b"Content-Length: 0\r\n\r\n")
AT_ONCE = 3  # seconds; Sofia alone would take 32


def one_line(text):
    """With single blanks: the VTY folds what is long."""
    return " ".join(text.split())


class TlsTest(unittest.TestCase):
    """The gateway serves TLS only, at `gateway`; the peer of its trunk `office` is at `proxy`, port 5061."""

    callref = 0x80000001

    def setUp(self):
        self.gateway, self.proxy = loopback_address(), loopback_address()
        folder = tempfile.TemporaryDirectory(prefix="sipgw-tls-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.ca = Ca(os.path.join(self.folder, "ca"))

    def start_gateway(self, *, verify="mutual", certificate=None, trunk=""):
        certificate, key = certificate or self.ca.issue("gateway", "IP:" + self.gateway)
        self.daemon = Daemon(f"mncc\n socket-path mncc.sock\nsip\n local {self.gateway} 5061 tls\n"
                             f"tls\n certificate {certificate}\n private-key {key}\n ca-file {self.ca.file}\n"
                             f" verify {verify}\ntrunk office\n remote {self.proxy} 5061\n transport tls\n{trunk}")
        self.addCleanup(self.daemon.close)

    def vty(self, command):
        with self.daemon.vty() as vty:
            vty.enable()
            return vty.command(command)

    def wait_until(self, pattern, command, timeout=20):
        limit = time.monotonic() + timeout
        while not re.search(pattern, output := self.vty(command)):
            self.assertLess(time.monotonic(), limit, f"no {pattern} in\n{output}\n{self.daemon.log()}")
            time.sleep(0.05)
        return output


@unittest.skipUnless(shutil.which("kamailio"), "kamailio is not installed")
class Kamailios(TlsTest):
    def start_kamailio(self, certificate=None):
        certificate, key = certificate or self.ca.issue("proxy", "IP:" + self.proxy)
        self.phone = Pbx((loopback_address(), 5060))
        self.addCleanup(self.phone.socket.close)
        self.kamailio = Kamailio("tls.cfg", self.folder, (self.proxy, 5060), [f"tls:{self.proxy}:5061"],
                                 CERTIFICATE=str(certificate), PRIVATE_KEY=str(key), CA_LIST=str(self.ca.file),
                                 GATEWAY=f"sip:{self.gateway}:5061;transport=tls",
                                 NETWORK=f"sip:{self.phone.address[0]}:5060")
        self.kamailio.start()
        self.addCleanup(self.kamailio.stop)

    def attach(self):
        self.msc = mncc.Msc(os.path.join(self.daemon.directory, "mncc.sock"))
        self.addCleanup(self.msc.close)
        self.msc.accept()
        self.wait_until("READY", "show mncc-connection")

    def start(self, *, gateway=None, proxy=None, trunk=""):
        self.start_kamailio(proxy)
        self.start_gateway(certificate=gateway, trunk=trunk)
        self.attach()

    def say(self, name, **members):
        self.msc.send(mncc.signalling(name, self.callref, **members))

    def assign(self):
        self.msc.send(mncc.rtp("RTP_CREATE", self.callref, ("127.9.9.9", 4444), 3, mncc.PAYLOAD_GSM_FR))

    def call_out(self):
        self.say("SETUP_IND", called="1001", calling="12345", imsi="262420000000001", bearer=[0])
        self.msc.expect("RTP_CREATE", self.callref)
        self.assign()

    def answered_call(self):
        """A call from the phone, up; its INVITE as it came out of kamailio."""
        self.call_out()
        invite = self.phone.receive("INVITE")
        routes = re.findall(r"^Record-Route:.*\n", invite, re.M)
        self.phone.answer(invite, "200 OK", self.phone.sdp, extra="".join(routes))
        self.msc.wait_for("SETUP_RSP", self.callref)
        self.say("SETUP_COMPL_IND")
        self.phone.receive("ACK")
        return invite

    def hang_up(self):
        self.say("DISC_IND", cause=16)
        self.msc.wait_for("REL_REQ", self.callref)
        bye = self.phone.receive("BYE")
        self.phone.answer(bye, "200 OK")
        self.say("REL_CNF")
        self.wait_until("Calls now: 0", "show calls summary")

    def assert_refused(self, reason):
        """A call fails at once, and the operator is told why wherever that may be looked up."""
        began = time.monotonic()
        self.call_out()
        self.msc.wait_for("DISC_REQ", self.callref, timeout=20)
        self.assertLess(time.monotonic() - began, AT_ONCE)
        self.phone.expect_silence(0.1)
        self.assertRegex(self.daemon.log(), f"TLS to {self.proxy}:5061 failed: .*{reason}")
        self.assertRegex(one_line(self.vty("show trunk office")), f"TLS failure: .*{reason}")
        self.assertRegex(one_line(self.vty("show tls")), f"To: {self.proxy}:5061 failed: .*{reason}")


class Calls(Kamailios):
    def test_a_call_of_a_phone_goes_over_tls_and_back(self):
        self.start()
        invite = self.answered_call()
        via = re.findall(r"^Via: (.*)$", invite, re.M)
        self.assertTrue(via[-1].startswith(f"SIP/2.0/TLS {self.gateway};"), via)
        self.hang_up()
        self.assertIn("Failures:         0 handshakes", self.vty("show tls"))

    def test_a_call_to_a_phone_is_known_by_the_name_in_the_certificate(self):
        self.start(proxy=self.ca.issue("proxy", "IP:" + self.proxy, "DNS:proxy.test"),
                   trunk=" match tls-name proxy.test\n")
        self.phone.invite(self.kamailio.address, "4711")
        setup = self.msc.expect("SETUP_REQ", timeout=10)
        self.assertEqual(setup.called["digits"], "4711")
        self.msc.send(mncc.signalling("REJ_IND", setup.callref, cause=17))
        while not (message := self.phone.receive("SIP/2.0")).startswith("SIP/2.0 486"):
            self.assertRegex(message, r"^SIP/2\.0 1\d\d")

    def test_a_certificate_is_replaced_under_a_call(self):
        mine = self.ca.issue("first", "IP:" + self.gateway)
        self.start(gateway=mine)
        self.assertIn("CN=first", self.vty("show tls"))
        self.answered_call()
        for old, new in zip(mine, self.ca.issue("second", "IP:" + self.gateway)):
            os.replace(new, old)
        self.assertIn("CN=first", self.vty("show tls"))
        self.assertIn("read again", self.vty("tls reload"))
        self.wait_until("CN=second", "show tls")
        self.hang_up()
        self.assertIn("Failures:         0 handshakes", self.vty("show tls"))


class Refusals(Kamailios):
    def test_an_expired_certificate(self):
        self.start(proxy=self.ca.issue("proxy", "IP:" + self.proxy, days=-1))
        self.assert_refused("expired")

    def test_a_certificate_for_another_name(self):
        self.start(proxy=self.ca.issue("proxy", "IP:192.0.2.77"))
        self.assert_refused(re.escape(self.proxy))

    def test_a_certificate_of_an_unknown_ca(self):
        self.start(proxy=Ca(os.path.join(self.folder, "other"), "Other").issue("proxy", "IP:" + self.proxy))
        self.assert_refused("unknown CA")

    def test_the_peer_does_not_take_ours(self):
        self.start(gateway=Ca(os.path.join(self.folder, "other"), "Other").issue("gateway", "IP:" + self.gateway))
        self.assert_refused("the peer says: ")


class Clients(TlsTest):
    """What others see who connect to the gateway."""

    def context(self, certificate=None):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(self.ca.file)
        if certificate:
            context.load_cert_chain(*certificate)
        return context

    def connect(self, context):
        plain = socket.create_connection((self.gateway, 5061), timeout=10)
        self.addCleanup(plain.close)
        connection = context.wrap_socket(plain, server_hostname=self.gateway)
        self.addCleanup(connection.close)
        connection.sendall(OPTIONS)
        return connection.recv(7)  # with TLS 1.3 a refusal comes after the handshake

    def assert_told(self, reason):
        output = self.wait_until("From: ", "show tls")
        self.assertRegex(one_line(output), rf"From: 127\.0\.0\.1 failed: .*{reason}")
        self.assertRegex(self.daemon.log(), f"TLS from 127.0.0.1:.* failed: .*{reason}")

    def test_a_client_with_a_certificate_is_served(self):
        self.start_gateway()
        self.assertEqual(self.connect(self.context(self.ca.issue("client"))), b"SIP/2.0")
        self.assertIn("Failures:         0 handshakes", self.vty("show tls"))

    def test_a_client_without_a_certificate_is_refused_where_both_are_verified(self):
        self.start_gateway()
        with self.assertRaises((ssl.SSLError, ConnectionError)):
            self.connect(self.context())
        self.assert_told("the peer has no certificate")

    def test_a_client_without_a_certificate_is_served_where_only_servers_are_verified(self):
        self.start_gateway(verify="server")
        self.assertEqual(self.connect(self.context()), b"SIP/2.0")

    def test_settings_act_on_the_next_handshake(self):
        self.start_gateway(verify="server")
        self.assertEqual(self.connect(self.context()), b"SIP/2.0")
        with self.daemon.vty() as vty:
            self.assertEqual(vty.configure("tls", "verify mutual"), "")
        with self.assertRaises((ssl.SSLError, ConnectionError)):
            self.connect(self.context())

    def test_tls_1_1_is_refused(self):
        self.start_gateway(verify="server")
        context = self.context()
        with warnings.catch_warnings(action="ignore"):  # it is deprecated
            context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
        context.set_ciphers("DEFAULT@SECLEVEL=0")
        with self.assertRaises((ssl.SSLError, ConnectionError)):
            self.connect(context)
        self.assert_told("the peer's version of TLS is too old")

    def test_plain_text_is_refused(self):
        self.start_gateway(verify="server")
        with socket.create_connection((self.gateway, 5061), timeout=10) as plain:
            plain.sendall(b"OPTIONS sip:gateway SIP/2.0\r\n\r\n")
            self.assertFalse(plain.recv(1000).startswith(b"SIP/2.0"))
        self.assert_told("the peer does not speak TLS")


class Files(TlsTest):
    def test_files_that_cannot_be_used_are_told_and_taken_once_they_can(self):
        certificate, key = self.ca.issue("gateway", "IP:" + self.gateway)
        os.rename(certificate, str(certificate) + ".away")
        self.start_gateway(certificate=(certificate, key))
        self.assertRegex(self.vty("show tls"), r"Certificate: +none in use\n +Last error: +certificate .*\n")
        os.rename(str(certificate) + ".away", certificate)
        self.vty("tls reload")
        self.assertRegex(self.wait_until("CN=gateway", "show tls"), r"Valid until: +20.* UTC, (89|90) days left")

    def test_a_sighup_reads_them_as_well(self):
        mine = self.ca.issue("first", "IP:" + self.gateway)
        self.start_gateway(certificate=mine)
        for old, new in zip(mine, self.ca.issue("second", "IP:" + self.gateway)):
            os.replace(new, old)
        self.daemon.signal(1)
        self.wait_until("CN=second", "show tls")

    def test_a_certificate_that_ends_soon_is_warned_of(self):
        self.start_gateway(certificate=self.ca.issue("gateway", "IP:" + self.gateway, days=20))
        await_text(self.daemon.log_file, "the certificate CN=gateway expires in")
        self.assertRegex(self.vty("show tls"), r"(19|20) days left")

    def test_a_trunk_over_tls_without_a_place_that_serves_it_is_told(self):
        trunk = "trunk office\n remote 127.9.9.9 5061\n transport tls\n"
        self.daemon = Daemon(f"sip\n local {self.gateway} 5060\n{trunk}")
        self.addCleanup(self.daemon.close)
        told = "Trunk office is over TLS: no call gets there until node 'sip' has a 'local ADDR PORT tls'."
        await_text(self.daemon.log_file, told)
        with self.daemon.vty() as vty:
            vty.configure("trunk office", "transport udp")
            self.assertIn(told[:40], vty.configure("trunk office", "transport tls"))

    def test_without_tls_there_is_nothing_to_reload(self):
        self.daemon = Daemon(f"sip\n local {self.gateway} 5060\n")
        self.addCleanup(self.daemon.close)
        self.assertIn("TLS is not served", self.vty("tls reload"))
        self.assertIn("TLS is not served", self.vty("show tls"))


if __name__ == "__main__":
    unittest.main()
