# SPDX-License-Identifier: AGPL-3.0-or-later
"""The manual shows what the daemon does: its examples load, its sessions and log lines come about as they stand there.

The first line of a block says what it is: ```cfg a configuration of osmo-sipgw, ```mgw one of osmo-mgw, ```vty SCENE a
session and ```log SCENE lines of the log in one of manual_scenes, ```python SCENE a script that is run there, ```ini a
drop-in of systemd, ```sh and ```msc commands that SHOWN names the test of, ```text a picture or an output.
"""
import concurrent.futures
import contextlib
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

from manual_scenes import SCENES
from sipgw_test import Daemon, loopback_address
from sipgw_test.manual import Block, blocks, links, logs, sessions, shows, translate
from sipgw_test.mgw import Mgw

TOP = pathlib.Path(__file__).parents[2]
MANUAL = TOP / "contrib/doc/manual"
LOG_TIMEOUT = 30
PARALLEL = 4  # scenes wait most of the time

# Commands that are not run here: the file in which a test or CI runs them, and what it runs.
INSIDE = "tests/package/inside"
SHOWN = {
    "sudo ./contrib/setup --all": ("contrib/test", 'contrib/setup "${setup_options[@]}"'),
    "dpkg-buildpackage -b -us -uc": ("tests/package/run", "dpkg-buildpackage -b -us -uc"),
    "sudo apt install ../osmo-sipgw_*.deb": (INSIDE, 'apt-get -q -y install "$1"'),
    "systemctl status osmo-sipgw": (INSIDE, "systemctl --no-pager status osmo-sipgw > /dev/null"),
    "journalctl -u osmo-sipgw": (INSIDE, "journalctl --no-pager -q -b -p err -u osmo-sipgw"),
    "sudo systemctl restart osmo-msc": (INSIDE, "systemctl restart osmo-msc"),
    "stat -c '%A %U:%G' /tmp/msc_mncc": (INSIDE, "stat -c '%A %U:%G' /tmp/msc_mncc"),
    "sudo systemctl restart osmo-sipgw": (INSIDE, "systemctl restart osmo-sipgw"),
    "sudo systemctl reload osmo-sipgw": (INSIDE, "systemctl reload osmo-sipgw"),
    "sudo systemctl enable --now osmo-sipgw@north": (INSIDE, "systemctl enable --now osmo-sipgw@north"),
    "sudo chgrp osmo-sipgw /tmp/north_mncc": (INSIDE, "chgrp osmo-sipgw /tmp/north_mncc"),
    "sudo chmod g+w /tmp/north_mncc": (INSIDE, "chmod g+w /tmp/north_mncc"),
    "msc": (INSIDE, "^msc$"),
    " mncc external /tmp/msc_mncc": (INSIDE, "msc\\n mncc external /tmp/msc_mncc"),
}


class Examples(unittest.TestCase):
    maxDiff = None

    def test_every_block_is_of_a_kind_that_is_checked(self):
        kinds = {block.language for block in blocks(MANUAL)}
        self.assertLessEqual(kinds, {"cfg", "mgw", "vty", "log", "sh", "msc", "python", "ini", "text"})
        self.assertGreater(len(blocks(MANUAL)), 40)

    def test_each_configuration_loads_and_comes_back_from_write(self):
        for block in blocks(MANUAL, "cfg"):
            with self.subTest(str(block)), Daemon(made_safe(block.text)) as daemon:
                with daemon.vty() as vty:
                    vty.enable()
                    running = vty.command("show running-config")
                    self.assertIn("Configuration saved", vty.command("write"))
                self.assertEqual(daemon.stop(), 0)
                daemon.start_again()
                with daemon.vty() as vty:
                    vty.enable()
                    self.assertEqual(vty.command("show running-config"), running)

    def test_each_configuration_of_osmo_mgw_loads(self):
        for block in blocks(MANUAL, "mgw"):
            with self.subTest(str(block)), tempfile.TemporaryDirectory() as folder:
                mgw = Mgw(loopback_address(), folder)
                mgw.set_text(block.text, "198.51.100.40")
                try:
                    mgw.start()
                finally:
                    mgw.kill()

    def test_each_script_prints_what_the_manual_says(self):
        for block in blocks(MANUAL, "python"):
            with self.subTest(str(block)), contextlib.ExitStack() as stack:
                text = block.text.replace("127.0.0.1", SCENES[block.subject](stack).daemon.address)
                result = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, timeout=30,
                                        check=False)
                self.assertEqual(result.returncode, 0, result.stderr)
                self.assertIn(f"```text\n{result.stdout}```\n", block.file.read_text(encoding="utf-8"))

    @unittest.skipUnless(shutil.which("systemd-analyze"), "no systemd here")
    def test_systemd_understands_each_drop_in(self):
        for block in blocks(MANUAL, "ini"):
            with self.subTest(str(block)), tempfile.TemporaryDirectory() as folder:
                unit = pathlib.Path(folder) / "manual.service"
                unit.write_text(f"[Service]\nExecStart=/bin/true\n{block.text}", encoding="utf-8")
                result = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True,
                                        timeout=60, check=False)
                self.assertNotIn("manual.service", result.stderr)

    def test_each_link_leads_somewhere(self):
        for file, target, heading in links(MANUAL):
            with self.subTest(file=file.name, link=target + heading):
                page = (MANUAL / target).read_text(encoding="utf-8") if target else file.read_text(encoding="utf-8")
                self.assertIn(heading.lstrip("#"), ["", *map(anchor, re.findall(r"^#+ (.*)$", page, re.M))])


