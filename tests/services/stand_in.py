"""What the stand-in servers have in common: one thread on a free port of this machine, a log, and faults to order."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import Any, NamedTuple, Self
from urllib.parse import parse_qs, urlsplit


class Asked(NamedTuple):
    """One request. Header names are in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.target).query, keep_blank_values=True)

    def one(self, name: str, otherwise: str = "") -> str:
        """The only value of a query parameter."""
        return self.query.get(name, [otherwise])[0]

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Reply(NamedTuple):
    status: int
    body: bytes = b""
    headers: Mapping[str, str] = MappingProxyType({})


class Fault(NamedTuple):
    """What happens to the next request that fits, instead of an answer. Status 0 cuts the line."""

    method: str
    path: str
    status: int
    acts: bool


def as_json(status: int, data: Any, headers: Mapping[str, str] | None = None) -> Reply:
    return Reply(status, json.dumps(data).encode(), {"Content-Type": "application/json", **(headers or {})})


class StandIn:
    """A server that answers what ``answer`` says. ``with`` starts and ends it."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.faults: list[Fault] = []
        self._turn = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = False
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, asked: Asked) -> Reply:
        raise NotImplementedError

    def fail(self, method: str, path: str = "/", *, status: int = 0, acts: bool = False) -> None:
        """The next ``method`` on a path that begins so fails: cut, or with ``status``; before or after it ``acts``."""
        self.faults.append(Fault(method, path, status, acts))

    def count(self, *methods: str) -> int:
        return sum(asked.method in methods for asked in self.asked)

    def handled(self, asked: Asked) -> Reply | None:
        """The reply; None for a line that is cut."""
        with self._turn:
            self.asked.append(asked)
            fits = (fault for fault in self.faults if fault.method == asked.method and asked.path.startswith(fault.path))
            fault = next(fits, None)
            if fault is None:
                return self.answer(asked)
            self.faults.remove(fault)
            if fault.acts:
                self.answer(asked)
            return as_json(fault.status, {"message": "out of order"}, {"Retry-After": "0"}) if fault.status else None


def _handler(stand_in: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            reply = stand_in.handled(Asked(self.command, self.path, headers, body))
            self.close_connection = True
            if reply is None:
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.send_header("Connection", "close")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(reply.body)

        do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = handle_one  # noqa: N815  the names that the library calls

        def log_message(self, *_: object) -> None:
            pass

    return Handler
