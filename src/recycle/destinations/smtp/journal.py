"""What a mail's recipients have got so far: a line on the disk before and after each, so that a killed run can be finished.

``.recycle/mail/<token>.jsonl`` has no address in it, only digests with a salt of its own. ``<token>.txt`` beside it is for the
person at this machine: which addresses were refused, and of which nobody knows. Neither is ever committed.
"""

from __future__ import annotations

import hmac
import secrets
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from recycle.destinations.smtp.addresses import Address
from recycle.errors import DestinationError, RecycleError
from recycle.world import disk

FOLDER = ".recycle/mail"


class State(StrEnum):
    """How far it has come with one recipient. Of DOUBT the last thing known is that the end of the mail was about to be sent."""

    NEW = "not sent yet"
    DOUBT = "may have got it or not"
    SENT = "has got it"
    REFUSED = "was refused"


class _Line(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``opened`` comes first. ``later``: the server said no for now, or broke off, and surely has not taken it."""

    what: Literal["opened", "began", "sent", "refused", "later"]
    who: str = ""
    salt: str = ""
    date: str = ""
    words: str = ""
    code: int = 0
    said: str = ""


_DECODER = msgspec.json.Decoder(_Line)


class Journal:
    """The journal of one use. Reading it changes nothing; ``open`` begins it."""

    def __init__(self, root: Path, name: str) -> None:
        self._root = root
        self._name = name
        self._path = root / FOLDER / f"{name}.jsonl"
        self._size = 0
        self._head = _Line(what="opened")
        self._last: dict[str, _Line] = {}
        self._words: dict[str, str] = {}
        for line in self._read():
            self._take(line)

    @property
    def is_open(self) -> bool:
        """Whether this machine remembers anything of the use."""
        return bool(self._head.salt)

    @property
    def date(self) -> str:
        """The date that every copy of the mail has."""
        return self._head.date

    @property
    def report(self) -> str:
        """Where a person finds the addresses, relative to the workspace."""
        return f"{FOLDER}/{self._name}.txt"

    def open(self, date: str) -> None:
        """Begins the journal. The date is a new one as long as nobody has got the mail.

        Raises DestinationError; then nothing may be sent.
        """
        try:
            disk.write_atomic(self._root / FOLDER / ".gitignore", b"*\n")
            if disk.exists(self._path) and disk.read_bytes(self._path)[self._size :]:
                disk.truncate(self._path, self._size)  # the line that a crash has cut off
        except RecycleError as error:
            raise DestinationError(f"nothing was sent, since it could not be noted: {error}") from None
        if all(line.what not in ("began", "sent") for line in self._last.values()):
            self._write(_Line(what="opened", salt=self._head.salt or secrets.token_hex(16), date=date))

    def state(self, reader: Address) -> State:
        """How far it has come with ``reader``."""
        last = self._last.get(self.digest(reader))
        match last.what if last else "later":
            case "began":
                return State.DOUBT
            case "sent":
                return State.SENT
            case "refused":
                return State.REFUSED
            case _:
                return State.NEW

    def refusal(self, reader: Address) -> tuple[int, str]:
        """The code and the words with which ``reader`` was refused."""
        last = self._last.get(self.digest(reader))
        return (last.code, last.said) if last else (0, "")

    def words(self, reader: Address) -> str:
        """The digest of the words that ``reader`` got."""
        return self._words.get(self.digest(reader), "")

    def began(self, reader: Address, words: str) -> None:
        """The end of the mail is about to be sent. Raises DestinationError; then it must not be."""
        self._write(_Line(what="began", who=self.digest(reader), words=words))

    def sent(self, reader: Address) -> None:
        """The server has taken it."""
        self._note(_Line(what="sent", who=self.digest(reader)))

    def refused(self, reader: Address, code: int, said: str, *, for_now: bool) -> None:
        """The server has said no."""
        self._note(_Line(what="later" if for_now else "refused", who=self.digest(reader), code=code, said=said))

    def digest(self, reader: Address) -> str:
        """What stands for ``reader``: without this file nobody can tell whom it means."""
        return hmac.digest(self._head.salt.encode(), reader.folded.encode(), "sha256").hex()[:16]

    def tell(self, lines: tuple[str, ...]) -> None:
        """Writes for the person at this machine what must not stand anywhere else; takes it away when there is nothing to tell."""
        path = self._root / self.report
        with suppress(RecycleError):
            if lines:
                disk.write_atomic(path, "".join(f"{line}\n" for line in lines).encode())
            elif disk.exists(path):
                disk.remove(path)

    def _read(self) -> list[_Line]:
        try:
            data = disk.read_bytes(self._path) if disk.exists(self._path) else b""
        except RecycleError as error:
            raise DestinationError(f"nothing was sent, since what was sent before cannot be read: {error}") from None
        whole = data[: data.rfind(b"\n") + 1]
        self._size = len(whole)
        try:
            return [_DECODER.decode(line) for line in whole.splitlines()]
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise DestinationError(
                f"{FOLDER}/{self._name}.jsonl, which knows who has got this mail, is damaged: find that out in the server's log,"
                " remove the file, and settle the use."
            ) from None

    def _take(self, line: _Line) -> None:
        if line.what == "opened":
            self._head = line
        else:
            self._last[line.who] = line
        if line.what == "began":
            self._words[line.who] = line.words

    def _note(self, line: _Line) -> None:
        # What has happened has happened; when the disk is full, what was noted before it is the safe side.
        self._take(line)
        with suppress(DestinationError):
            self._write(line)

    def _write(self, line: _Line) -> None:
        try:
            disk.append_line(self._path, msgspec.json.encode(line) + b"\n")
        except RecycleError as error:
            raise DestinationError(f"nothing was sent, since it could not be noted: {error}") from None
        self._take(line)
