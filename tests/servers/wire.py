"""One end of a connection, read by lines and by counts, and cut as a failing network cuts it."""

from __future__ import annotations

import select
import socket
import struct
from contextlib import suppress

CHUNK = 65536
RESET = struct.pack("ii", 1, 0)


class Ended(Exception):
    """The other end has gone in the middle of something."""


class Wire:
    def __init__(self, end: socket.socket, timeout: float) -> None:
        self._end = end
        self._end.settimeout(timeout)
        self._held = b""

    def line(self) -> bytes:
        """The next line with its end; empty when the other end has nothing more to say."""
        while b"\n" not in self._held:
            if not self._more():
                if self._held:
                    raise Ended
                return b""
        line, _, self._held = self._held.partition(b"\n")
        return line + b"\n"

    def exactly(self, size: int) -> bytes:
        while len(self._held) < size:
            if not self._more():
                raise Ended
        taken, self._held = self._held[:size], self._held[size:]
        return taken

    def rest(self) -> bytes:
        """All until the other end closes, or breaks off."""
        with suppress(OSError):
            while self._more():
                pass
        taken, self._held = self._held, b""
        return taken

    def send(self, data: bytes) -> None:
        self._end.sendall(data)

    def speaks_within(self, seconds: float) -> bool:
        """Whether the other end says something or goes away before the time is over."""
        return bool(select.select([self._end], [], [], seconds)[0])

    def cut(self) -> None:
        """Break off so that the other end gets a reset, not a proper end."""
        with suppress(OSError):
            self._end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self._end.close()

    def close(self) -> None:
        self._end.close()

    def wake(self) -> None:
        """Whoever waits for this connection in another thread waits no more."""
        with suppress(OSError):
            self._end.shutdown(socket.SHUT_RDWR)

    def _more(self) -> bool:
        got = self._end.recv(CHUNK)
        self._held += got
        return bool(got)
