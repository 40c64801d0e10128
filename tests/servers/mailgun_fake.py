"""A stand-in for Mailgun, the only service by which Ghost sends newsletters. ``mailgun_fake.py PORT FILE`` adds a line of JSON a call.

While FILE.fail exists every call is answered with 500, and still noted.
"""

from __future__ import annotations

import json
import sys
from email import policy
from email.parser import BytesParser
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path


class Mailgun(ThreadingHTTPServer):
    def __init__(self, port: int, file: Path) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.file = file
        self.numbers = count(1)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Mailgun

    def do_POST(self) -> None:
        number, fails = next(self.server.numbers), self.server.file.with_suffix(".fail").exists()
        call = {"path": self.path, "failed": fails, "fields": self._fields(self._body())}
        with self.server.file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(call) + "\n")
        if fails:
            self._answer(HTTPStatus.INTERNAL_SERVER_ERROR, {"message": "told to fail"})
        else:
            self._answer(HTTPStatus.OK, {"id": f"<{number}@example.test>", "message": "Queued. Thank you."})

    def do_GET(self) -> None:
        """Nothing ever bounces: Ghost asks for such events."""
        self._answer(HTTPStatus.OK, {"items": [], "paging": {}})

    def _answer(self, status: HTTPStatus, said: object) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _body(self) -> bytes:
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _fields(self, body: bytes) -> dict[str, list[str]]:
        """What the form says, each name with all its values."""
        head = b"Content-Type: " + self.headers["Content-Type"].encode() + b"\r\n\r\n"
        fields: dict[str, list[str]] = {}
        for part in BytesParser(policy=policy.HTTP).parsebytes(head + body).iter_parts():
            name = str(part.get_param("name", header="content-disposition"))
            # Ghost names no character set, and sends UTF-8.
            fields.setdefault(name, []).append(bytes(part.get_payload(decode=True)).decode(errors="replace"))
        return fields

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing."""


if __name__ == "__main__":
    Mailgun(int(sys.argv[1]), Path(sys.argv[2])).serve_forever()
