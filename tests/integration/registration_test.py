# SPDX-License-Identifier: AGPL-3.0-or-later
"""Registration with a trunk, and whether its far end lives: the real daemon and a plain-text registrar."""
import re
import time
import unittest

from sipgw_test import Daemon, free_port, loopback_address
from sipgw_test.ctrl import Ctrl
from sipgw_test.pbx import Pbx, header_of


class TrunkTest(unittest.TestCase):
    """A gateway with the trunk `carrier`, whose far end is `pbx`."""

    account = " auth username gw\n auth password secret\n domain example.org\n contact-user line7\n"

    def start(self, trunk="", *, port=5060):
        self.gateway = (loopback_address(), port)
        self.pbx = Pbx((loopback_address(), 5060))
        self.addCleanup(self.pbx.socket.close)
        self.daemon = Daemon(f"mncc\n socket-path /nonexistent/mncc\nsip\n local {self.gateway[0]} {port}\n"
                             f"trunk carrier\n remote {self.pbx.address[0]} 5060\n{trunk}")
        self.addCleanup(self.daemon.close)

    def vty(self, *commands):
        with self.daemon.vty() as vty:
            vty.enable()
            return "".join(vty.command(command) for command in commands)

    def configure(self, *commands):
        with self.daemon.vty() as vty:
            return vty.configure("trunk carrier", *commands)

    def wait_until(self, text, command="show trunk carrier", timeout=20):
        limit = time.monotonic() + timeout
        while not re.search(text, output := self.vty(command)):
            self.assertLess(time.monotonic(), limit, f"{text} is not in\n{output}\n{self.daemon.log()[-3000:]}")
            time.sleep(0.05)
        return output

    def ctrl(self):
        ctrl = Ctrl(self.daemon.address)
        self.addCleanup(ctrl.close)
        return ctrl

    def expect(self, method, timeout=20):
        """The next request with that method; its repetitions and those of others are passed over."""
        seen = self.__dict__.setdefault("seen", set())
        limit = time.monotonic() + timeout
        while True:
            request = self.pbx.receive("", max(0.01, limit - time.monotonic()))
            key = header_of(request, "Via")
            if request.startswith(method + " ") and key not in seen:
                seen.add(key)
                return request

    def register(self, expires=3600, contacts=None):
        """Grants the next REGISTER that long; returns it."""
        request = self.expect("REGISTER")
        contacts = contacts or f"Contact: {header_of(request, 'Contact')};expires={expires}\r\n"
        self.pbx.answer(request, "200 OK", extra=contacts)
        return request


