# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names of SIP peers, told by a real name server and a hosts file in a network of the test's own."""
import os
import select
import socket
import subprocess
import time
import unittest

from sipgw_test.calls import CallTest
from sipgw_test.dnsmasq import Dnsmasq
from sipgw_test.namespace import Namespace

DEAD_SERVER = "127.0.0.77"


class Resolver:
    """The resolver in a program of its own; asks again every 50 ms."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen([os.environ["SIPGW_RESOLVE"], *arguments], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def destinations(self, timeout=20):
        """The next that it finds, each as (transport, address, port, server, rank, priority, weight)."""
        if not select.select([self.process.stdout], [], [], timeout)[0]:
            raise AssertionError("no destinations were found")
        line = os.read(self.process.stdout.fileno(), 65536).decode().strip()
        return [tuple(each.split()) for each in line.split(", ")]

    def finds_nothing(self, seconds=0.5):
        return not select.select([self.process.stdout], [], [], seconds)[0]

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


class NamesTest(unittest.TestCase):
    """Has the namespace and a name server that knows nothing yet."""

    def setUp(self):
        self.namespace = Namespace()
        self.addCleanup(self.namespace.close)
        self.dns = Dnsmasq()
        self.addCleanup(self.dns.close)
        self.namespace.use_name_server(self.dns.address)


class Destinations(NamesTest):
    def resolve(self, *arguments):
        resolver = Resolver(*arguments)
        self.addCleanup(resolver.close)
        return resolver

    def test_a_name_has_its_ipv4_and_ipv6_addresses(self):
        self.dns.serve("host-record=pbx.example,127.0.0.9,::1")
        found = self.resolve("pbx.example", "5070", "udp").destinations()
        self.assertCountEqual(found, [("udp", "127.0.0.9", "5070", "pbx.example", "0", "0", "0"),
                                      ("udp", "::1", "5070", "pbx.example", "0", "0", "0")])

    def test_a_name_in_the_hosts_file_needs_no_name_server(self):
        self.namespace.write("hosts", "127.0.0.9 pbx\n")
        self.assertEqual(self.resolve("pbx", "5060", "udp").destinations(),
                         [("udp", "127.0.0.9", "5060", "pbx", "0", "0", "0")])

    def test_srv_names_servers_ports_priorities_and_weights(self):
        self.dns.serve("srv-host=_sip._tcp.pbx.example,sip1.pbx.example,5070,20,60",
                       "srv-host=_sip._tcp.pbx.example,sip2.pbx.example,5080,10,5",
                       "host-record=sip1.pbx.example,127.0.0.1", "host-record=sip2.pbx.example,127.0.0.2")
        self.assertEqual(self.resolve("pbx.example", "0", "tcp", "srv").destinations(),
                         [("tcp", "127.0.0.2", "5080", "sip2.pbx.example", "0", "10", "5"),
                          ("tcp", "127.0.0.1", "5070", "sip1.pbx.example", "0", "20", "60")])

    def test_srv_may_name_a_host_of_the_hosts_file(self):
        self.namespace.write("hosts", "127.0.0.9 sip1.pbx.example\n")
        self.dns.serve("srv-host=_sip._udp.pbx.example,sip1.pbx.example,5070,0,0")
        self.assertEqual(self.resolve("pbx.example", "0", "udp", "srv").destinations(),
                         [("udp", "127.0.0.9", "5070", "sip1.pbx.example", "0", "0", "0")])

    def test_naptr_prefers_tls_to_tcp_and_neither_is_mistaken_for_udp(self):
        self.dns.serve("naptr-record=pbx.example,10,20,s,SIP+D2T,,_sip._tcp.pbx.example",
                       "naptr-record=pbx.example,10,10,s,SIPS+D2T,,_sips._tcp.pbx.example",
                       "srv-host=_sips._tcp.pbx.example,sip1.pbx.example,5061,0,0",
                       "srv-host=_sip._tcp.pbx.example,sip1.pbx.example,5060,0,0",
                       "srv-host=_sip._udp.pbx.example,sip1.pbx.example,5062,0,0",
                       "host-record=sip1.pbx.example,127.0.0.1")
        tls = ("tls", "127.0.0.1", "5061", "sip1.pbx.example")
        tcp = ("tcp", "127.0.0.1", "5060", "sip1.pbx.example")
        self.assertEqual(self.resolve("pbx.example", "0", "udp,tcp,tls", "srv", "naptr").destinations(),
                         [(*tls, "0", "0", "0"), (*tcp, "1", "0", "0")])
        self.assertEqual(self.resolve("pbx.example", "0", "udp,tcp", "srv", "naptr").destinations(),
                         [(*tcp, "0", "0", "0")])

    def test_an_answer_too_long_for_udp_comes_by_tcp(self):
        records = [f"srv-host=_sip._udp.pbx.example,a-very-long-name-of-a-sip-server-{n}.pbx.example,5060,{n},0"
                   for n in range(100)]
        self.dns.serve(*records, "address=/pbx.example/127.0.0.1")
        found = self.resolve("pbx.example", "0", "udp", "srv").destinations()
        self.assertEqual([each[5] for each in found], [str(n) for n in range(32)])

    def test_a_name_that_moves_is_followed_and_one_that_vanishes_is_kept(self):
        self.dns.serve("host-record=pbx.example,127.0.0.1")
        resolver = self.resolve("pbx.example", "5060", "udp")
        self.assertEqual([each[1] for each in resolver.destinations()], ["127.0.0.1"])
        self.dns.serve()
        self.assertTrue(resolver.finds_nothing())
        self.dns.serve("host-record=pbx.example,127.0.0.2")
        self.assertEqual([each[1] for each in resolver.destinations()], ["127.0.0.2"])


class Calls(NamesTest, CallTest):
    extra = "sip\n remote pbx.example 5060\n"

    def setUp(self):
        NamesTest.setUp(self)
        self.addCleanup(self.stop_bed)

    def start(self):
        CallTest.setUp(self)

    def wait_for_the_address(self):
        self.bed.wait_until("show sip", f"Remote address:   {self.bed.pbx[0]}\n")

    def make_a_call(self):
        self.answer_call_out()
        self.hang_up()

    def configure(self, *commands):
        with self.bed.daemon.vty() as terminal:
            terminal.enable()
            terminal.configure(*commands)

    def silent_name_server(self):
        server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.addCleanup(server.close)
        server.bind((DEAD_SERVER, 53))
        server.settimeout(20)
        self.namespace.use_name_server(DEAD_SERVER, "options timeout:30\n")
        return server

    def test_go_to_a_name_as_soon_as_the_name_server_knows_it(self):
        self.dns.serve()
        self.start()
        self.bed.wait_until("show sip", "pbx.example: Name or service not known")
        self.set_up()
        self.expect("REJ_REQ")
        self.dns.serve(f"host-record=pbx.example,{self.bed.pbx[0]}")
        self.wait_for_the_address()
        self.assertNotIn("not known", self.bed.vty("show sip"))
        self.callref += 1
        self.make_a_call()

    def test_go_to_and_come_from_a_name_of_the_hosts_file(self):
        self.start()
        self.namespace.write("hosts", f"{self.bed.pbx[0]} pbx.example\n")
        self.wait_for_the_address()
        self.make_a_call()
        self.answer_call_in()
        self.hang_up()

    def test_are_refused_at_once_while_a_name_server_is_silent(self):
        server = self.silent_name_server()
        self.start()
        server.recv(512)  # the lookup is under way
        self.set_up()
        self.expect("REJ_REQ")
        self.assertIn("none", self.bed.vty("show sip"))

    def test_go_on_while_a_name_server_falls_silent(self):
        self.start()
        self.namespace.write("hosts", f"{self.bed.pbx[0]} pbx.example\n")
        self.wait_for_the_address()
        server = self.silent_name_server()
        self.namespace.write("hosts", "")
        self.configure("sip", "remote other.example 5060")
        server.recv(512)
        self.make_a_call()

    def test_end_with_the_program_while_a_name_server_is_silent(self):
        server = self.silent_name_server()
        self.start()
        server.recv(512)
        begin = time.monotonic()
        self.assertEqual(self.bed.daemon.stop(), 0)
        self.assertLess(time.monotonic() - begin, 5)


class CallsOfATrunk(NamesTest, CallTest):
    extra = "trunk carrier\n remote carrier.example\n dns srv\n domain carrier.example\n"

    def setUp(self):
        NamesTest.setUp(self)
        self.addCleanup(self.stop_bed)
        CallTest.setUp(self)

    def serve(self, *ports):
        """The PBX under SRV records with these ports, the first one preferred."""
        host, _ = self.bed.pbx
        self.dns.serve(f"host-record=pbx.example,{host}",
                       *(f"srv-host=_sip._udp.carrier.example,pbx.example,{port},{place},0"
                         for place, port in enumerate(ports)))
        self.bed.wait_until("show trunk carrier", f"Address:          {host}:{ports[0]} udp\n")

    def test_go_to_the_server_of_its_srv_record(self):
        self.serve(self.bed.pbx[1])
        self.answer_call_out()
        self.hang_up()


if __name__ == "__main__":
    unittest.main()