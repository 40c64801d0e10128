"""An account at a mail server: how config.yaml says it, and the server that ``world`` can talk to."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from recycle.destinations.secrets import MARK, Secret
from recycle.errors import DestinationError, InputError
from recycle.world.mail_server import Login, MailServer, Security

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

SUBMISSION: Mapping[Security, int] = MappingProxyType({"tls": 465, "starttls": 587, "none": 25})
"""The usual ports for handing mail in (RFC 8314, RFC 6409)."""
IMAP: Mapping[Security, int] = MappingProxyType({"tls": 993, "starttls": 143, "none": 143})
"""The usual ports of mailboxes (RFC 8314, RFC 9051)."""


class Said(Protocol):
    """What config.yaml says of an account."""

    @property
    def host(self) -> str:
        """The server's name."""
        ...

    @property
    def port(self) -> int:
        """Its port; 0 for the usual one."""
        ...

    @property
    def security(self) -> Security:
        """How the connection is encrypted."""
        ...

    @property
    def user(self) -> str:
        """The account's name, or ``env:NAME``."""
        ...

    @property
    def password(self) -> str:
        """``env:NAME``."""
        ...


class Account:
    """Built from settings; the secrets are read only when the server is asked for."""

    def __init__(self, said: Said, ports: Mapping[Security, int], environ: Mapping[str, str]) -> None:
        if not said.host or any(sign in "/@ :" or not sign.isprintable() for sign in said.host.removeprefix("::1")):
            raise InputError(
                f'host: "{said.host}" is not the name of a server: write it as smtp.example.com, the port under port:.'
            )
        if said.security == "none" and said.host not in _LOOPBACK:
            raise InputError(f"security: none sends mail and password in the open to {said.host}: write starttls or tls.")
        if bool(said.user) != bool(said.password):
            raise InputError("user and password: give both, or neither.")
        self._said = said
        self._port = said.port or ports[said.security]
        self._password = Secret(said.password, environ, "password") if said.password else None
        self._user = Secret(said.user, environ, "user") if said.user.startswith(MARK) else None

    @property
    def name(self) -> str:
        """Host and port."""
        return f"{self._said.host}:{self._port}"

    @property
    def shown(self) -> str:
        """How it is reached, for people."""
        login = f", logged in with {self._password!r}" if self._password else ", without a login"
        return f"{self.name} ({self._said.security}{login})"

    @property
    def unset(self) -> tuple[str, ...]:
        """The variables that have no value."""
        return tuple(one.name for one in (self._user, self._password) if one and not one.is_set)

    def server(self, timeout: float) -> MailServer:
        """The server with its login. Raises DestinationError when a variable is not set."""
        said = self._said
        return MailServer(host=said.host, port=self._port, security=said.security, timeout=timeout, login=self._login())

    def _login(self) -> Login | None:
        if self._password is None:
            return None
        user = self._user.value() if self._user else self._said.user
        names = " and ".join(one.name for one in (self._user, self._password) if one)
        login = Login(user, self._password.value(), names)
        if not (login.user + login.password).isprintable():
            raise DestinationError(f"{names}: there is a line end or another invisible sign in it.")
        return login
