# SPDX-License-Identifier: AGPL-3.0-or-later
"""The configuration file: what loads, what is refused and how, and that it is written as it was read."""

import os
import pathlib
import re
import tempfile
import unittest

from sipgw_test import Daemon, StartFailed, free_port, run_daemon

CONFIG_FOLDER = pathlib.Path(os.environ["SIPGW_SOURCE"]) / "config"

EVERYTHING = """app
 use-imsi
 call-log 20
 max-calls 500
 max-cps 50
mncc
 socket-path /nonexistent/mncc
 reconnect-interval 7
 hello-timeout 9
 dialect sdp
 gcr on
 guard-keepalive 0
 max-calls 400
 max-cps 40
sip
 local ADDRESS PORT
 local ADDRESS 15062 tcp
 local ADDRESS 15061 tls
 local ::1 15060 udp
 local ::1 15060 tcp
 external-address gw.example.org
 connection idle 900
 connection handshake 7
 connection keepalive 30
 remote 127.9.9.9 5062
 sofia-sip log-level 3
 media anchor
 pt-mismatch allow
 notify-hold on
 dtmf duration fixed
 hold optimistic
 early-media never
 progress-indicator on
 unknown-subscriber 404
 paging-expired 480
 busy-everywhere on
 codecs amr gsm-efr gsm
 amr mode-set 0,2,4,7
 amr octet-align both
 reassign on
 fork-media first
 session-timer request
 session-timer expires 600
 session-timer min-se 120
 prack required
 redirect follow 3
 identity pai
 identity both
 clir default restrict
 calling-from rpid
 called-from to
 uui on
 emergency-number 112 911
 emergency-uri both
 resource-priority esnet.0
 match source 192.0.2.0/24
 match source 2001:db8::/32
 max-calls 30
 no fail-over-codes
 unknown-source drop
 ban 10 within 60 for 600
tls
 certificate /nonexistent/gw.pem
 private-key /nonexistent/gw.key
 ca-file /nonexistent/ca.pem
 verify mutual
trunk carrier
 remote sip.carrier.example
 transport tls
 outbound-proxy 127.9.9.8 5063
 domain carrier.example
 from-domain gsm.example
 from-user 4930123
 contact-user 4930
 media anchor
 session-timer off
 emergency-uri number
 match username 4930123
 match tls-name sip.carrier.example
 max-calls 60
 max-cps 5
 try-timeout 2
 fail-over-codes 404 503
 cause-map sip 480 to 20
 cause-map cause 18 to 480
 shutdown
trunk pbx-2
 remote 127.9.9.7 5062
 no shutdown
trunk-group all
 algorithm weight
 member carrier priority 10 weight 3
 member pbx-2 priority 10
 member default weight 0
trunk-group spare
 algorithm priority
default-route trunk-group all
emergency-route trunk pbx-2
mgw 0
 remote-ip ADDRESS
 remote-port 2428
 local-ip ADDRESS
 local-port 2429
 endpoint-domain here
mgw 7
 remote-ip ADDRESS
 remote-port 2437
mgw-loss keep
timer mncc X1 20
timer mncc X5 60
timer sip X7 40
timer mgcp X8 9
timer call X9 7200
"""

CONNECTOR = """app
 use-imsi
mncc
 socket-path /nonexistent/mncc
sip
 local ADDRESS PORT
 remote pbx.invalid 5060
 sofia-sip log-level 0
"""


def own_part(running_config: str) -> str:
    """The nodes of the gateway's own, without what libosmocore's nodes write, with the address taken out."""
    start = running_config.index("app\n")
    end = running_config.index("end\n", start) if "\nend\n" in running_config[start:] else None
    return running_config[start:end].rstrip("\n") + "\n"


