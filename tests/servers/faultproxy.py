"""A proxy on loopback that stands between recycle and a real server, and does to its requests what a bad day does.

    with FaultProxy(("127.0.0.1", port), Once(Fault.LOST_REPLY, "POST")) as proxy:
        ...  # recycle is told proxy.base_url
    assert [entry.fault for entry in proxy.log] == [...]

The server is shown its own name in ``Host``, ``Origin`` and ``Referer``, and an address of it in ``Location`` or ``Link`` comes out as one of
the proxy, so that neither sees the other's port. Bodies are left alone. SMTP has its own: ``faultproxy_smtp.py``.
"""

from __future__ import annotations

import os
import socket
import ssl
import threading
from dataclasses import dataclass
from http import HTTPStatus
from itertools import count
from socketserver import BaseRequestHandler, ThreadingTCPServer
from types import TracebackType
from typing import Self

from tests.servers.faults import Entry, Fault, Plan, no_faults
from tests.servers.messages import END, Message, for_client, for_server, framed, read_request
from tests.servers.places import LOOPBACK
from tests.servers.wire import Ended, Wire

PATIENCE = 60.0  # seconds for a server's answer
PAGE = b"<!doctype html><title>Log in</title><p>Please log in to use this network."
POLL = 0.05


@dataclass(frozen=True)
class Timing:
    """In seconds. ``late`` must be longer than the client's time-out, ``retry_after`` is what a 429 or 503 asks for."""

    late: float = 1.0
    retry_after: int = 0


