"""A certificate for loopback and the authority that signed it, made for one run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.servers.processes import need, run

PACKAGE = "openssl"
NAMES = "IP:127.0.0.1,DNS:localhost,DNS:mail.example.test"
DAYS = "30"
KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc")
# All that Python's strict checks want to find in a certificate.
AUTHORITY = """\
[x]
basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=hash
"""
SERVER = f"""\
[x]
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=serverAuth
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
subjectAltName={NAMES}
"""


@dataclass(frozen=True)
class Certificate:
    ca_file: Path  # what a client is told to trust
    chain_file: Path  # the server's key and certificate


def make(folder: Path) -> Certificate:
    """A new authority and a certificate of it for 127.0.0.1 and localhost."""
    folder.mkdir()
    openssl = need("openssl", PACKAGE)
    ca, ca_key, request, key, server = (
        folder / name for name in ("ca.pem", "ca.key", "server.csr", "server.key", "server.crt")
    )
    (folder / "ca.ext").write_text(AUTHORITY)
    (folder / "server.ext").write_text(SERVER)
    for name, file, its_key in (("recycle test authority", folder / "ca.csr", ca_key), ("localhost", request, key)):
        run([openssl, "req", "-new", *KEY, "-subj", f"/CN={name}", "-keyout", its_key, "-out", file])
    sign = [openssl, "x509", "-req", "-days", DAYS, "-extensions", "x"]
    run([*sign, "-in", folder / "ca.csr", "-signkey", ca_key, "-extfile", folder / "ca.ext", "-out", ca])
    by_ca: list[str | Path] = ["-CA", ca, "-CAkey", ca_key, "-CAcreateserial"]
    run([*sign, "-in", request, *by_ca, "-extfile", folder / "server.ext", "-out", server])
    chain = folder / "server.pem"
    chain.touch(0o600)
    chain.write_text(key.read_text() + server.read_text())
    return Certificate(ca, chain)
