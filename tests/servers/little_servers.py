"""Two servers of a few lines, over HTTP and SMTP, that remember what they were told. For tests of what stands before real ones."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import BaseServer, StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import TypeVar

LOOPBACK = "127.0.0.1"
POLL = 0.01

S = TypeVar("S", bound=BaseServer)


class Blog(ThreadingHTTPServer):
    """Takes whatever is posted."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__((LOOPBACK, 0), _Post)
        self.posts: list[bytes] = []
        self.names: list[str] = []  # by which it was called
        self.says_length = True

    @property
    def address(self) -> tuple[str, int]:
        return LOOPBACK, self.server_port

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a proxy that cuts connections stands before it."""


class _Post(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Blog

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        if len(body) < length:
            return
        self.server.posts.append(body)
        self._answer(HTTPStatus.CREATED)

    def do_GET(self) -> None:
        self._answer(HTTPStatus.OK)

    def _answer(self, status: HTTPStatus) -> None:
        name = f"http://{self.headers['Host']}"
        self.server.names += [name, self.headers.get("Origin", name)]
        said = f'{{"posts": {len(self.server.posts)}}}'.encode()
        self.send_response(status)
        self.send_header("Location", f"{name}/posts/1")
        if self.server.says_length:
            self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing."""


class Postbox(ThreadingTCPServer):
    """Takes whatever is mailed."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__((LOOPBACK, 0), _Session)
        self.mails: list[bytes] = []

    @property
    def address(self) -> tuple[str, int]:
        return LOOPBACK, int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a proxy that cuts connections stands before it."""


class _Session(StreamRequestHandler):
    server: Postbox

    def handle(self) -> None:
        self.wfile.write(b"220 ready\r\n")
        while command := self.rfile.readline().upper():
            match command.split()[0]:
                case b"EHLO":
                    self.wfile.write(b"250-hello\r\n250-8BITMIME\r\n250-CHUNKING\r\n250 STARTTLS\r\n")
                case b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    if not self._take():
                        return
                    self.wfile.write(b"250 taken\r\n")
                case b"QUIT":
                    self.wfile.write(b"221 bye\r\n")
                    return
                case _:
                    self.wfile.write(b"250 well\r\n")

    def _take(self) -> bool:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line)
        self.server.mails.append(b"".join(lines))
        return True


@contextmanager
def serving(server: S) -> Iterator[S]:
    """The server, until the block ends."""
    with server:
        thread = Thread(target=server.serve_forever, args=(POLL,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
