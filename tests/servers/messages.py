"""HTTP messages as far as a proxy must understand them: where one ends, and the few headers that name an address."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.servers.wire import Ended, Wire

END = b"\r\n"
HOP = frozenset({b"connection", b"keep-alive", b"proxy-connection", b"expect", b"transfer-encoding", b"content-length"})
BARE = (204, 304)

Header = tuple[bytes, bytes]


@dataclass(frozen=True)
class Message:
    """A request or an answer."""

    first: bytes
    headers: tuple[Header, ...]
    body: bytes

    @property
    def method(self) -> str:
        return self.first.split()[0].decode("latin-1")

    @property
    def path(self) -> str:
        return self.first.split()[1].decode("latin-1")

    @property
    def status(self) -> int:
        """Of an answer. Raises ValueError when it is not one."""
        return int(self.first.split()[1])

    def header(self, name: bytes) -> bytes:
        return next((value for key, value in self.headers if key.lower() == name), b"")

    def spelt(self) -> bytes:
        return self.head() + self.body

    def head(self) -> bytes:
        return self.first + END + b"".join(name + b": " + value + END for name, value in self.headers) + END


def read_request(wire: Wire) -> Message | None:
    """The next request, its body in one piece; None when the client has no more. Raises Ended in the middle of one."""
    first = wire.line()
    if not first:
        return None
    headers = _headers(wire)
    bare = Message(first.rstrip(END), headers, b"")
    if b"chunked" in bare.header(b"transfer-encoding").lower():
        body = _chunks(wire)
    else:
        body = wire.exactly(int(bare.header(b"content-length") or 0))
    return Message(bare.first, headers, body)


def for_server(request: Message, proxy: str, server: str) -> Message:
    """As the server wants it: every address that names the proxy names the server, and the answer ends the connection."""
    kept = [(name, _moved(name, value, proxy, server)) for name, value in request.headers if name.lower() not in HOP]
    has_body = request.body or request.method not in ("GET", "HEAD", "DELETE", "OPTIONS")
    length = [(b"Content-Length", str(len(request.body)).encode())] if has_body else []
    return Message(request.first, (*kept, *length, (b"Connection", b"close")), request.body)


def for_client(reply: bytes, proxy: str, server: str) -> Message:
    """As the client wants it: where it is sent next is the proxy again. Bodies stay as they are. Raises Ended for half an answer."""
    head, found, body = reply.partition(END + END)
    if not found:
        raise Ended
    first, *lines = head.split(END)
    pairs = [line.partition(b":")[::2] for line in lines]
    headers = [(name, _moved(name, value.strip(), server, proxy)) for name, value in pairs if name.lower() != b"connection"]
    return Message(first, tuple(headers), body)


def framed(reply: Message, method: str) -> Message:
    """With its length, if it ended with the server's connection: that of the client is to be used again."""
    if reply.header(b"content-length") or reply.header(b"transfer-encoding") or reply.status in BARE or method == "HEAD":
        return reply
    length = (b"Content-Length", str(len(reply.body)).encode())
    return Message(reply.first, (*reply.headers, length), reply.body)


def _moved(name: bytes, value: bytes, old: str, new: str) -> bytes:
    match name.lower():
        case b"host":
            return urlsplit(new).netloc.encode()
        case b"origin" | b"referer" | b"location" | b"link" | b"content-location":
            return value.replace(old.encode(), new.encode())
        case _:
            return value


def _headers(wire: Wire) -> tuple[Header, ...]:
    found = []
    while (line := wire.line()) not in (END, b"\n"):
        if not line:
            raise Ended
        name, _, value = line.partition(b":")
        found.append((name, value.strip()))
    return tuple(found)


def _chunks(wire: Wire) -> bytes:
    body = b""
    while size := int(wire.line().split(b";")[0], 16):
        body += wire.exactly(size)
        wire.line()
    _headers(wire)
    return body