class Loading(unittest.TestCase):
    def test_each_shipped_configuration_loads(self):
        files = sorted(CONFIG_FOLDER.glob("*.cfg"))
        self.assertGreaterEqual(len(files), 3)
        for file in files:
            with self.subTest(file.name):
                text = file.read_text(encoding="utf-8")
                text = re.sub(r"^ local \S+ \d+$", " local 127.0.0.1 " + str(free_port("127.0.0.1")), text, flags=re.M)
                text = re.sub(r"^ socket-path \S+$", " socket-path /nonexistent/mncc", text, flags=re.M)
                text = re.sub(r"^ remote \S+ ", " remote 127.0.0.1 ", text, flags=re.M)
                with Daemon(text) as daemon, daemon.vty() as vty:
                    self.assertEqual(vty.prompt, "OsmoSIPgw>")

    def test_the_defaults_are_those_of_osmo_sip_connector(self):
        with Daemon() as daemon, daemon.vty() as vty:
            vty.enable()
            self.assertEqual(own_part(vty.command("show running-config")),
                             "app\n no use-imsi\nmncc\n socket-path /tmp/msc_mncc\n"
                             "sip\n local 127.0.0.1 5060\n remote pbx 5060\n sofia-sip log-level 0\n")

    def test_the_vty_is_on_loopback_unless_told_otherwise(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "minimal.cfg"
            file.write_text("line vty\n no login\n bind 192.0.2.77 4256\n", encoding="utf-8")
            result = run_daemon("-c", str(file))  # not an address of this machine
            self.assertEqual(result.returncode, 1)
            self.assertIn("cannot bind the VTY to 192.0.2.77 port 4256", result.stderr)


class RoundTrip(unittest.TestCase):
    def check(self, text: str):
        with Daemon(text.replace("ADDRESS PORT", "127.0.0.1 15060").replace("ADDRESS", "127.0.0.1")) as daemon:
            with daemon.vty() as vty:
                vty.enable()
                shown = own_part(vty.command("show running-config"))
                self.assertIn("Configuration saved", vty.command("write"))
            written = daemon.config_file.read_text(encoding="utf-8")
            self.assertEqual(own_part(written), shown)
            self.assertEqual(daemon.stop(), 0)
            again = Daemon(own_part(written))
        with again, again.vty() as vty:
            vty.enable()
            self.assertEqual(own_part(vty.command("show running-config")), shown)
        return shown

    def test_every_command_is_written_as_it_was_read(self):
        shown = self.check(EVERYTHING)
        self.assertEqual(shown, EVERYTHING.replace("ADDRESS PORT", "127.0.0.1 15060").replace("ADDRESS", "127.0.0.1"))

    def test_a_configuration_of_osmo_sip_connector_comes_back_unchanged(self):
        self.assertEqual(self.check(CONNECTOR), CONNECTOR.replace("ADDRESS PORT", "127.0.0.1 15060"))

    def test_a_whole_written_file_loads_and_is_written_the_same_again(self):
        with Daemon(EVERYTHING.replace("ADDRESS PORT", "127.0.0.1 15060").replace("ADDRESS", "127.0.0.1")) as daemon:
            with daemon.vty() as vty:
                vty.enable()
                vty.command("write")
                first = daemon.config_file.read_text(encoding="utf-8")
                vty.command("write")
            self.assertEqual(daemon.config_file.read_text(encoding="utf-8"), first)

    def test_an_ipv6_address_is_taken_and_written(self):
        shown = self.check("app\n no use-imsi\nmncc\n socket-path /nonexistent/mncc\n"
                           "sip\n local ::1 15060\n remote 2001:db8::1 5060\n sofia-sip log-level 0\n")
        self.assertIn(" local ::1 15060\n remote 2001:db8::1 5060\n", shown)


class Refusing(unittest.TestCase):
    def check(self, line: str, node: str, *explanations: str):
        """`line` as the only line of `node` stops the start, with file and line number in the message."""
        with self.assertRaises(StartFailed) as failure:
            Daemon(f"! a comment\n{node}\n {line}\n")
        self.assertEqual(failure.exception.returncode, 1)
        output = failure.exception.output
        # five lines of head come first
        self.assertRegex(output, r"osmo-sipgw\.cfg:8: ")
        self.assertIn(line, output)
        for explanation in explanations:
            self.assertIn(explanation, output)

    def test_a_command_unknown_in_its_node(self):
        self.check("use-imsi", "sip")
        self.check("remote-ip 127.0.0.1", "mncc")
        self.check("socket-path /tmp/x", "app")

    def test_a_value_out_of_range(self):
        self.check("hello-timeout 0", "mncc")
        self.check("reconnect-interval 61", "mncc")
        self.check("remote 127.0.0.1 65536", "sip")
        self.check("sofia-sip log-level 10", "sip")
        self.check("media sometimes", "sip")
        self.check("codecs amr opus", "sip", "each codec once")
        self.check("codecs gsm gsm", "sip", "each codec once")
        self.check("amr mode-set 2,0", "sip", "no list such as 0,2,4,7")
        self.check("amr mode-set 0,8", "sip", "no list such as 0,2,4,7")
        self.check("resource-priority esnet", "sip", "no namespace and priority")
        self.check("local 127.0.0.1.9 5060", "sip")

    def test_a_socket_path_that_is_too_long_with_the_reason(self):
        self.check("socket-path /" + 107 * "x", "mncc", "at most 107 characters")

    def test_a_file_that_is_not_there(self):
        result = run_daemon("-c", "/nonexistent/file.cfg")
        self.assertEqual(result.returncode, 1)
        self.assertIn("/nonexistent/file.cfg: No such file or directory", result.stderr)


if __name__ == "__main__":
    unittest.main()
