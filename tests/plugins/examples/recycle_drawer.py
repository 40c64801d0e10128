"""A destination: a service that keeps a note under the name that its writer gives it (``PUT /notes/NAME``)."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from msgspec import Meta as Says
from msgspec import Struct

from recycle.destinations.protocol import Answer, Row, Surroundings
from recycle.errors import DestinationError, InputError, UnansweredError
from recycle.model import Finding, Piece, Placement, Variant

ENV = "env:"


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The service's address and the name of the environment variable with its token."""

    url: Annotated[str, Says(description="Where the service is.")]
    token: Annotated[str, Says(description="`env:NAME`, where NAME is the variable that holds the token.")]
    timeout: Annotated[float, Says(description="How many seconds to wait for an answer.")] = 10.0


class Drawer:
    """The name is the key of the use. Whoever sends twice writes one note twice, and whoever looks finds it again."""

    final = False

    def __init__(self, settings: Settings, surroundings: Surroundings) -> None:
        if not settings.token.startswith(ENV):
            raise InputError("token: write env:NAME and put the token into the environment variable NAME.")
        self.settings = settings
        self.variable = settings.token.removeprefix(ENV)
        self.token = surroundings.environ.get(self.variable, "")

    def address(self, piece: Piece, outlet: str) -> str:
        return self.url_of(f"{piece.id}/{outlet}/1")

    def blocked(self, variant: Variant, placement: Placement | None) -> str:
        return "" if self.token else f"the environment has no {self.variable}."

    def preview(self, variant: Variant, placement: Placement | None) -> str:
        return f"PUT {self.url_of(variant.key)}\n\n{_text(variant)}"

    def place(self, variant: Variant) -> Placement:
        self.ask("PUT", self.url_of(variant.key), {"text": _text(variant), "digest": variant.digest})
        return self.placement(variant)

    def revise(self, variant: Variant, placement: Placement) -> Placement:
        return self.place(variant)

    def withdraw(self, placement: Placement) -> None:
        self.ask("DELETE", placement.url)

    def find(self, variant: Variant, before: Placement | None) -> Placement | Answer:
        """The note has the digest of what it says: another one means that the attempt did not arrive."""
        there = self.ask("GET", self.url_of(variant.key))
        return self.placement(variant) if there.get("digest") == variant.digest else Answer.ABSENT

    def intact(self, placement: Placement) -> bool:
        return True

    def check(self) -> tuple[Finding, ...]:
        return () if self.token else (Finding("drawer-token", f"the environment has no {self.variable}."),)

    def url_of(self, key: str) -> str:
        return f"{self.settings.url.rstrip('/')}/notes/{quote(key, safe='')}"

    def placement(self, variant: Variant) -> Placement:
        return Placement(remote=variant.key, url=self.url_of(variant.key))

    def ask(self, verb: str, url: str, data: dict[str, str] | None = None) -> dict[str, str]:
        """The answer; none for what is not there. Only a clear no is a failure, everything else may have arrived."""
        import requests

        headers = {"Authorization": f"Bearer {self.token}"}
        try:
            answer = requests.request(verb, url, json=data, headers=headers, timeout=self.settings.timeout)
        except requests.exceptions.ConnectTimeout:
            raise DestinationError(f"{self.settings.url} could not be reached.") from None
        except requests.exceptions.RequestException as error:
            raise UnansweredError(f"{self.settings.url} did not answer ({type(error).__name__}).") from None
        if answer.status_code == 404 and verb != "PUT":
            return {}
        if answer.status_code >= 500:
            raise UnansweredError(f"{self.settings.url} broke ({answer.status_code}).")
        if answer.status_code >= 400:
            raise DestinationError(f"{self.settings.url} said no ({answer.status_code}).")
        return dict(answer.json()) if verb == "GET" else {}


def _text(variant: Variant) -> str:
    return "\n".join(part.body for part in variant.parts if isinstance(part.body, str))


ROW = Row("drawer", Settings, Drawer)
