"""Mail servers: a message is handed over once, and what became of it is never guessed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Literal, Self

from recycle.errors import DestinationError, UnansweredError
from recycle.world.mail_server import MailServer, hidden_of, tidied

if TYPE_CHECKING:
    import smtplib

Stage = Literal["sender", "recipient", "mail", "end"]
Reply = tuple[int, bytes]

_OUR_NAME = "[127.0.0.1]"
"""What we call ourselves (RFC 5321, 4.1.3). The machine's own name is nobody's business, and may not be known anywhere."""
_GO_ON = 354
_CLOSING = 421


class Refusal(DestinationError):
    """The server said no, in its own words. It has not taken the message (RFC 5321, 4.2.1).

    ``stage`` is what it said no to: the sender, a recipient, a mail before it had it, or one at its end. ``whom`` is the recipient that was refused. It stands in no message.
    """

    def __init__(self, message: str, *, code: int, stage: Stage, whom: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.stage = stage
        self.whom = whom

    @property
    def is_for_now(self) -> bool:
        """Whether it may be yes later (RFC 5321, 4.2.1)."""
        return self.code < 500


class BrokenOff(DestinationError):
    """The connection ended before the message had: the server discards what it has of it (RFC 5321, 4.1.1.4)."""


class Outgoing:
    """A way out for messages, opened when the first one leaves. ``pause`` is in seconds, between two messages."""

    def __init__(self, server: MailServer, pause: float = 0.0) -> None:
        self._server = server
        self._pause = pause
        self._next_from = 0.0
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self._smtp:
            with suppress(Exception):  # all that matters has been answered before
                self._smtp.quit()
        self._drop()

    def hand_over(self, sender: str, recipients: tuple[str, ...], data: bytes, before_end: Callable[[], None]) -> None:
        """Hands one message over to all recipients or to none. ``data`` has CRLF line ends.

        ``before_end`` is called when all of it has left but the line that ends it: until then the server has no message, from
        then on it may. Raises Refusal or another DestinationError when the server has surely not taken it, UnansweredError
        when nobody knows.
        """
        wait = self._next_from - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        is_used = self._smtp is not None
        try:
            try:
                self._hand_over(sender, recipients, data, before_end)
            except BrokenOff:
                if not is_used:
                    raise
                # Servers close a connection that has carried enough, or has been silent for too long.
                self._hand_over(sender, recipients, data, before_end)
        finally:
            self._next_from = time.monotonic() + self._pause

    def greet(self) -> str:
        """Connects, logs in, and says how: for people. Raises DestinationError."""
        smtp = self._connected()
        version = getattr(smtp.sock, "version", lambda: None)()
        size = _size(smtp)
        who = "logged in" if self._server.login else "reached without a login"
        how = f" over {version}" if version else " without encryption"
        return f"{who} at {self._server.name}{how}" + (f"; it takes mail of up to {size // 1_000_000} MB" if size else "")

    def _hand_over(self, sender: str, recipients: tuple[str, ...], data: bytes, before_end: Callable[[], None]) -> None:
        smtp = self._connected()
        size = _size(smtp)
        if size and len(data) > size:
            raise DestinationError(f"the mail has {len(data)} bytes, and {self._server.name} takes {size} at most.")
        try:
            with self._before_the_end():
                options = [f"size={len(data)}"] if smtp.has_extn("size") else []
                self._expect(smtp.mail(sender, options), "sender")
                for recipient in recipients:
                    self._expect(smtp.rcpt(recipient), "recipient", whom=recipient)
                self._expect(smtp.docmd("DATA"), "mail", _GO_ON)
                smtp.send(_stuffed(data))
            before_end()
            self._must_be_listening(smtp)
        except Refusal:
            self._start_over(smtp)
            raise
        except BaseException:
            self._drop()  # without an end, what was sent is no message
            raise
        self._end(smtp)

    def _must_be_listening(self, smtp: smtplib.SMTP) -> None:
        """Nothing is said within a mail, so that whatever can be read there means that nobody waits for its end any more."""
        import selectors
        import smtplib

        with selectors.DefaultSelector() as waiting:
            if smtp.sock is None or not waiting.register(smtp.sock, selectors.EVENT_READ) or not waiting.select(0):
                return
        try:
            _, words = smtp.getreply()
        except (OSError, smtplib.SMTPException):
            words = b""
        raise BrokenOff(f"{self._server.name} broke off within the mail; nothing was sent{_quoted(words, self._server)}")

    def _end(self, smtp: smtplib.SMTP) -> None:
        import smtplib

        try:
            smtp.send(b".\r\n")
            code, words = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            when = f" within {self._server.timeout:g} seconds" if _is_late(error) else ""
            raise UnansweredError(f"{self._server.name} did not say{when} whether it has taken the mail.") from None
        except BaseException:
            self._drop()
            raise
        if 200 <= code < 300:
            return
        if code == _CLOSING or not 400 <= code < 600:
            self._drop()
        if not 400 <= code < 600:
            raise UnansweredError(f"{self._server.name} answered something that is no answer.")
        raise self._refusal(code, words, "end")

    def _expect(self, reply: Reply, stage: Stage, wanted: int = 0, whom: str = "") -> None:
        code, words = reply
        if code == wanted or (not wanted and 200 <= code < 300):
            return
        if code == _CLOSING:
            raise BrokenOff(f"{self._server.name} closes the connection{_quoted(words, self._server)}")
        if not 400 <= code < 600:
            raise BrokenOff(f"{self._server.name} answered something that is no answer; nothing was sent.")
        raise self._refusal(code, words, stage, whom)

    def _refusal(self, code: int, words: bytes, stage: Stage, whom: str = "") -> Refusal:
        said = _quoted(words, self._server)
        what = "mail" if stage == "end" else stage
        return Refusal(f"{self._server.name} refused the {what} ({code}){said}", code=code, stage=stage, whom=whom)

    @contextmanager
    def _before_the_end(self) -> Iterator[None]:
        import smtplib

        try:
            yield
        except (OSError, smtplib.SMTPException) as error:
            what = f"did not answer within {self._server.timeout:g} seconds" if _is_late(error) else "broke off"
            raise BrokenOff(f"{self._server.name} {what} before it had the whole mail; nothing was sent.") from None

    def _start_over(self, smtp: smtplib.SMTP) -> None:
        import smtplib

        try:
            smtp.rset()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is None:
            self._smtp = _connect(self._server)
        return self._smtp

    def _drop(self) -> None:
        if self._smtp:
            self._smtp.close()
            self._smtp = None


def _connect(server: MailServer) -> smtplib.SMTP:
    """A connection that is encrypted and logged in as the server's settings say. Raises DestinationError."""
    import smtplib
    import ssl

    smtp: smtplib.SMTP | None = None
    try:
        if server.security == "tls":
            context = ssl.create_default_context()
            smtp = smtplib.SMTP_SSL(server.host, server.port, _OUR_NAME, timeout=server.timeout, context=context)
        else:
            smtp = smtplib.SMTP(server.host, server.port, _OUR_NAME, timeout=server.timeout)
        _make_prompt(smtp)
        smtp.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            _encrypt(smtp, server)
        if server.login:
            smtp.login(server.login.user, server.login.password)
    except (OSError, smtplib.SMTPException, UnicodeError) as error:
        if smtp:
            smtp.close()
        raise DestinationError(_why_not(error, server)) from None
    except BaseException:
        if smtp:
            smtp.close()
        raise
    return smtp


