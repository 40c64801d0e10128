"""What a program is told and what it answers: JSON on its standard input, JSON on its standard output.

docs/destinations/command.md has all of it in words.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec import Struct, field

from recycle.destinations.addresses import is_web_address
from recycle.destinations.keys import token
from recycle.destinations.protocol import Look
from recycle.errors import DestinationError, UnansweredError
from recycle.model import Part, Placement, Variant

NOT_DONE = "not done:"
"""What the first line on standard error begins with when surely nothing was done.

The exit code alone does not say it: Python, Node, Ruby and shells end with 1 as well when they break, perhaps after the post.
"""
_MOST_WORDS = 300
T = TypeVar("T")


class Action(StrEnum):
    """What a program can be asked to do."""

    PLACE = "place"
    REVISE = "revise"
    WITHDRAW = "withdraw"
    FIND = "find"
    LOOK = "look"
    CHECK = "check"


class Reply(NamedTuple):
    """What a program has printed, and its name for messages."""

    program: str
    text: str

    @property
    def says_absent(self) -> bool:
        """Whether it says that nothing is there. It must say nothing else."""
        try:
            return bool(msgspec.json.decode(self.text) == {"absent": True})
        except (msgspec.DecodeError, UnicodeError):
            return False


class Found(NamedTuple):
    """Where something with the use's token is, and whether it has other words than those that were asked for."""

    placement: Placement
    differs: bool


class _Placed(Struct, kw_only=True):
    remote: str = ""
    url: str = ""
    held: dict[str, str] = field(default_factory=dict)
    waits: str = ""
    note: str = ""
    differs: bool = False


class _Seen(Struct, kw_only=True):
    held: dict[str, str]
    url: str = ""
    title: str = ""
    text: str = ""
    dialect: str = "html"


class _Note(Struct):
    note: str = ""


def told(action: Action, variant: Variant | None, placement: Placement | None, root: Path) -> bytes:
    """The JSON for one thing to do: the same for the same variant. Images lie below ``root``."""
    said: dict[str, Any] = {
        "action": action.value,
        "key": variant.key if variant else "",
        "token": token(variant.key) if variant else "",
        "digest": variant.digest if variant else "",
        "variant": _variant(variant, root) if variant else None,
        "placement": msgspec.to_builtins(placement) if placement else None,
    }
    return msgspec.json.format(msgspec.json.encode(said), indent=1) + b"\n"


def placement_from(reply: Reply) -> Placement:
    """Where the program says that it is now. Raises UnansweredError for what does not say that."""
    return _placement(_read(reply, _Placed, "a placement", UnansweredError), reply, UnansweredError)


def found_from(reply: Reply) -> Found:
    """What the program says that it has found. Raises DestinationError for what does not say that."""
    said = _read(reply, _Placed, "a placement", DestinationError)
    return Found(_placement(said, reply, DestinationError), said.differs)


def _placement(said: _Placed, reply: Reply, otherwise: type[DestinationError | UnansweredError]) -> Placement:
    if not (said.remote or said.url):
        raise otherwise(f"{reply.program} did not say where it is: it must print remote or url.")
    if said.url and not is_web_address(said.url):
        raise otherwise(f"{reply.program} printed a url that is no web address; what is no address belongs into remote.")
    return Placement(said.remote or said.url, said.url, said.held, said.waits, said.note)


def look_from(reply: Reply) -> Look:
    """What the program says is there now. Raises DestinationError."""
    said = _read(reply, _Seen, "what is there", DestinationError)
    return Look(held=said.held, url=said.url, title=said.title, text=said.text, dialect=said.dialect)


def note_from(reply: Reply) -> str:
    """What the program says of its account, in one line. Raises DestinationError."""
    return first_line(_read(reply, _Note, "a note", DestinationError).note)


def not_done(line: str) -> str | None:
    """The reason when ``line`` says that surely nothing was done, else None."""
    return line.removeprefix(NOT_DONE).strip() if line.startswith(NOT_DONE) else None


def first_line(text: str) -> str:
    """The first line with anything in it, fit to be shown."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    return "".join(sign if sign.isprintable() else " " for sign in line).strip()[:_MOST_WORDS].rstrip(".")


def ended(program: str, code: int) -> str:
    """How it ended, in words."""
    return f"{program} was killed by signal {-code}" if code < 0 else f"{program} ended with exit code {code}"


def _variant(variant: Variant, root: Path) -> Mapping[str, Any]:
    return {
        "piece": variant.piece,
        "outlet": variant.outlet,
        "form": variant.form,
        "meta": msgspec.to_builtins(variant.meta),
        "parts": [_part(part) for part in variant.parts],
        "assets": [{"name": one.name, "path": str(root / one.path), "digest": one.digest} for one in variant.assets],
    }


def _part(part: Part) -> Mapping[str, str]:
    named = {"name": part.name, "dialect": part.dialect, "suffix": part.suffix}
    if isinstance(part.body, str):
        return {**named, "text": part.body}
    return {**named, "base64": base64.b64encode(part.body).decode()}


def _read(reply: Reply, kind: type[T], what: str, otherwise: type[DestinationError | UnansweredError]) -> T:
    try:
        return msgspec.json.decode(reply.text, type=kind)
    except (msgspec.DecodeError, UnicodeError):
        raise otherwise(f"{reply.program} ended well, but did not print {what} as JSON.") from None
