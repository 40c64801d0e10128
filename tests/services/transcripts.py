"""Requests and replies written down, one after the other, and a server that plays them back.

A file ``*.http`` has exchanges, each after a line ``### what it is``: method and path, headers, an empty line and the body; then the
reply from its ``HTTP/1.1`` line on. A header that is written down must be sent so; what is not written down may be anything.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from tests.services.stand_in import Asked, Reply, StandIn

FOLDER = Path(__file__).parent.parent / "transcripts"
HERE = "http://service.example"
"""Stands in a file for the address that the server really has."""


class Exchange(NamedTuple):
    what: str
    request: Asked
    reply: Reply


class Replay(StandIn):
    """Answers as the file says, in its order, and remembers in ``wrong`` what was asked otherwise."""

    def __init__(self, name: str) -> None:
        text = (FOLDER / name).read_text(encoding="utf-8")
        super().__init__()
        encoded = partial(quote, safe="")
        self.left = read(text.replace(HERE, self.url).replace(encoded(HERE), encoded(self.url)))
        self.wrong: list[str] = []

    def answer(self, asked: Asked) -> Reply:
        if not self.left:
            self.wrong.append(f"nothing more was to be asked, but {asked.method} {asked.target}")
            return Reply(418)
        expected = self.left.pop(0)
        self.wrong += [f"{expected.what}: {difference}" for difference in differences(expected.request, asked)]
        return expected.reply


def differences(expected: Asked, asked: Asked) -> list[str]:
    headers = [(f"header {name}", value, asked.headers.get(name, "")) for name, value in expected.headers.items()]
    compared = [
        ("method", expected.method, asked.method),
        ("path", expected.target, asked.target),
        *headers,
        ("body", expected.body, asked.body),
    ]
    return [f"{what} should be {one!r}, is {other!r}" for what, one, other in compared if one != other]


def read(text: str) -> list[Exchange]:
    return [_exchange(*block.split("\n", 1)) for block in text.split("### ")[1:]]


def _exchange(what: str, block: str) -> Exchange:
    request, _, reply = block.partition("\nHTTP/1.1 ")
    (first, *headers), body = _split(request)
    method, _, target = first.partition(" ")
    (status, *reply_headers), reply_body = _split(reply)
    return Exchange(
        what,
        Asked(method, target, {name.lower(): value for name, value in map(_pair, headers)}, body.encode()),
        Reply(int(status.split()[0]), reply_body.encode(), dict(map(_pair, reply_headers))),
    )


def _split(text: str) -> tuple[list[str], str]:
    head, _, body = text.strip("\n").partition("\n\n")
    return head.split("\n"), body


def _pair(line: str) -> tuple[str, str]:
    name, _, value = line.partition(": ")
    return name, value
