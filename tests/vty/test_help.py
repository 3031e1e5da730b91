# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every command of the gateway's own has a help text for each of its words."""

import unittest
import xml.etree.ElementTree as ElementTree

from sipgw_test import run_daemon

NAMESPACE = "{urn:osmocom:xml:libosmocore:vty:doc:1.0}"
OWN_NODES = {"config-app", "config-mncc", "config-sip", "config-trunk", "config-mgw"}
OWN_COMMANDS = {"show calls", "show calls summary", "show call <1-4294967295>",
                "show call <1-4294967295> trace", "show call <1-4294967295> trace full",
                "show calls last [<1-10000>]", "show calls last failed", "show mncc-connection", "show mgw",
                "show sip", "call <1-4294967295> release [<1-127>]", "app", "mncc", "sip", "mgw <0-255>",
                "no mgw <0-255>", "mgw-loss (release|keep)", "show calls stale", "show timer",
                "show timer (mncc|sip|mgcp|call) [TNNNN]",
                "timer (mncc|sip|mgcp|call) TNNNN (<0-2147483647>|default)", "drain (exit|stay)", "no drain",
                "show trunk", "show trunk NAME", "show registration", "trunk NAME qualify", "trunk NAME register",
                "trunk NAME shutdown", "no trunk NAME shutdown"}


class Help(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        result = run_daemon("--vty-ref-xml")
        assert result.returncode == 0, result.stderr
        cls.root = ElementTree.fromstring(result.stdout)

    def commands(self):
        for node in self.root.iter(NAMESPACE + "node"):
            for command in node.iter(NAMESPACE + "command"):
                yield node.get("id"), command

    def test_all_nodes_and_commands_are_there(self):
        self.assertLessEqual(OWN_NODES, {node.get("id") for node in self.root.iter(NAMESPACE + "node")})
        self.assertLessEqual({"auth username NAME", "auth password PASSWORD", "auth password file PATH",
                              "auth ha1 (md5|sha-256|sha-512-256) HEX", "auth realm .REALM", "register",
                              "register expires <60-86400>", "register retry <1-3600>",
                              "options-ping interval <5-3600>", "options-ping timeout <1-32>",
                              "options-ping down-after <1-10>", "options-ping up-after <1-10>",
                              "options-ping valid-codes .CODES", "no options-ping", "use-imsi", "no use-imsi", "call-log <0-10000>", "media (direct|anchor)",
                              "pt-mismatch (reject|allow)", "notify-hold (on|off)", "dtmf duration (measured|fixed)",
                              "identity (from|pai)", "identity (msisdn|imsi|both)",
                              "clir default (allow|restrict)", "calling-from (pai|rpid|from)",
                              "called-from (ruri|to|p-called-party-id)", "resource-priority VALUE",
                              "no resource-priority", "hold optimistic", "no hold optimistic",
                              "early-media (auto|always|never)", "progress-indicator (on|off)",
                              "unknown-subscriber (404|480)", "paging-expired (480|502)",
                              "busy-everywhere (on|off)", "reassign (on|off)", "uui (on|off)", "codecs .CODECS",
                              "no codecs", "amr mode-set MODES",
                              "no amr mode-set", "amr octet-align (0|1|both)", "dialect (auto|legacy|sdp)", "gcr (auto|on|off)", "guard-keepalive <0-255>", "endpoint-domain NAME"} | OWN_COMMANDS,
                             {command.get("id") for _, command in self.commands()})

    def test_every_word_of_every_command_has_help(self):
        checked = 0
        for node, command in self.commands():
            if node not in OWN_NODES and command.get("id") not in OWN_COMMANDS:
                continue
            for parameter in command.iter(NAMESPACE + "param"):
                with self.subTest(node=node, command=command.get("id"), word=parameter.get("name")):
                    self.assertTrue((parameter.get("doc") or "").strip())
                    self.assertNotIn("(null)", parameter.get("doc"))
                    checked += 1
        self.assertGreater(checked, 60)

    def test_an_unknown_reference_mode_is_refused(self):
        self.assertEqual(run_daemon("--vty-ref-mode", "nonsense", "--vty-ref-xml").returncode, 2)


if __name__ == "__main__":
    unittest.main()
