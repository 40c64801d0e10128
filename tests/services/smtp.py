"""A mail server that takes what RFC 5321 allows and nothing else, and breaks off, refuses or babbles when it is told to."""

from __future__ import annotations

import base64
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

LONGEST_COMMAND, LONGEST_LINE = 512, 1000
"""Bytes with the line end (RFC 5321, 4.5.3.1)."""
CUT = "cut"
"""The connection is closed instead of an answer."""
_TLS = b"\x16\x03"
SILENT = "silent"
"""Nothing more is said until the client goes."""


@dataclass(frozen=True)
class Taken:
    sender: str
    recipients: tuple[str, ...]
    data: bytes


@dataclass
class Smtp:
    """``trouble`` has, for the command of that name, what is answered instead of doing it, in turn.

    ``END`` is the dot, ``AFTER`` the answer to it when the mail has been taken; ``CONTENT`` breaks off within the mail.
    """

    port: int = 0
    login: tuple[str, str] | None = None
    size: int = 0
    refused: dict[str, str] = field(default_factory=dict)
    trouble: dict[str, list[str]] = field(default_factory=dict)
    taken: list[Taken] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def to(self, address: str) -> list[Taken]:
        return [one for one in self.taken if address in one.recipients]


@contextmanager
def smtp_server(**settings: object) -> Iterator[Smtp]:
    smtp = Smtp(**settings)  # type: ignore[arg-type]

    class Handler(_Conversation):
        state = smtp

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        smtp.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield smtp
        server.shutdown()
        thread.join()
    assert smtp.faults == []


class _Gone(Exception):
    """The connection is over."""


class _Conversation(socketserver.StreamRequestHandler):
    state: Smtp
    timeout = 10

    def handle(self) -> None:
        self.is_known = self.state.login is None
        self.sender: str | None = None
        self.recipients: list[str] = []
        try:
            self.answer("CONNECT", "220 mail.example.test")
            while True:
                self.command()
        except (_Gone, OSError):
            return

    def command(self) -> None:
        line = self.rfile.readline(LONGEST_COMMAND + 1)
        if not line or line.startswith(_TLS):
            raise _Gone
        self.must(line.endswith(b"\r\n") and b"\n" not in line[:-2] and line.isascii(), f"a command is wrong: {line!r}")
        words = line.decode("ascii").strip()
        name, _, rest = words.partition(" ")
        self.state.commands.append(f"{name.upper()} {rest}".strip() if name.upper() != "AUTH" else "AUTH")
        match name.upper():
            case "EHLO":
                features = [f"SIZE {self.state.size}"] if self.state.size else []
                features += ["AUTH PLAIN"] if self.state.login else []
                self.answer("EHLO", "\r\n".join([f"250{'-' if features else ' '}mail.example.test", *_listed(features)]))
            case "AUTH":
                self.auth(rest)
            case "MAIL":
                self.must(self.sender is None and rest.startswith("FROM:<"), "MAIL is out of order")
                if self.answer("MAIL", "250 ok" if self.is_known else "530 5.7.0 log in first"):
                    self.sender = _inner(rest)
            case "RCPT":
                self.must(self.sender is not None and rest.startswith("TO:<"), "RCPT is out of order")
                refused = self.state.refused.get(_inner(rest))
                if self.answer("RCPT", refused or "250 ok"):
                    self.recipients.append(_inner(rest))
            case "DATA":
                self.must(bool(self.recipients), "DATA without recipients")
                if self.answer("DATA", "354 go on"):
                    self.content()
            case "RSET":
                self.sender, self.recipients = None, []
                self.answer("RSET", "250 ok")
            case "QUIT":
                self.answer("QUIT", "221 bye")
                raise _Gone
            case _:
                self.must(False, f"an unknown command: {words}")

    def auth(self, said: str) -> None:
        kind, _, coded = said.partition(" ")
        self.must(kind == "PLAIN", f"AUTH {kind} was not offered")
        _, user, password = base64.b64decode(coded).decode().split("\0")
        self.is_known = (user, password) == self.state.login
        self.answer("AUTH", "235 welcome" if self.is_known else f"535 5.7.8 no such login <{user}> {coded}")

    def content(self) -> None:
        lines: list[bytes] = []
        if self.trouble("CONTENT"):
            self.rfile.readline()
            raise _Gone
        while (line := self.rfile.readline(LONGEST_LINE + 1)) != b".\r\n":
            if not line:
                raise _Gone
            self.must(line.endswith(b"\r\n") and b"\r" not in line[:-2], f"a line ends wrongly or is too long: {line!r}")
            self.must(line.isascii(), f"8 bits without 8BITMIME: {line!r}")
            lines.append(line.removeprefix(b"."))
        assert self.sender is not None
        mail = Taken(self.sender, tuple(self.recipients), b"".join(lines))
        self.sender, self.recipients = None, []
        instead = self.trouble("END")
        if instead:
            self.say(instead)
            return
        if self.state.size and len(mail.data) > self.state.size:
            self.say("552 too big")
            return
        self.state.taken.append(mail)
        self.answer("AFTER", "250 taken")

    def answer(self, name: str, words: str) -> bool:
        """Whether it was a yes."""
        words = self.trouble(name) or words
        self.say(words)
        return words[:1] in "23"

    def trouble(self, name: str) -> str:
        planned = self.state.trouble.get(name)
        return planned.pop(0) if planned else ""

    def say(self, words: str) -> None:
        if words == SILENT:
            while self.rfile.read(1):
                pass
        if words in (CUT, SILENT):
            raise _Gone
        self.wfile.write(f"{words}\r\n".encode())
        if words.startswith("421"):
            raise _Gone

    def must(self, holds: bool, wrong: str) -> None:
        if not holds:
            self.state.faults.append(wrong)
            raise _Gone


def _listed(features: list[str]) -> list[str]:
    return [f"250{' ' if feature == features[-1] else '-'}{feature}" for feature in features]


def _inner(said: str) -> str:
    return said.partition("<")[2].partition(">")[0]
