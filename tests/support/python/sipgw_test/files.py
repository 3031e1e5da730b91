# SPDX-License-Identifier: AGPL-3.0-or-later
"""Waiting for what a program writes."""

import pathlib
import time


def await_text(file: pathlib.Path, text: str, timeout: float = 60) -> None:
    """Returns when the file exists and holds the text."""
    deadline = time.monotonic() + timeout
    while not file.exists() or text not in file.read_text(encoding="utf-8", errors="replace"):
        if time.monotonic() > deadline:
            raise AssertionError(f"no {text!r} in {file}")
        time.sleep(0.05)
