"""A mailbox that can be looked into and not changed: as much of IMAP (RFC 9051) as that takes."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser

QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')


@dataclass
class Imap:
    """``mails`` are whole messages; ``broken`` closes every connection after the greeting."""

    port: int = 0
    login: tuple[str, str] = ("blog@example.test", "imap-password")
    folder: str = "INBOX"
    mails: list[bytes] = field(default_factory=list)
    broken: bool = False
    commands: list[str] = field(default_factory=list)


@contextmanager
def imap_server(**settings: object) -> Iterator[Imap]:
    imap = Imap(**settings)  # type: ignore[arg-type]

    class Handler(_Conversation):
        state = imap

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        imap.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield imap
        server.shutdown()
        thread.join()


class _Conversation(socketserver.StreamRequestHandler):
    state: Imap
    timeout = 10

    def handle(self) -> None:
        self.say("* OK ready")
        while not self.state.broken and (line := self.rfile.readline()):
            tag, _, rest = line.decode().strip().partition(" ")
            words = [(quoted or plain).replace("\\", "") for quoted, plain in QUOTED.findall(rest)]
            self.state.commands.append(words[0] if words[0] != "UID" else f"UID {words[1]}")
            self.say(f"{tag} {self.done(words)}")
            if words[0] == "LOGOUT":
                return

    def done(self, words: list[str]) -> str:
        match words:
            case ["CAPABILITY"]:
                self.say("* CAPABILITY IMAP4rev1")
            case ["LOGIN", user, password]:
                return "OK in" if (user, password) == self.state.login else f"NO [AUTHENTICATIONFAILED] {user} {password}"
            case ["EXAMINE", folder]:
                if folder != self.state.folder:
                    return f"NO there is no {folder} of <{self.state.login[0]}>"
                self.say(f"* {len(self.state.mails)} EXISTS")
            case ["UID", "SEARCH", "HEADER", name, part]:
                found = [str(number) for number, mail in enumerate(self.state.mails, 1) if part in (header(mail, name) or "")]
                self.say(f"* SEARCH {' '.join(found)}".rstrip())
            case ["UID", "FETCH", numbers, *rest]:
                names = " ".join(rest).partition("(BODY.PEEK[HEADER.FIELDS (")[2].partition(")")[0].split()
                for number in map(int, numbers.split(",")):
                    mail = self.state.mails[number - 1]
                    lines = (f"{name}: {header(mail, name)}\r\n" for name in names if header(mail, name) is not None)
                    head = f"{''.join(lines)}\r\n".encode()
                    fields = f"UID {number} BODY[HEADER.FIELDS ({' '.join(names)})] {{{len(head)}}}"
                    self.wfile.write(f"* {number} FETCH ({fields}\r\n".encode())
                    self.wfile.write(head + b")\r\n")
            case ["LOGOUT"]:
                self.say("* BYE")
            case _:
                return f"BAD {words[0]}"
        return "OK done"

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


def header(mail: bytes, name: str) -> str | None:
    value = BytesHeaderParser().parsebytes(mail)[name]
    return None if value is None else str(value)
