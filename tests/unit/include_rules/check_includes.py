#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Enforces the layers: which folder may include what, which a linker cannot see; and the size of a file.

usage: check_includes.py TOP    prints each violation as FILE:LINE: reason; exit status 1 if there is one
"""
import pathlib
import re
import sys
from dataclasses import dataclass

MAX_LINES = 500
INCLUDE = re.compile(r'\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')
CLOCK = re.compile(r"\b(?:system|steady|high_resolution)_clock::now\b")
PURE_VALUES = ("base/", "mncc/", "sdp/", "mgcp/", "sip/", "routing/")
CC_VALUES = ("cc/action.hpp", "cc/config.hpp", "cc/event.hpp", "cc/snapshot.hpp")


@dataclass(frozen=True)
class Rule:
    """What a folder may include: `ours` and `foreign` are prefixes; the C++ library and the folder itself always."""

    ours: tuple = ()
    foreign: tuple = ()
    posix: bool = False
    clock: bool = False


def adapter(*foreign):
    return Rule(PURE_VALUES + CC_VALUES + ("log/",), ("boost/asio/", "boost/system/") + foreign, posix=True, clock=True)


RULES = {
    "src/base": Rule(foreign=("arpa/inet.h",)),  # inet_pton(): a parser, not a socket
    "src/mncc": Rule(("base/",)),
    "src/sdp": Rule(("base/",)),
    "src/mgcp": Rule(("base/",)),
    "src/sip": Rule(("base/",), ("openssl/evp.h", "openssl/rand.h")),  # hashes and random bits of digest authentication
    "src/routing": Rule(("base/", "sip/")),
    "src/log": Rule(("base/",), ("fmt/",), clock=True),
    "src/trace": Rule(PURE_VALUES, ("fmt/",)),
    # Levels and rate limits are values too; writing the line is for the adapters.
    "src/cc": Rule(PURE_VALUES + ("trace/", "routing/", "log/level.hpp", "log/rate_limit.hpp")),
    "src/adapters/osmo": adapter("osmocom/", "spdlog/"),
    "src/adapters/sofia": adapter("sofia-sip/", "openssl/"),
    "src/adapters/mncc_link": adapter(),
    "src/adapters/mgcp_link": adapter(),
    "src/adapters/dns": adapter(),
    "vty": Rule(
        ("base/", "trace/", "routing/", "sip/cause_text.hpp", "cc/snapshot.hpp", "cc/admin.hpp", "cc/config.hpp",
         "cc/call_log.hpp", "adapters/osmo/osmo.hpp"), ("fmt/",), posix=True, clock=True
    ),
    "src/sim": Rule(PURE_VALUES + ("trace/", "log/", "adapters/"), ("boost/asio/", "boost/system/", "fmt/"), posix=True, clock=True),
    "src/app": Rule(
        PURE_VALUES + ("trace/", "routing/", "log/", "cc/", "adapters/", "vty/"), ("boost/asio/", "boost/system/", "fmt/"), posix=True, clock=True
    ),
}


def folder_of(path):
    """The folder with a rule that holds this path ("src/cc/call.cpp"), or None."""
    parts = pathlib.PurePosixPath(path).parts[:-1]
    for length in range(len(parts), 0, -1):
        if "/".join(parts[:length]) in RULES:
            return "/".join(parts[:length])
    return None


def is_cpp_library(header):
    return re.fullmatch(r"[a-z0-9_]+", header) is not None


def is_posix(header):
    return header.endswith(".h") and re.match(r"[a-z0-9_]+\.h$|(?:sys|arpa|net|netinet)/", header) is not None


def check_include(folder, ours, foreign):
    """Why this include is not allowed, or None. One of `ours` ("cc/call.hpp") and `foreign` ("vector") is None."""
    rule = RULES[folder]
    if ours is not None:
        if ours.startswith(folder.removeprefix("src/") + "/") or ours.startswith(rule.ours):
            return None
        return f'{folder} may not include "{ours}"'
    if is_cpp_library(foreign) or foreign.startswith(rule.foreign) or (rule.posix and is_posix(foreign)):
        return None
    return f"{folder} may not include <{foreign}>"


def check_source(path, text):
    """The violations of one file of src or vty, as (line number, reason)."""
    folder = folder_of(path)
    if folder is None:
        return [(1, "no rule for this folder: add one to check_includes.py")]
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        include = INCLUDE.match(line)
        reason = check_include(folder, *include.groups()) if include else None
        if reason is None and not RULES[folder].clock and CLOCK.search(line):
            reason = f"{folder} reads a clock: take the time as an argument"
        if reason:
            found.append((number, reason))
    return found


def check_size(text):
    lines = text.count("\n")
    return [(lines, f"{lines} lines, more than {MAX_LINES}: two jobs in one file?")] if lines > MAX_LINES else []


def main(top):
    failures = 0
    checked = 0
    for root in ("src", "vty", "tests"):
        for path in sorted((top / root).rglob("*.[ch]pp")):
            name = path.relative_to(top).as_posix()
            text = path.read_text(encoding="utf-8")
            checked += 1
            found = check_size(text) + (check_source(name, text) if root != "tests" else [])
            for number, reason in found:
                print(f"{name}:{number}: {reason}")
            failures += len(found)
    print(f"{checked} files, {failures} violations")
    return 1 if failures or not checked else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
