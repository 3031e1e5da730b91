# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where SIP is served, and what peers are told of that: the real daemon and a plain-text SIP peer."""
import os
import socket
import unittest

from sipgw_test import Daemon, free_port, loopback_address, mncc
from sipgw_test.pbx import Pbx, header_of

CALLREF = 0x80000001


def free_ipv6_port():
    """On ::1, which tests share: it has no other loopback address."""
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
        probe.bind(("::1", 0))
        return probe.getsockname()[1]


class ListenersTest(unittest.TestCase):
    def start(self, sip, peer):
        """Node `sip` without the trunk, and the address of the trunk's far end."""
        self.pbx = Pbx(peer)
        self.addCleanup(self.pbx.socket.close)
        self.daemon = Daemon(f"mncc\n socket-path mncc.sock\nsip\n{sip} remote {peer[0]} {peer[1]}\n")
        self.addCleanup(self.daemon.close)
        self.msc = mncc.Msc(os.path.join(self.daemon.directory, "mncc.sock"))
        self.addCleanup(self.msc.close)
        self.msc.accept()

    def say(self, name, **members):
        self.msc.send(mncc.signalling(name, CALLREF, **members))

    def call_and_hang_up(self):
        """All that the gateway sends in a call of a phone."""
        self.say("SETUP_IND", called="1001", calling="12345", imsi="262420000000001", bearer=[0])
        self.msc.expect("RTP_CREATE", CALLREF)
        self.msc.send(mncc.rtp("RTP_CREATE", CALLREF, ("127.9.9.9", 4444), 3, mncc.PAYLOAD_GSM_FR))
        invite = self.pbx.receive("INVITE")
        self.pbx.answer(invite, "200 OK", self.pbx.sdp)
        self.msc.wait_for("SETUP_RSP", CALLREF)
        self.say("SETUP_COMPL_IND")
        ack = self.pbx.receive("ACK")
        self.say("DISC_IND", cause=16)
        self.msc.wait_for("REL_REQ", CALLREF)
        bye = self.pbx.receive("BYE")
        self.pbx.answer(bye, "200 OK")
        self.say("REL_CNF")
        return invite, ack, bye

    def locals(self):
        with self.daemon.vty() as vty:
            return [line.split(None, 1)[1] for line in vty.command("show sip").splitlines() if "Local:" in line]


class Addresses(ListenersTest):
    def test_a_call_over_ipv6(self):
        port = free_ipv6_port()
        self.start(f" local ::1 {port}\n", ("::1", free_ipv6_port()))
        self.pbx.sdp = self.pbx.sdp.replace(b"IP6 ::1", b"IP4 127.9.9.8")  # this MSC has IPv4 only
        invite, _ack, _bye = self.call_and_hang_up()
        self.assertTrue(header_of(invite, "Via").startswith(f"SIP/2.0/UDP [::1]:{port};"), invite)
        self.assertIn(f"[::1]:{port}", header_of(invite, "Contact"))
        self.assertTrue(header_of(invite, "From").startswith("<sip:12345@[::1]>"), invite)

    def test_a_trunk_of_either_kind_is_served_where_both_are(self):
        gateway, port = loopback_address(), free_ipv6_port()
        self.start(f" local {gateway} 5060\n local ::1 {port} udp\n", (loopback_address(), 5060))
        self.assertIn(f"{gateway}:5060", header_of(self.call_and_hang_up()[0], "Contact"))
        self.assertEqual(self.locals(), [f"udp and tcp {gateway}:5060", f"udp [::1]:{port}"])

    def test_a_wildcard_is_never_on_the_wire(self):
        port = free_port("0.0.0.0")
        self.start(f" local 0.0.0.0 {port}\n", (loopback_address(), 5060))
        for message in self.call_and_hang_up():
            self.assertNotIn("0.0.0.0", message)

    def test_the_external_address_stands_in_for_it(self):
        for external in ("192.0.2.99", "gw.example.org"):
            with self.subTest(external):
                port = free_port("0.0.0.0")
                self.start(f" local 0.0.0.0 {port}\n external-address {external}\n", (loopback_address(), 5060))
                messages = self.call_and_hang_up()
                for message in messages:
                    self.assertNotIn("0.0.0.0", message)
                    self.assertTrue(header_of(message, "Via").startswith(f"SIP/2.0/UDP {external}:{port};"), message)
                invite = messages[0]
                self.assertIn(f"{external}:{port}", header_of(invite, "Contact"))
                self.assertTrue(header_of(invite, "From").startswith(f"<sip:12345@{external}>"), invite)


class Transports(ListenersTest):
    def test_only_what_is_named_is_served(self):
        gateway = loopback_address()
        self.start(f" local {gateway} 5070 udp\n local {gateway} 5080 udp\n local {gateway} 5080 tcp\n",
                   (loopback_address(), 5060))
        self.assertEqual(self.locals(), [f"udp {gateway}:5070", f"udp and tcp {gateway}:5080"])
        with self.assertRaises(ConnectionRefusedError):
            socket.create_connection((gateway, 5070), timeout=10)
        socket.create_connection((gateway, 5080), timeout=10).close()
        for port in (5070, 5080):
            self.pbx.invite((gateway, port), "1", body=b"", call_id=f"c{port}")
            self.assertTrue(self.pbx.receive("SIP/2.0 "))

    def test_a_change_says_when_it_takes_effect(self):
        gateway = loopback_address()
        self.start(f" local {gateway} 5060\n", (loopback_address(), 5060))
        with self.daemon.vty() as vty:
            self.assertIn("% The new local address takes effect when osmo-sipgw is restarted.",
                          vty.configure("sip", f"local {gateway} 5070 udp"))
            self.assertIn("% This takes effect when osmo-sipgw is restarted.",
                          vty.configure("sip", "external-address 192.0.2.99"))
        self.assertEqual(self.locals(), [f"udp and tcp {gateway}:5060"])

    def test_tls_and_another_transport_on_one_port_are_refused(self):
        self.start(" local 127.9.9.7 5071 udp\n", (loopback_address(), 5060))
        with self.daemon.vty() as vty:
            output = vty.configure("sip", "local 127.9.9.7 5071 tls")
        self.assertIn("TLS needs a port of its own, not 127.9.9.7:5071.", output)


if __name__ == "__main__":
    unittest.main()
