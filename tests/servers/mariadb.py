"""MariaDB in a folder of its own, on loopback only, for WordPress."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.servers import packages
from tests.servers.places import LOOPBACK, free_port
from tests.servers.processes import Process, need, run

USER, PASSWORD, DATABASE = "recycle", "recycle-pw", "recycle"
PACKAGE = "mariadb-server"
# Nothing here outlives a power cut, so nothing needs to wait for the disk.
CARELESS = (
    "--innodb-flush-log-at-trx-commit=0",
    "--skip-innodb-doublewrite",
    "--innodb-buffer-pool-size=64M",
    "--skip-log-bin",
)


@dataclass(frozen=True)
class Mariadb:
    port: int
    socket: Path

    def ask(self, statements: str) -> str:
        """What the statements answer, a row a line."""
        client = need("mariadb", PACKAGE)
        access = ["--no-defaults", "--batch", "--skip-column-names", f"--socket={self.socket}"]
        return run(
            [client, *access, f"--user={USER}", f"--password={PASSWORD}", f"--database={DATABASE}", f"--execute={statements}"]
        )


def install() -> None:
    packages.apt([PACKAGE])


def start(folder: Path) -> Mariadb:
    """A server with an empty database, in ``folder/mariadb``."""
    home = folder / "mariadb"
    home.mkdir()
    port, socket, user = free_port(), home / "sock", None
    if os.getuid() == 0:
        user = "mysql"
        shutil.chown(home, user)
    _make(home, user)
    process = Process(
        folder,
        "mariadb",
        [
            need("mariadbd", PACKAGE),
            "--no-defaults",
            f"--datadir={home / 'data'}",
            f"--bind-address={LOOPBACK}",
            f"--port={port}",
            f"--socket={socket}",
            *CARELESS,
        ],
        user=user,
    )
    process.start()
    process.wait_until(lambda: "ready for connections" in process.log.read_text())
    make = f"create database {DATABASE} character set utf8mb4"
    allow = "; ".join(
        f"create user '{USER}'@'{host}' identified by '{PASSWORD}'; grant all on *.* to '{USER}'@'{host}'"
        for host in ("localhost", LOOPBACK)
    )
    run([need("mariadb", PACKAGE), "--no-defaults", f"--socket={socket}", "--user=root", f"--execute={make}; {allow}"])
    return Mariadb(port, socket)


def _make(home: Path, user: str | None) -> None:
    options = ["--no-defaults", f"--datadir={home / 'data'}", "--auth-root-authentication-method=normal", "--skip-test-db"]
    run([need("mariadb-install-db", PACKAGE), *options, *([f"--user={user}"] if user else [])])
