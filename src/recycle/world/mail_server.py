"""Where mail is taken or kept, how to log in there, and its words without what must not be shown."""

from __future__ import annotations

import base64
from typing import Literal

from msgspec import Struct

from recycle.late import regex

Security = Literal["tls", "starttls", "none"]

_MOST_WORDS = 300
_ADDRESS = regex(r"<?[^\s<>()\[\],;:\"']+@[^\s<>()\[\],;:\"']+>?")


class Login(Struct, frozen=True):
    """A user and a password. Printing it shows neither; ``names`` are the variables that they come from, for messages."""

    user: str
    password: str
    names: str = ""

    def __repr__(self) -> str:
        return "Login(***)"


class MailServer(Struct, frozen=True, kw_only=True):
    """Where mail is taken or kept. ``timeout`` is in seconds, for each answer."""

    host: str
    port: int
    security: Security
    timeout: float = 60.0
    login: Login | None = None

    @property
    def name(self) -> str:
        """Host and port."""
        return f"{self.host}:{self.port}"


def tidied(words: str, hidden: tuple[str, ...] = ()) -> str:
    """What a server said, in one line, without addresses and without what is ``hidden``."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in words).split())
    line = _ADDRESS.sub("***", line)
    for secret in hidden:
        line = line.replace(secret, "***") if len(secret) > 3 else line
    return line[:_MOST_WORDS]


def hidden_of(login: Login | None) -> tuple[str, ...]:
    """The login as it is and as it travels: some servers repeat the line that they did not understand."""
    if login is None:
        return ()
    pair = f"\0{login.user}\0{login.password}"
    coded = (base64.b64encode(text.encode()).decode() for text in (login.password, login.user, pair))
    return (login.password, login.user, *coded)