class FaultProxy:
    """Starts with ``with`` and ends with it: no thread and no connection stays behind."""

    scheme = "http"

    def __init__(
        self,
        target: tuple[str, int],
        plan: Plan = no_faults,
        *,
        timing: Timing | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.target = target
        self.plan = plan
        self.timing = timing or Timing()
        self.log: list[Entry] = []
        self.problems: list[BaseException] = []
        self._tls = tls
        self._numbers = count()
        self._wires: set[Wire] = set()
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._listener = _listener(self)

    @property
    def port(self) -> int:
        return int(self._listener.server_address[1])

    @property
    def base_url(self) -> str:
        return f"{self.scheme}{'s' if self._tls else ''}://{LOOPBACK}:{self.port}"

    @property
    def target_url(self) -> str:
        host, port = self.target
        return f"{self.scheme}://{host}:{port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._listener.serve_forever, args=(POLL,), name="fault proxy", daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End every connection. Raises what went wrong in the proxy itself, unless something is being raised already."""
        self._closing.set()
        self._listener.shutdown()
        with self._lock:
            for wire in self._wires:
                wire.wake()
        self._listener.server_close()  # which waits for the threads
        if self.problems and error is None:
            raise self.problems[0]

    def faults(self) -> list[Fault]:
        """What was done, without the requests that went through."""
        return [entry.fault for entry in self.log if entry.fault is not Fault.NONE]

    def serve(self, end: socket.socket) -> None:
        """One connection of a client, from its beginning to its end."""
        try:
            if self.admits():
                self._serve(end)
            else:
                Wire(end, PATIENCE).cut()
        except (OSError, Ended):
            pass  # somebody went away, which is what this is about
        except Exception as error:  # noqa: BLE001 - for the test, in whose thread it is raised in the end
            self.problems.append(error)
        finally:
            end.close()

    def admits(self) -> bool:
        """Whether a new connection is let in."""
        return True

    def _serve(self, end: socket.socket) -> None:
        # The handshake comes when the connection is known, so that the end of the test ends it too.
        secured = self._tls.wrap_socket(end, server_side=True, do_handshake_on_connect=False) if self._tls else end
        client = self.open(secured)
        try:
            if isinstance(secured, ssl.SSLSocket):
                secured.do_handshake()
            self.talk(client)
        finally:
            self.drop(client)

    def talk(self, client: Wire) -> None:
        """Request after request, until one of them ends the connection."""
        while (request := read_request(client)) and self._answered(client, request):
            pass

    def choose(self, method: str, path: str) -> Entry:
        """What happens to the next request. Raises ValueError when the plan says what cannot happen to it."""
        with self._lock:
            n = next(self._numbers)
        fault = self.plan(n, method, path)
        if not fault.fits(method):
            raise ValueError(f"the plan says {fault.value!r}, which cannot happen to {method}")
        return Entry(n, method, path, fault)

    def note(self, entry: Entry, status: int = 0) -> None:
        """To the log, before the client can know of it."""
        with self._lock:
            self.log.append(Entry(entry.n, entry.method, entry.path, entry.fault, status))

    def open(self, end: socket.socket) -> Wire:
        wire = Wire(end, PATIENCE)
        with self._lock:
            self._wires.add(wire)
        if self._closing.is_set():
            wire.wake()
        return wire

    def drop(self, wire: Wire) -> None:
        with self._lock:
            self._wires.discard(wire)
        wire.close()

    def connect(self) -> Wire:
        """A new connection to the server."""
        return self.open(socket.create_connection(self.target, PATIENCE))

    def hold(self, client: Wire) -> None:
        """Wait until the answer is late, or the client is gone, or the test is over."""
        client.speaks_within(self.timing.late)

    def _answered(self, client: Wire, request: Message) -> bool:
        """Whether the connection can be used again."""
        entry = self.choose(request.method, request.path)
        if entry.fault is Fault.CUT_MIDDLE:
            self._half_forwarded(request)
        if not entry.fault.has_effect:
            self.note(entry)
            return self._refused(client, entry.fault)
        try:
            reply = self._forwarded(request)
        except (OSError, Ended):
            self.note(entry)
            client.cut()
            return False
        self.note(entry, reply.status)
        return self._spoilt(client, entry, reply) and request.header(b"connection").lower() != b"close"

    def _refused(self, client: Wire, fault: Fault) -> bool:
        match fault:
            case Fault.CUT_BEFORE | Fault.CUT_MIDDLE:
                client.cut()
                return False
            case _:
                return self._replaced(client, fault)

    def _spoilt(self, client: Wire, entry: Entry, reply: Message) -> bool:
        match entry.fault:
            case Fault.LOST_REPLY:
                client.cut()
                return False
            case Fault.HALF_REPLY:
                client.send(reply.head() + reply.body[: len(reply.body) // 2])  # with no length where the server gave none
                return False
            case Fault.NONE | Fault.LATE:
                if entry.fault is Fault.LATE:
                    self.hold(client)
                client.send(framed(reply, entry.method).spelt())
                return True
            case _:
                return self._replaced(client, entry.fault)

    def _replaced(self, client: Wire, fault: Fault) -> bool:
        """The proxy's own answer in place of the server's."""
        if fault in (Fault.GARBAGE_WITH_EFFECT, Fault.GARBAGE_WITHOUT_EFFECT):
            client.send(b"\x16\x03\x01" + os.urandom(200) + END)
            return False
        status = HTTPStatus(fault.status or HTTPStatus.OK)
        headers = [(b"Content-Type", b"text/html"), (b"Content-Length", str(len(PAGE)).encode())]
        if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
            headers.append((b"Retry-After", str(self.timing.retry_after).encode()))
        client.send(Message(f"HTTP/1.1 {status.value} {status.phrase}".encode(), tuple(headers), PAGE).spelt())
        return True

    def _forwarded(self, request: Message) -> Message:
        server = self.connect()
        try:
            server.send(for_server(request, self.base_url, self.target_url).spelt())
            return for_client(server.rest(), self.base_url, self.target_url)
        finally:
            self.drop(server)

    def _half_forwarded(self, request: Message) -> None:
        whole = for_server(request, self.base_url, self.target_url).spelt()
        server = self.connect()
        server.send(whole[: len(whole) // 2])
        server.cut()
        self.drop(server)


def _listener(proxy: FaultProxy) -> ThreadingTCPServer:
    class Listener(ThreadingTCPServer):
        allow_reuse_address = True
        request_queue_size = 64

        def shutdown_request(self, request: object) -> None:
            """The connection has been closed or cut already; a proper end would undo the cut."""

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            proxy.serve(self.request)

    return Listener((LOOPBACK, 0), Handler)