class Registration(TrunkTest):
    def test_it_registers_its_contact_and_tells_for_how_long(self):
        self.start(self.account + " register\n")
        request = self.register(1800)
        self.assertTrue(request.startswith("REGISTER sip:example.org SIP/2.0\r\n"), request)
        self.assertEqual(header_of(request, "To"), "<sip:gw@example.org>")
        self.assertIn(f"<sip:line7@{self.gateway[0]}:5060>", header_of(request, "Contact"))
        self.assertEqual(header_of(request, "Expires"), "3600")
        self.wait_until(r"Registration: +registered, 0:(30:00|29:5\d) left, next try in 0:2\d:\d\d")
        self.assertRegex(self.vty("show registration"),
                         r"Trunk .*\ncarrier +registered +0:\d\d:\d\d +0:\d\d:\d\d  sip:gw@example.org\n")
        self.assertIn("trunk carrier: registered as sip:gw@example.org for 1800 s", self.daemon.log())
        self.assertEqual(self.ctrl().get("trunk.carrier.registration"), "registered")
        self.assertEqual(self.ctrl().get("stat_item.last.sipgw.0.trunks:registered"), "1")

    def test_a_refresh_goes_on_in_the_same_call_before_the_end(self):
        self.start(self.account + " register\n")
        first = self.register(10)
        second = self.register(10)
        self.assertEqual(header_of(second, "Call-ID"), header_of(first, "Call-ID"))
        numbers = [int(header_of(request, "CSeq").split()[0]) for request in (first, second)]
        self.assertEqual(numbers[1], numbers[0] + 1)
        self.assertEqual(self.daemon.log().count("registered as"), 1)

    def test_of_several_bindings_only_ours_counts(self):
        self.start(self.account + " register\n")
        self.register(contacts=f"Contact: <sip:other@192.0.2.9>;expires=9000, <sip:line7@{self.gateway[0]}:5060>;"
                               "expires=120\r\nContact: <sip:third@192.0.2.10;transport=tcp>;expires=30\r\n")
        self.wait_until(r"registered, 0:0(2:00|1:5\d) left")

    def test_a_too_brief_interval_is_asked_for_again_with_the_registrars_own(self):
        self.start(self.account + " register expires 60\n register\n")
        brief = self.expect("REGISTER")
        self.assertEqual(header_of(brief, "Expires"), "60")
        self.pbx.answer(brief, "423 Interval Too Brief", extra="Min-Expires: 600\r\n")
        self.assertEqual(header_of(self.register(600), "Expires"), "600")
        self.wait_until("registered, 0:")

    def test_a_forbidden_one_is_told_and_not_tried_again_soon(self):
        self.start(self.account + " register retry 1\n register\n")
        self.pbx.answer(self.expect("REGISTER"), "403 Forbidden")
        output = self.wait_until(r"Registration: +failed, next try in 0:(10:00|09:5\d)")
        self.assertIn("403 Forbidden", output)
        self.assertIn("trunk carrier: registration as sip:gw@example.org failed: 403 Forbidden", self.daemon.log())
        self.pbx.expect_silence(1.5)

    def test_an_overloaded_registrar_is_left_alone_as_long_as_it_wants(self):
        self.start(self.account + " register retry 1\n register\n")
        self.pbx.answer(self.expect("REGISTER"), "503 Service Unavailable", extra="Retry-After: 2\r\n")
        told = time.monotonic()
        self.register()
        self.assertGreaterEqual(time.monotonic() - told, 1.9)

    def test_a_failure_is_tried_again_and_told_once(self):
        self.start(self.account + " register retry 1\n register\n")
        for _ in range(3):
            self.pbx.answer(self.expect("REGISTER"), "500 Server Internal Error")
        self.register()
        self.wait_until("registered, ")
        self.assertEqual(self.daemon.log().count("failed: 500"), 1)

    def test_a_wrong_password_is_told_counted_and_never_shown(self):
        self.start(self.account + " register\n")
        for _ in range(2):
            self.pbx.answer(self.expect("REGISTER"), "401 Unauthorized",
                            extra='WWW-Authenticate: Digest realm="example.org", nonce="n", qop="auth"\r\n')
        output = self.wait_until("Registration: +failed")
        self.assertIn("401 Unauthorized (wrong user name or password)", output)
        self.assertIn("Auth failures:    1", output)
        self.assertEqual(self.ctrl().get("rate_ctr.abs.sipgw.0.sip:auth_failures"), "1")
        self.assertNotIn("secret", self.daemon.log() + output)

    def test_the_operator_registers_at_once(self):
        self.start(self.account + " register\n")
        self.pbx.answer(self.expect("REGISTER"), "403 Forbidden")
        self.wait_until("failed")
        self.assertIn("REGISTER is sent", self.vty("trunk carrier register"))
        self.register()
        self.assertIn("not configured to register", self.configure("no register") + self.vty("trunk carrier register"))

    def test_no_register_shutdown_and_the_end_take_the_binding_away(self):
        self.start(self.account + " register\n")
        self.register()
        self.wait_until("registered, ")
        self.configure("no register")
        self.assertEqual(header_of(self.register(0, "Expires: 0\r\n"), "Expires"), "0")
        self.configure("register")
        self.register()
        self.wait_until("registered, ")
        self.vty("trunk carrier shutdown")
        self.assertEqual(header_of(self.register(0, "Expires: 0\r\n"), "Expires"), "0")
        self.vty("no trunk carrier shutdown")
        self.register()
        self.wait_until("registered, ")
        self.daemon.signal(15)
        self.assertEqual(header_of(self.register(0, "Expires: 0\r\n"), "Expires"), "0")
        self.assertEqual(self.daemon.wait(), 0)

    def test_a_dead_registrar_does_not_keep_the_program_from_ending(self):
        self.start(self.account + " register\n")
        self.register()
        self.wait_until("registered, ")
        stopping = time.monotonic()
        self.assertEqual(self.daemon.stop(), 0)
        self.assertLess(time.monotonic() - stopping, 5)

    def test_another_account_takes_the_old_binding_away(self):
        self.start(self.account + " register\n")
        first = self.register()
        self.wait_until("registered, ")
        self.configure("contact-user line8")
        requests = [self.register(0), self.register(3600)]
        self.assertEqual([header_of(request, "Expires") for request in requests], ["0", "3600"])
        self.assertIn("line7@", header_of(requests[0], "Contact"))
        self.assertIn("line8@", header_of(requests[1], "Contact"))
        self.assertEqual(header_of(requests[0], "Call-ID"), header_of(first, "Call-ID"))

    def test_a_trap_tells_of_each_change(self):
        self.start(self.account)
        ctrl = self.ctrl()
        self.assertEqual(ctrl.get("trunk.carrier.registration"), "off")
        self.configure("register")
        self.register()
        told = [ctrl.next_trap() for _ in range(2)]
        self.assertIn(("trunk.carrier.registration", "registered"), told)


