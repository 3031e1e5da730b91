# SPDX-License-Identifier: AGPL-3.0-or-later
"""Helpers of the tests that drive the real daemon: starting it, its VTY, addresses of one's own."""

from .daemon import Daemon, StartFailed, executable, run_daemon
from .files import await_text
from .net import free_port, loopback_address
from .vty import Vty

__all__ = ["Daemon", "StartFailed", "Vty", "await_text", "executable", "free_port", "loopback_address", "run_daemon"]