def anchor(heading: str) -> str:
    """As GitHub names it."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def made_safe(text: str) -> str:
    """On addresses of its own, with nothing outside of the test's reach."""
    local, other = loopback_address(), loopback_address()
    text = re.sub(r"^line vty\n(?: .*\n)*|^ctrl\n(?: .*\n)*", "", text, flags=re.M)  # Daemon has its own
    text = text.replace("198.51.100.20", local).replace("/tmp/msc_mncc", "/nonexistent/mncc")
    return re.sub(r"198\.51\.100\.\d+|pbx\.example\.com", other, text)


class Scenes(unittest.TestCase):
    maxDiff = None

    def test_each_session_and_each_log_line_comes_about(self):
        by_scene: dict[str, list[Block]] = {}
        for block in blocks(MANUAL, "vty", "log"):
            by_scene.setdefault(block.subject, []).append(block)
        self.assertLessEqual(set(by_scene), set(SCENES))
        with concurrent.futures.ThreadPoolExecutor(PARALLEL) as pool:
            checks = {scene: pool.submit(check_scene, scene, found) for scene, found in by_scene.items()}
        for scene, check in checks.items():
            with self.subTest(scene):
                self.assertEqual("\n".join(check.result()), "")

    def test_no_scene_is_left_over(self):
        self.assertEqual({block.subject for block in blocks(MANUAL, "vty", "log")}, set(SCENES))


def check_scene(name: str, found: list[Block]) -> list[str]:
    """What is not as the blocks have it."""
    with contextlib.ExitStack() as stack:
        stage = SCENES[name](stack)
        faults = []
        for block in found:
            faults += (check_log if block.language == "log" else check_session)(stage, block)
        return faults


def check_log(stage, block: Block) -> list[str]:
    missing = block.text.splitlines()
    deadline = time.monotonic() + LOG_TIMEOUT
    while missing and time.monotonic() < deadline:
        log = translate(stage.daemon.log(), stage.names())
        missing = [line for line in missing if not logs(line, log)]
        time.sleep(0.05)
    return [f"{block}: not logged: {line}\n{log}" for line in missing]


def check_session(stage, block: Block) -> list[str]:
    names = stage.names()
    real = {shown: name for name, shown in names.items()}
    faults = []
    with stage.daemon.vty() as vty:
        if sessions(block.text)[0][0] == "OsmoSIPgw#":
            vty.enable()
        for prompt, command, expected in sessions(block.text):
            if vty.prompt != prompt:
                faults.append(f"{block}: the prompt is {vty.prompt}, not {prompt}")
            output = translate(vty.command(translate(command, real)), names)
            if not shows(expected, output):
                faults.append(f"{block}: {command}\n--- in the manual\n{expected}--- the daemon\n{output}")
    return faults


class Commands(unittest.TestCase):
    def test_each_shell_command_is_run_by_a_test(self):
        for block in blocks(MANUAL, "sh", "msc"):
            for command in block.text.splitlines():
                with self.subTest(f"{block}: {command}"):
                    self.assertIn(command, SHOWN)

    def test_what_is_said_to_run_a_command_does_so(self):
        given = {command for block in blocks(MANUAL, "sh", "msc") for command in block.text.splitlines()}
        for command, (file, text) in SHOWN.items():
            with self.subTest(command):
                self.assertIn(command, given)
                self.assertIn(text, (TOP / file).read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
