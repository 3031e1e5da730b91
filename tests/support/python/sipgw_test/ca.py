# SPDX-License-Identifier: AGPL-3.0-or-later
"""A certification authority made by the openssl command."""
import pathlib
import subprocess

_NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


def _openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, timeout=60)


class Ca:
    """Keeps its files in `directory`, which must be its own."""

    def __init__(self, directory, name="TestCa"):
        self.directory = pathlib.Path(directory)
        self.directory.mkdir(exist_ok=True)
        self.file = self.directory / "ca.pem"
        self._key = self.directory / "ca.key"
        _openssl("req", "-x509", "-days", 2, "-subj", "/CN=" + name, "-keyout", self._key, "-out", self.file, *_NEW_KEY)

    def issue(self, subject, *names, days=90):
        """Paths of a certificate and its key; names as "DNS:gw.test" or "IP:127.0.0.1", -1 days: expired."""
        certificate, key, request = (self.directory / f"{subject}.{kind}" for kind in ("pem", "key", "csr"))
        _openssl("req", "-subj", "/CN=" + subject, "-addext", "subjectAltName=" + ",".join(names or ["DNS:" + subject]),
                 "-keyout", key, "-out", request, *_NEW_KEY)
        _openssl("x509", "-req", "-copy_extensions", "copy", "-in", request, "-CA", self.file, "-CAkey", self._key,
                 "-days", days, "-out", certificate)
        return certificate, key