def _make_prompt(smtp: smtplib.SMTP) -> None:
    """The end of a mail leaves by itself, and would otherwise wait until what went before it has been confirmed."""
    import socket

    if isinstance(smtp.sock, socket.socket):
        smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _encrypt(smtp: smtplib.SMTP, server: MailServer) -> None:
    import ssl

    if not smtp.has_extn("starttls"):
        raise DestinationError(
            f"{server.name} offers no STARTTLS; nothing was sent. Is it the right port? 465 wants security: tls."
        )
    smtp.starttls(context=ssl.create_default_context())
    smtp.ehlo_or_helo_if_needed()


def _why_not(error: Exception, server: MailServer) -> str:
    import smtplib
    import ssl

    name = server.name
    match error:
        case ssl.SSLCertVerificationError():
            return f"{name} has no certificate that this machine trusts; nothing was sent."
        case ssl.SSLError():
            return f"{name} does not speak TLS there: 465 is usually security: tls, and 587 starttls. Nothing was sent."
        case smtplib.SMTPAuthenticationError(smtp_code=code, smtp_error=words):
            names = f" Is {server.login.names} right, and still valid?" if server.login and server.login.names else ""
            return f"{name} did not accept the login ({code}){_quoted(words, server)}{names}"
        case smtplib.SMTPNotSupportedError():
            return f"{name} takes no password here: leave out user and password, or use another port or security."
        case smtplib.SMTPResponseException(smtp_code=code, smtp_error=words):
            return f"{name} said no ({code}){_quoted(words, server)}"
        case UnicodeError():
            return "the user or the password has a character in it that this login does not take; nothing was sent."
        case _ if _is_late(error):
            return f"{name} did not answer within {server.timeout:g} seconds; nothing was sent."
        case _:
            return f"{name} could not be reached; nothing was sent."


def _is_late(error: Exception) -> bool:
    return isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)  # the library wraps it


def _quoted(words: bytes | str, server: MailServer) -> str:
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    said = tidied(text, hidden_of(server.login)).rstrip(".")
    return f": {said}." if said else "."


def _size(smtp: smtplib.SMTP) -> int:
    """The most bytes that the server takes (RFC 1870); 0 when it does not say."""
    said = smtp.esmtp_features.get("size", "")
    return int(said) if said.isdigit() else 0


def _stuffed(data: bytes) -> bytes:
    """RFC 5321, 4.5.2: a dot that begins a line is doubled, so that none of them is the end."""
    lines = data if data.endswith(b"\r\n") else data + b"\r\n"
    return (b"." if lines.startswith(b".") else b"") + lines.replace(b"\r\n.", b"\r\n..")
