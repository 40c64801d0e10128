"""PostgreSQL in a folder of its own, on loopback only, for Misago."""

from __future__ import annotations

import json
import os
import shutil
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.servers import packages
from tests.servers.places import LOOPBACK, free_port
from tests.servers.processes import Process, ServerProblem, need, run

USER, PASSWORD, DATABASE = "recycle", "recycle-pw", "postgres"
PACKAGE = "postgresql"
HOMES = Path("/usr/lib/postgresql")
# Nothing here outlives a power cut, so nothing needs to wait for the disk.
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass(frozen=True)
class Postgres:
    port: int

    def ask(self, query: str) -> list[dict[str, Any]]:
        """The rows that the query answers."""
        return list(json.loads(self.do(f"select coalesce(json_agg(found), '[]') from ({query}) found")))

    def do(self, statement: str) -> str:
        """What psql prints."""
        return self._client("psql", "--quiet", "--no-align", "--tuples-only", f"--command={statement}")

    def save(self, file: Path) -> None:
        """Everything that is in the database, as SQL. The file is whole or not there."""
        unfinished = file.with_suffix(f".{self.port}")
        self._client("pg_dump", "--no-owner", f"--file={unfinished}")
        unfinished.rename(file)

    def load(self, file: Path) -> None:
        """Fill the empty database."""
        self._client("psql", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", f"--file={file}")

    def _client(self, program: str, *options: str) -> str:
        access = [f"--host={LOOPBACK}", f"--port={self.port}", f"--username={USER}", f"--dbname={DATABASE}"]
        return run([need(program, PACKAGE), *access, *options], env={"PGPASSWORD": PASSWORD})


def install() -> None:
    packages.apt([PACKAGE])


def start(folder: Path) -> Postgres:
    """A server with an empty database, in ``folder/postgres``."""
    home = folder / "postgres"
    home.mkdir()
    password, data, user = home / "password", home / "data", None
    password.write_text(f"{PASSWORD}\n")
    if os.getuid() == 0:  # as which PostgreSQL does not run
        user = "postgres"
        shutil.chown(home, user)
    options = [
        f"--username={USER}",
        f"--pwfile={password}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    ]
    run([_program("initdb"), "-D", data, *options], folder=home, user=user)
    port = free_port()
    settings = (f"listen_addresses={LOOPBACK}", f"port={port}", "unix_socket_directories=", *CARELESS)
    command: list[str | Path] = [_program("postgres"), "-D", data, *(word for setting in settings for word in ("-c", setting))]
    process = Process(folder, "postgres", command, user=user, stop_by=signal.SIGINT)
    process.start()
    process.wait_until(lambda: "ready to accept connections" in process.log.read_text())
    return Postgres(port)


def _program(name: str) -> Path:
    """Debian keeps a folder for each version; the newest is taken."""
    found = sorted(HOMES.glob(f"*/bin/{name}"), key=lambda file: int(file.parts[-3]))
    if not found:
        raise ServerProblem(f"{name} is missing; install the Debian package {PACKAGE}, or run: make test-servers")
    return found[-1]
