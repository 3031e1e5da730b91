# SPDX-License-Identifier: AGPL-3.0-or-later
"""Debian's osmo-stp, osmo-hlr, osmo-msc and osmo-mgw around the gateway, on loopback addresses of their own."""
import json
import os
import shutil
import time

from sipgw_test import Vty, loopback_address

from . import configs
from .program import Program, Unit

_HERE = os.path.dirname(os.path.abspath(__file__))
_TOP = os.path.join(_HERE, "..", "..", "..")
_PATIENCE = 20
# Which address of the network's 256 each one has. The SIP peer is whatever the user starts at `peer`, port 5060.
_HOSTS = {"stp": 1, "hlr": 2, "msc": 3, "msc_mgw": 4, "gateway_mgw": 5, "gateway": 6, "peer": 7, "bss": 8,
          "softphone": 9}
# Name, port of its VTY, configuration: in the order of their start.
_PROGRAMS = (("stp", 4239, configs.STP), ("hlr", 4258, configs.HLR), ("msc_mgw", 4243, configs.MGW),
             ("gateway_mgw", 4243, configs.MGW), ("msc", 4254, configs.MSC), ("gateway", 4256, configs.GATEWAY))
_EXECUTABLES = {"stp": "osmo-stp", "hlr": "osmo-hlr", "msc": "osmo-msc", "msc_mgw": "osmo-mgw",
                "gateway_mgw": "osmo-mgw"}
_SIGTRAN = ("stp", "msc")
# With SIPGW_E2E_SYSTEMD in the environment these are not started from a build tree but as what the packages installed.
_UNITS = {"msc": "osmo-msc", "gateway": "osmo-sipgw"} if os.environ.get("SIPGW_E2E_SYSTEMD") else {}


def built(variable, name, *where):
    """A program or library of ours: named by the environment, of a build tree, or installed."""
    candidates = [os.environ.get(variable), *(os.path.join(_TOP, "build", preset, *where, name)
                                              for preset in ("e2e", "release", "dev")), shutil.which(name)]
    for path in candidates:
        if path and os.path.exists(path):
            return os.path.abspath(path)
    raise FileNotFoundError(f"no {name}: build it, install it, or set {variable}")


def sctp_environment():
    """What a program that speaks SIGTRAN needs in its environment: nothing where the kernel has SCTP."""
    with open("/proc/net/protocols", encoding="ascii") as file:
        if "SCTP" in file.read():
            return {}
    return {"LD_PRELOAD": built("SIPGW_SCTP_OVER_TCP", "libsctp_over_tcp.so", "tests", "e2e")}


class Network:
    """`directory` holds configurations, logs, the subscribers' database, the MNCC socket, and state.json."""

    def __init__(self, directory, *, anchor=True, guard_timeout=180, gateway_config="", prefix=None):
        self.directory = os.path.abspath(directory)
        self.anchor, self.guard_timeout, self.gateway_config = anchor, guard_timeout, gateway_config
        self.prefix = prefix or loopback_address().rpartition(".")[0]
        self.address = {name: f"{self.prefix}.{host}" for name, host in _HOSTS.items()}
        self.mncc_path = "/tmp/msc_mncc" if _UNITS else os.path.join(self.directory, "msc_mncc")
        self.programs = {name: self._program(name, vty_port)
                         for name, vty_port, _ in _PROGRAMS if anchor or name != "gateway_mgw"}

    # --- up and down

    def up(self):
        os.makedirs(self.directory, exist_ok=True)
        try:
            for program in self.programs.values():
                self.start(program.name)
            self.wait_for("gateway", "show mncc-connection", "READY")
            if self.anchor:
                self.wait_for("gateway", "show mgw", "UP for")
        except BaseException:
            self.down()
            raise
        return self

    def down(self):
        for program in reversed(self.programs.values()):
            program.stop()
        self._save()

    def start(self, name):
        """One program; returns when its VTY answers."""
        program = self.programs[name]
        with open(self._config_path(name), "w", encoding="ascii") as file:
            file.write(self._config(name))
        program.start(self._command(name), self._environment(name))
        self._save()
        limit = time.monotonic() + _PATIENCE
        while True:
            try:
                self.vty(name).close()
                return
            except ConnectionRefusedError as error:
                if time.monotonic() > limit or not program.is_running():
                    raise RuntimeError(f"{name} does not start:\n{program.log()[-3000:]}") from error
                time.sleep(0.02)

    def status(self):
        """Lines for people."""
        yield f"directory   {self.directory}"
        for program in self.programs.values():
            state = f"pid {program.pid}" if program.is_running() else "down"
            yield f"{program.name:12}{state:12} telnet {' '.join(map(str, program.vty_address))}"
        yield f"SIP peer    expected at {self.address['peer']} port 5060"
        yield f"gateway     serves SIP at {self.address['gateway']} port 5060"

    # --- talking to the programs

    def vty(self, name):
        return Vty(*self.programs[name].vty_address)

    def command(self, name, text):
        with self.vty(name) as terminal:
            terminal.enable()
            return terminal.command(text)

    def wait_for(self, name, command, text, timeout=_PATIENCE):
        """Waits until the output of a VTY command holds `text`; returns the output."""
        limit = time.monotonic() + timeout
        while text not in (output := self.command(name, command)):
            if time.monotonic() > limit:
                raise AssertionError(f"{name}: {command}: no {text!r} within {timeout} s in\n{output}\n"
                                     f"{self.programs[name].log()[-4000:]}")
            time.sleep(0.02)
        return output

    def add_subscriber(self, imsi, msisdn):
        self.command("hlr", f"subscriber imsi {imsi} create")
        self.command("hlr", f"subscriber imsi {imsi} update msisdn {msisdn}")

    # --- programs and their files

    def _program(self, name, vty_port):
        vty = (self.address[name], vty_port)
        if name in _UNITS:
            return Unit(name, self.directory, vty, _UNITS[name])
        return Program(name, self.directory, vty)

    def _command(self, name):
        executable = _EXECUTABLES.get(name) or built("SIPGW_DAEMON", "osmo-sipgw", "src", "app")
        return [executable, "-c", self._config_path(name)]

    def _environment(self, name):
        if name == "gateway":
            return {"RUNTIME_DIRECTORY": self.directory}
        return sctp_environment() if name in _SIGTRAN else {}

    def _config_path(self, name):
        return os.path.join(self.directory, f"{name}.cfg")

    def _config(self, name):
        text = next(text for program, _, text in _PROGRAMS if program == name)
        if name == "gateway":
            text += (configs.GATEWAY_ANCHOR if self.anchor else "") + self.gateway_config
        return text.format(address=self.address[name], mncc=self.mncc_path, directory=self.directory,
                           guard_timeout=self.guard_timeout, **self.address)

    # --- state.json, for whoever comes later

    def _save(self):
        state = {"prefix": self.prefix, "anchor": self.anchor,
                 "pids": {program.name: [program.pid, program.born] for program in self.programs.values()}}
        with open(os.path.join(self.directory, "state.json"), "w", encoding="ascii") as file:
            json.dump(state, file, indent=1)

    @classmethod
    def load(cls, directory):
        """The network that another process has started in `directory`."""
        with open(os.path.join(directory, "state.json"), encoding="ascii") as file:
            state = json.load(file)
        network = cls(directory, anchor=state["anchor"], prefix=state["prefix"])
        for name, (pid, born) in state["pids"].items():
            network.programs[name].pid, network.programs[name].born = pid, born
        return network
