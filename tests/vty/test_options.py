# SPDX-License-Identifier: AGPL-3.0-or-later
"""The command line."""

import unittest

from sipgw_test import Daemon, run_daemon


class Options(unittest.TestCase):
    def test_version(self):
        for option in ("-V", "--version"):
            result = run_daemon(option)
            self.assertEqual(result.returncode, 0)
            self.assertRegex(result.stdout, r"^OsmoSIPgw version \d+\.\d+\.\d+\n")
            self.assertIn("AGPL", result.stdout)

    def test_help_names_every_option(self):
        for option in ("-h", "--help"):
            result = run_daemon(option)
            self.assertEqual(result.returncode, 0)
            for name in ("-h --help", "-c --config-file", "-d --debug", "-e --log-level", "-D --daemonize",
                         "-s --disable-color", "-T --timestamp", "-V --version", "--compat", "--vty-ref-xml",
                         "--vty-ref-mode"):
                self.assertIn(name, result.stdout)

    def test_nonsense_is_refused_with_exit_code_2(self):
        for arguments in (["--nonsense"], ["-c"], ["-e", "loud"], ["file.cfg"]):
            with self.subTest(arguments):
                result = run_daemon(*arguments)
                self.assertEqual(result.returncode, 2)
                self.assertNotEqual(result.stderr, "")

    def test_compat_has_the_prompt_of_osmo_sip_connector(self):
        with Daemon(options=("--compat",)) as daemon, daemon.vty() as vty:
            self.assertEqual(vty.prompt, "OsmoSIPcon>")

    def test_the_log_options_act_on_stderr(self):
        with Daemon("mncc\n socket-path /nonexistent/mncc\n", options=("-s", "-T", "-d", "DMNCC:DAPP")) as daemon:
            self.assertRegex(daemon.log(), r"(?m)^\w{3} \w{3} +\d+ [\d:]+ \d{4} DAPP ")
            self.assertNotIn("\033[", daemon.log())

    def test_a_log_that_is_no_terminal_has_no_colours_unless_asked_for(self):
        config = "mncc\n socket-path /nonexistent/mncc\n"
        with Daemon(config) as daemon:
            self.assertIn("DAPP NOTICE ", daemon.log())
            self.assertNotIn("\033[", daemon.log())
        with Daemon("log stderr\n logging color 1\n" + config) as daemon:
            self.assertIn("\033[", daemon.log())


if __name__ == "__main__":
    unittest.main()
