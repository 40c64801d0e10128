"""Which servers there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from tests.servers import ghost, mail, misago, wordpress


class Server(Protocol):
    @property
    def base_url(self) -> str: ...

    @property
    def env(self) -> dict[str, str]: ...


@dataclass(frozen=True)
class Kind:
    name: str
    install: Callable[[], None]
    start: Callable[[Path, int], Server]


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            Kind("wordpress", wordpress.install, wordpress.start),
            Kind("mail", mail.install, mail.start),
            Kind("ghost", ghost.install, ghost.start),
            Kind("misago", misago.install, misago.start),
        )
    }
)
