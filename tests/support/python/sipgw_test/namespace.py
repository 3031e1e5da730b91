# SPDX-License-Identifier: AGPL-3.0-or-later
"""A network of the test's own, with its own name servers and hosts file; leaves nothing behind on the machine."""
import ctypes
import fcntl
import os
import pathlib
import socket
import struct
import tempfile
import unittest

_CLONE_NEWNS, _CLONE_NEWNET = 0x00020000, 0x40000000
_MS_BIND, _MS_REC, _MS_PRIVATE = 0x1000, 0x4000, 0x40000
_SIOCSIFFLAGS, _IFF_UP = 0x8914, 0x1
_FILES = {"resolv.conf": "", "hosts": "127.0.0.1 localhost\n", "nsswitch.conf": "hosts: files dns\n"}

_libc = ctypes.CDLL(None, use_errno=True)


def _call(function, *arguments):
    if getattr(_libc, function)(*arguments) != 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{function}: {os.strerror(error)}")


class Namespace:
    """From here to close() this process, and what it starts, sees an empty network with a loopback interface, and
    these files instead of the ones in /etc. Skips the test where that is not permitted."""

    def __init__(self):
        self._before = [os.open(f"/proc/self/ns/{kind}", os.O_RDONLY | os.O_CLOEXEC) for kind in ("net", "mnt")]
        self._working_directory = os.getcwd()
        try:
            _call("unshare", _CLONE_NEWNET | _CLONE_NEWNS)
        except PermissionError as error:
            self._forget_before()
            raise unittest.SkipTest(f"a network of its own is for root alone ({error})")
        self._directory = tempfile.TemporaryDirectory(prefix="sipgw-etc-")
        try:
            self._furnish()
        except BaseException:
            self.close()
            raise

    def _furnish(self):
        _call("mount", b"none", b"/", None, _MS_REC | _MS_PRIVATE, None)
        for name, content in _FILES.items():
            self.write(name, content)
            place = os.path.realpath("/etc/" + name)
            _call("mount", os.fsencode(self._path(name)), os.fsencode(place), None, _MS_BIND, None)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
            fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sH22x", b"lo", _IFF_UP))

    def _path(self, name):
        return pathlib.Path(self._directory.name) / name

    def write(self, name, content):
        """The whole content of /etc/`name`; takes effect with the next question."""
        self._path(name).write_text(content, encoding="ascii")

    def use_name_server(self, address, options=""):
        self.write("resolv.conf", f"nameserver {address}\n{options}")

    def _forget_before(self):
        for before in self._before:
            os.close(before)

    def close(self):
        for before in self._before:
            _call("setns", before, 0)
        self._forget_before()
        os.chdir(self._working_directory)
        self._directory.cleanup()
