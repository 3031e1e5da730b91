# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses in 127.0.0.0/8 and ports, so that tests can run side by side."""

import random
import socket
import struct


def loopback_address() -> str:
    """A loopback address that hardly any other test has; 13 characters, so that columns are where the manual has them."""
    return f"127.{random.randint(10, 99)}.{random.randint(100, 254)}.{random.randint(10, 99)}"


def free_port(address: str) -> int:
    """A port that is free on this address for TCP and UDP alike."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp, \
                socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            tcp.bind((address, 0))
            port = tcp.getsockname()[1]
            try:
                udp.bind((address, port))
            except OSError:
                continue
            return port


def is_bound(address: str, port: int) -> bool:
    """Whether some program has this address and port, for UDP or TCP: many tell nobody when they are ready."""
    number, = struct.unpack("=I", socket.inet_aton(address))
    entry = f" {number:08X}:{port:04X} "
    for table in ("udp", "tcp"):
        with open("/proc/net/" + table, encoding="ascii") as file:
            if entry in file.read():
                return True
    return False
