"""One fixture a server, fresh for the session. A test that changes a server empties it first: ``wordpress.empty()``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import pytest

from tests.servers.ghost import Ghost
from tests.servers.kinds import KINDS, Server
from tests.servers.mail import Mail
from tests.servers.misago import Misago
from tests.servers.places import free_port, fresh_folder
from tests.servers.processes import forget, forget_orphans
from tests.servers.wordpress import Wordpress


@contextmanager
def running(name: str) -> Iterator[Server]:
    """A fresh server that is stopped and forgotten in the end, even when its start has failed half-way."""
    forget_orphans()
    kind = KINDS[name]
    folder = fresh_folder(name)
    try:
        kind.install()
        yield kind.start(folder, free_port())
    finally:
        forget(folder)


@pytest.fixture(scope="session")
def wordpress() -> Iterator[Wordpress]:
    with running("wordpress") as server:
        yield cast("Wordpress", server)


@pytest.fixture(scope="session")
def mail() -> Iterator[Mail]:
    with running("mail") as server:
        yield cast("Mail", server)


@pytest.fixture(scope="session")
def ghost() -> Iterator[Ghost]:
    with running("ghost") as server:
        yield cast("Ghost", server)


@pytest.fixture(scope="session")
def misago() -> Iterator[Misago]:
    with running("misago") as server:
        yield cast("Misago", server)
