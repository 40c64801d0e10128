"""What the soak needs to know of each server: how an outlet there is set up, and what readers find in the end."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Protocol

SECRET = "SOAK_SECRET"
READERS = "list@example.test"


class Bed(Protocol):
    is_final: bool

    @property
    def target(self) -> str: ...

    @property
    def config(self) -> str: ...

    def stand_behind(self, port: int) -> None: ...

    def texts(self, name: str) -> list[str]: ...

    def empty(self) -> None: ...


class _Bed:
    is_final = False
    port = 0

    def __init__(self, server: Any) -> None:
        self.server = server

    @property
    def target(self) -> str:
        return str(self.server.base_url)

    @property
    def proxy(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stand_behind(self, port: int) -> None:
        self.port = port
        os.environ[SECRET] = self.secret()

    def secret(self) -> str:
        raise NotImplementedError

    def empty(self) -> None:
        self.server.empty()


class Wordpress(_Bed):
    @property
    def config(self) -> str:
        user = self.server.administrator.name
        return (
            "outlets:\n  there:\n    form: blog\n    destination:"
            f" {{type: wordpress, url: '{self.proxy}', user: {user}, password: env:{SECRET}, settling: 0.2}}\n"
        )

    def secret(self) -> str:
        return str(self.server.administrator.password)

    def texts(self, name: str) -> list[str]:
        return [post["content"]["raw"] for post in self.server.posts() if post["title"]["raw"] == f"The post {name}"]


class Ghost(_Bed):
    @property
    def config(self) -> str:
        return (
            "outlets:\n  there:\n    form: blog\n    destination:"
            f" {{type: ghost, url: '{self.proxy}', key: env:{SECRET}, settling: 0.2}}\n"
        )

    def secret(self) -> str:
        return str(self.server.admin_key)

    def texts(self, name: str) -> list[str]:
        return [post["html"] or "" for post in self.server.posts() if post["title"] == f"The post {name}"]


class Misago(_Bed):
    @property
    def config(self) -> str:
        return (
            "outlets:\n  there:\n    form: {type: forum, question: And you?}\n    destination:"
            f" {{type: misago, url: '{self.proxy}', user: {self.server.superuser}, password: env:{SECRET},"
            f" category: {self.server.category}, pause: 0, settling: 0.2}}\n"
        )

    def secret(self) -> str:
        return str(self.server.password)

    def texts(self, name: str) -> list[str]:
        return [thread.posts[0] for thread in self.server.threads() if thread.title == f"The post {name}"]


class Mail(_Bed):
    is_final = True

    @property
    def target(self) -> str:
        return f"smtp://{self.server.host}:{self.server.plain_port}"

    @property
    def config(self) -> str:
        mail = self.server
        imap = f"{{host: {mail.host}, port: {mail.imap_port}, user: {READERS}, password: env:{SECRET}, security: none}}"
        return (
            "outlets:\n  there:\n    form: {type: newsletter, sender: 'Notes <blog@example.test>'}\n    destination:"
            f" {{type: smtp, host: 127.0.0.1, port: {self.port}, security: none, user: {mail.user}, password: env:{SECRET},"
            f" to: {READERS}, imap: {imap}, timeout: 1.5, settling: 1.5}}\n"
        )

    def secret(self) -> str:
        return str(self.server.password)

    def texts(self, name: str) -> list[str]:
        mails = [mail for mail in self.server.messages(READERS) if mail["Subject"] == f"The post {name}"]
        return [str(mail.get_body(("plain",)).get_content()) for mail in mails]


BEDS: Mapping[str, Callable[[Any], Bed]] = MappingProxyType(
    {"wordpress": Wordpress, "ghost": Ghost, "misago": Misago, "mail": Mail}
)
