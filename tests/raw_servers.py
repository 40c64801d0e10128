"""A server that says and does to the byte what a test wants: it answers in pieces, breaks off, drips, or talks nonsense."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

END = b"\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


class Talk:
    """One connection, from the server's side."""

    def __init__(self, connection: socket.socket, server: RawServer) -> None:
        self.connection = connection
        self.server = server
        self.unread = b""

    def request(self) -> bytes:
        """The next whole request, which is counted; empty when the client goes before it is whole."""
        while not (whole := _whole(self.unread)):
            if not self._more():
                return b""
        request, self.unread = self.unread[:whole], self.unread[whole:]
        self.server.requests.append(request)
        return request

    def some(self, count: int) -> None:
        """Takes ``count`` bytes, or less when the request is whole with less. It is counted when it is."""
        while len(self.unread) < count and not _whole(self.unread) and self._more(count - len(self.unread)):
            pass
        if _whole(self.unread):
            self.server.requests.append(self.unread)

    def say(self, words: bytes) -> None:
        self.connection.sendall(words)

    def reset(self) -> None:
        """Breaks off as a crash does, with what was not sent yet lost."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def _more(self, most: int = 65536) -> bool:
        with suppress(OSError):
            more = self.connection.recv(most)
            self.unread += more
            return bool(more)
        return False


class RawServer:
    """``talk`` has each connection. ``requests`` are the whole requests that arrived, in their order."""

    def __init__(self, talk: Callable[[Talk], None], tls: ssl.SSLContext | None = None) -> None:
        self.talk = talk
        self.tls = tls
        self.requests: list[bytes] = []
        self.connections = 0
        self.gone = threading.Event()
        """Set while no connection is open."""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._connections: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._listen)]
        self._threads[0].start()

    @property
    def origin(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connections += 1
                self._threads.append(threading.Thread(target=self._serve, args=(connection,)))
                self.gone.clear()
                self._threads[-1].start()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(5)
        with suppress(OSError), connection:
            served = self.tls.wrap_socket(connection, server_side=True) if self.tls else connection
            self._connections.append(served)
            with served:
                self.talk(Talk(served, self))
        self.gone.set()


def _whole(words: bytes) -> int:
    """How many bytes of ``words`` are the first request, 0 when it is not whole."""
    head, end, _ = words.partition(END)
    lines = (line.partition(b":") for line in head.lower().split(b"\r\n"))
    length = next((int(value) for name, _, value in lines if name == b"content-length"), 0) if end else 0
    whole = len(head) + len(END) + length
    return whole if end and len(words) >= whole else 0


@contextmanager
def serving(talk: Callable[[Talk], None], tls: ssl.SSLContext | None = None) -> Iterator[RawServer]:
    """The server, for as long as the block runs."""
    server = RawServer(talk, tls)
    try:
        yield server
    finally:
        server.close()


def answering(*answers: bytes) -> Callable[[Talk], None]:
    """Each request gets the next of the answers, on whichever connection it comes; then the connection is closed."""
    left = list(answers)

    def talk(talk: Talk) -> None:
        while left and talk.request():
            talk.say(left.pop(0))

    return talk


def always(answer: bytes) -> Callable[[Talk], None]:
    """Every request gets the same answer."""

    def talk(talk: Talk) -> None:
        while talk.request():
            talk.say(answer)

    return talk
