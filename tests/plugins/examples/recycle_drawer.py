"""A destination: a service that keeps a note under the name that its writer gives it (``PUT /notes/NAME``)."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from msgspec import Meta as Says
from msgspec import Struct

from recycle.destinations.api import Api
from recycle.destinations.keys import held
from recycle.destinations.protocol import Answer, Look, Row, Surroundings
from recycle.destinations.secrets import Secret
from recycle.errors import DestinationError
from recycle.model import Finding, Piece, Placement, Variant
from recycle.world.web import Request


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The service's address and the name of the environment variable with its token."""

    url: Annotated[str, Says(description="Where the service is.")]
    token: Annotated[str, Says(description="`env:NAME`, where NAME is the variable that holds the token.")]
    timeout: Annotated[float, Says(description="How many seconds to wait for an answer.")] = 10.0


class Drawer:
    """The name is the key of the use. Whoever sends twice writes one note twice, and whoever looks finds it again."""

    final = False
    settling = 0.0

    def __init__(self, settings: Settings, surroundings: Surroundings) -> None:
        self.token = Secret(settings.token, surroundings.environ, "token")
        self.api = Api(surroundings, settings.url, sign=self.sign, secrets=(self.token,), timeout=settings.timeout)
        self.service = self.api.name

    def sign(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token.value()}"}

    def address(self, piece: Piece, outlet: str) -> str:
        return f"{self.api.url}{path_of(f'{piece.id}/{outlet}/1')}"

    def blocked(self, variant: Variant, placement: Placement | None) -> str:
        return "" if self.token.is_set else f"the environment has no {self.token.name}."

    def preview(self, variant: Variant, placement: Placement | None) -> str:
        return self.api.shown(self.request_for(variant))

    def place(self, variant: Variant) -> Placement:
        self.api.send(self.request_for(variant))
        return self.placement(variant)

    def revise(self, variant: Variant, placement: Placement) -> Placement:
        return self.place(variant)

    def withdraw(self, placement: Placement) -> None:
        if self.api.get(path_of(placement.remote)) is not None:
            self.api.send(self.api.request("DELETE", path_of(placement.remote)))

    def find(self, variant: Variant, before: Placement | None) -> Placement | Answer:
        """The note has the digest of what it says: another one means that the attempt did not arrive."""
        there = self.api.get(path_of(variant.key)) or {}
        return self.placement(variant) if there.get("digest") == variant.digest else Answer.ABSENT

    def look(self, placement: Placement) -> Look | Answer:
        there = self.api.get(path_of(placement.remote))
        return Answer.ABSENT if there is None else Look(held=held({"text": there["text"]}), text=there["text"], dialect="gfm")

    def intact(self, placement: Placement) -> bool:
        return True

    def check(self) -> tuple[Finding, ...]:
        return () if self.token.is_set else (Finding("drawer-token", f"the environment has no {self.token.name}."),)

    def account(self) -> str:
        if self.api.get("/me") is None:
            raise DestinationError("the drawer knows nobody with this token.")
        return "the token opens the drawer"

    def request_for(self, variant: Variant) -> Request:
        return self.api.request("PUT", path_of(variant.key), data={"text": _text(variant), "digest": variant.digest})

    def placement(self, variant: Variant) -> Placement:
        url = f"{self.api.url}{path_of(variant.key)}"
        return Placement(remote=variant.key, url=url, held=held({"text": _text(variant)}))


def path_of(key: str) -> str:
    return f"/notes/{quote(key, safe='')}"


def _text(variant: Variant) -> str:
    return "\n".join(part.body for part in variant.parts if isinstance(part.body, str))


ROW = Row("drawer", Settings, Drawer)