class Health(TrunkTest):
    ping = " options-ping interval 5\n options-ping timeout 1\n options-ping down-after 2\n options-ping up-after 2\n"

    def test_without_pings_a_trunk_is_up_as_long_as_it_has_an_address(self):
        self.start()
        self.wait_until("State: +UP")
        self.pbx.expect_silence(0.5)

    def test_a_peer_that_falls_silent_is_down_after_exactly_the_configured_failures_and_comes_back(self):
        self.start(self.ping)
        ctrl = self.ctrl()
        self.pbx.answer(self.expect("OPTIONS"), "200 OK")
        self.wait_until("Health: +up for .*last answer 200 OK")
        self.expect("OPTIONS")
        self.wait_until("last answer no answer")
        self.assertIn("State:            UP", self.vty("show trunk carrier"))
        self.expect("OPTIONS")
        self.wait_until(r"Health: +down for .*2 failures in a row")
        self.assertIn("State:            DOWN", self.vty("show trunk carrier"))
        self.assertEqual(ctrl.next_trap(), ("trunk.carrier.state", "down"))
        self.assertEqual(self.ctrl().get("stat_item.last.sipgw.0.trunks:up"), "0")
        self.pbx.answer(self.expect("OPTIONS"), "404 Not Found")
        self.wait_until("last answer 404 Not Found")
        self.assertIn("State:            DOWN", self.vty("show trunk carrier"))
        self.pbx.answer(self.expect("OPTIONS"), "404 Not Found")
        self.wait_until("Health: +up for")
        self.assertEqual(ctrl.next_trap(), ("trunk.carrier.state", "up"))
        self.assertRegex(self.daemon.log(), "trunk carrier is down: no answer to OPTIONS, 2 times in a row")
        self.assertRegex(self.daemon.log(), "trunk carrier is up: 404 Not Found to OPTIONS")

    def test_only_the_configured_answers_are_life(self):
        self.start(self.ping + " options-ping valid-codes 2xx\n")
        self.pbx.answer(self.expect("OPTIONS"), "404 Not Found")
        self.wait_until("Health: +down for .*404 Not Found")

    def test_the_operator_asks_at_once(self):
        self.start()
        self.wait_until("State: +UP")
        self.assertIn("OPTIONS is sent", self.vty("trunk carrier qualify"))
        request = self.expect("OPTIONS")
        self.assertIn("No OPTIONS can be sent", self.vty("trunk carrier qualify"))
        self.pbx.answer(request, "200 OK")
        self.wait_until("Health: +last answer 200 OK")
        self.assertIn("There is no trunk nobody.", self.vty("trunk nobody qualify"))

    def test_a_trunk_in_shutdown_is_left_alone(self):
        self.start(self.ping + " shutdown\n")
        self.pbx.expect_silence(1)
        self.assertIn("State:            SHUTDOWN", self.vty("show trunk carrier"))
        self.assertEqual(self.ctrl().get("trunk.carrier.state"), "shutdown")
        self.vty("no trunk carrier shutdown")
        self.expect("OPTIONS")


class Secrets(TrunkTest):
    def test_a_terminal_never_shows_a_secret_and_the_file_keeps_it(self):
        for lines in (" auth username gw\n auth password s3cr3t\n", f" auth ha1 sha-256 {'0123456789abcdef' * 4}\n"):
            with self.subTest(lines):
                self.start(lines)
                secret = lines.split()[-1]
                shown = self.vty("show running-config", "show trunk", "write terminal")
                self.assertIn("<hidden>", shown)
                self.assertNotIn(secret, shown)
                self.assertIn("Configuration saved", self.vty("write file"))
                self.assertIn(secret, self.daemon.config_file.read_text(encoding="utf-8"))
                self.assertEqual(self.daemon.stop(), 0)
                self.daemon.start_again()
                self.assertIn("<hidden>", self.vty("show running-config"))

    def test_the_password_file_is_read_again_on_reload(self):
        self.start(self.account.replace("auth password secret", "auth password file pw") + " register\n")
        self.assertIn("no password: cannot read pw", self.daemon.log() + self.vty("show trunk"))
        self.pbx.answer(self.expect("REGISTER"), "403 Forbidden")
        self.wait_until("failed")
        (self.daemon.directory / "pw").write_text("hush\n", encoding="utf-8")
        self.daemon.signal(1)
        self.register()
        shown = self.vty("show running-config")
        self.assertIn(" auth password file pw\n", shown)
        self.assertNotIn("hush", shown)

    def test_a_hash_of_the_wrong_length_is_refused(self):
        self.start()
        self.assertIn("A hash by MD5 has 32 hexadecimal digits.", self.configure("auth ha1 md5 abcd"))


if __name__ == "__main__":
    unittest.main()
