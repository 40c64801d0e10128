"""The fault proxy for SMTP. It must be able to read along, so it is put before a port without TLS.

    with SmtpFaultProxy((mail.host, mail.plain_port), Once(Fault.CUT_AFTER_DOT, "MAIL")) as proxy:
        ...  # recycle is told proxy.port

Given a context, the proxy speaks TLS to the client from the first byte, as port 465 does.
"""

from __future__ import annotations

from tests.servers.faultproxy import FaultProxy
from tests.servers.faults import CONNECT, MAIL, Entry, Fault
from tests.servers.wire import Ended, Wire

DOT = b".\r\n"
# What the server offers and the proxy cannot read along with.
HIDDEN = (b"STARTTLS", b"CHUNKING", b"BINARYMIME")
CLOSING = 421


class SmtpFaultProxy(FaultProxy):
    scheme = "smtp"

    def admits(self) -> bool:
        """With TLS, the connection is cut before anything is agreed on."""
        entry = self.choose(CONNECT, "")
        self.note(entry)
        return entry.fault is Fault.NONE

    def talk(self, client: Wire) -> None:
        server = self.connect()
        try:
            self._session(client, server)
        finally:
            self.drop(server)

    def _session(self, client: Wire, server: Wire) -> None:
        client.send(_reply(server))
        entry: Entry | None = None
        while command := client.line():
            verb = command[:5].upper()
            if verb == b"MAIL ":
                entry = self.choose(MAIL, _sender(command))
                if not entry.fault.has_effect and entry.fault is not Fault.CUT_IN_DATA:
                    self.note(entry)
                    if not self._refused(client, entry.fault):
                        return
                    continue
            server.send(command)
            reply = _reply(server)
            client.send(_readable(reply) if verb in (b"EHLO ", b"HELO ") else reply)
            if verb.strip() == b"DATA" and reply.startswith(b"354") and entry and not self._taken(client, server, entry):
                return

    def _refused(self, client: Wire, fault: Fault) -> bool:
        """Whether the session goes on after MAIL was not let through."""
        if not fault.status:
            client.cut()
            return False
        client.send(_said(fault))
        return fault.status != CLOSING

    def _taken(self, client: Wire, server: Wire, entry: Entry) -> bool:
        """Whether the session goes on after the message."""
        lines = _message(client)
        if entry.fault is Fault.CUT_IN_DATA:
            server.send(b"".join(lines[: len(lines) // 2]))
            server.cut()
            self.note(entry)
            client.cut()
            return False
        server.send(b"".join(lines))
        reply = _reply(server)
        self.note(entry, int(reply[:3]))
        if entry.fault is Fault.CUT_AFTER_DOT:
            client.cut()
            return False
        if entry.fault is Fault.LATE:
            self.hold(client)
        client.send(_said(entry.fault) if entry.fault.status else reply)
        return entry.fault.status != CLOSING


def _said(fault: Fault) -> bytes:
    return f"{fault.status} 4.3.2 a fault, as planned\r\n".encode()


def _message(client: Wire) -> list[bytes]:
    """The lines of the message, the final dot among them."""
    lines = [client.line()]
    while lines[-1] != DOT:
        if not lines[-1]:
            raise Ended
        lines.append(client.line())
    return lines


def _reply(server: Wire) -> bytes:
    """All lines of one answer."""
    lines = [server.line()]
    while lines[-1][3:4] == b"-":
        lines.append(server.line())
    if not lines[-1]:
        raise Ended
    return b"".join(lines)


def _readable(reply: bytes) -> bytes:
    """What the server offers, without what the proxy cannot read along with."""
    lines = [line for line in reply.splitlines() if not line[4:].upper().startswith(HIDDEN)]
    last = lines.pop()
    return b"".join(line + b"\r\n" for line in (*lines, last[:3] + b" " + last[4:]))


def _sender(command: bytes) -> str:
    return command.partition(b"<")[2].partition(b">")[0].decode("utf-8", "replace")
