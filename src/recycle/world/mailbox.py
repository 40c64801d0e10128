"""Mailboxes: whether a message has arrived in one (IMAP). Nothing in them is changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from recycle.errors import DestinationError
from recycle.world.mail_server import Login, MailServer, hidden_of, tidied

if TYPE_CHECKING:
    import imaplib

_MOST = 1000
"""Messages. More than this with one mark is no mailbox of ours."""


def copies(server: MailServer, folder: str, marks: Mapping[str, str]) -> tuple[frozenset[str], ...]:
    """For each message in ``folder`` with one of these headers the addresses that it says it is to, in small letters.

    Raises DestinationError when the mailbox cannot be asked.
    """
    import imaplib

    try:
        with _connect(server) as imap:
            found = (_to(head, marks) for head in _heads(imap, folder, marks))
            return tuple(to for to in found if to is not None)
    except (OSError, imaplib.IMAP4.error, UnicodeError) as error:
        raise DestinationError(_why_not(error, server)) from None


def greet(server: MailServer, folder: str) -> str:
    """Logs in, opens the folder, and says so: for people. Raises DestinationError."""
    import imaplib

    try:
        with _connect(server) as imap:
            _open(imap, folder)
    except (OSError, imaplib.IMAP4.error, UnicodeError) as error:
        raise DestinationError(_why_not(error, server)) from None
    return f"can look into {folder} at {server.name}"


def _connect(server: MailServer) -> imaplib.IMAP4:
    import imaplib
    import ssl

    if server.security == "tls":
        context = ssl.create_default_context()
        imap: imaplib.IMAP4 = imaplib.IMAP4_SSL(server.host, server.port, ssl_context=context, timeout=server.timeout)
    else:
        imap = imaplib.IMAP4(server.host, server.port, timeout=server.timeout)
    try:
        if server.security == "starttls":
            imap.starttls(ssl.create_default_context())
        if server.login:
            _log_in(imap, server.login)
    except BaseException:
        imap.shutdown()
        raise
    return imap


def _log_in(imap: imaplib.IMAP4, login: Login) -> None:
    import imaplib

    try:
        # The library quotes the password and not the user.
        imap.login(_quoted(login.user), login.password)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error:
        hint = f" Is {login.names} right, and still valid?" if login.names else ""
        raise DestinationError(f"the mailbox did not accept the login.{hint}") from None


def _open(imap: imaplib.IMAP4, folder: str) -> None:
    import imaplib

    said, words = imap.select(_quoted(folder), readonly=True)
    if said != "OK":
        raise imaplib.IMAP4.error((words[0] or b"").decode(errors="replace") if words else "")


def _heads(imap: imaplib.IMAP4, folder: str, marks: Mapping[str, str]) -> list[bytes]:
    """The marks and To of what the server finds; it looks for a part of the text, so that more than ours may be found."""
    _open(imap, folder)
    numbers: dict[bytes, None] = {}
    for name, value in marks.items():
        _, found = imap.uid("SEARCH", "HEADER", name, _quoted(value))
        numbers.update(dict.fromkeys((found[0] or b"").split()[:_MOST] if found else ()))
    if not numbers:
        return []
    names = " ".join((*marks, "To")).upper()
    _, parts = imap.uid("FETCH", b",".join(numbers).decode(), f"(BODY.PEEK[HEADER.FIELDS ({names})])")
    return [part[1] for part in parts if isinstance(part, tuple)]


def _to(head: bytes, marks: Mapping[str, str]) -> frozenset[str] | None:
    """Whom the message is to; None when it is another one."""
    from email.parser import BytesHeaderParser
    from email.utils import getaddresses

    message = BytesHeaderParser().parsebytes(head)
    if all(str(message.get(name, "")).strip() != value for name, value in marks.items()):
        return None
    said = [str(value) for value in message.get_all("To", [])]
    return frozenset(address.casefold() for _, address in getaddresses(said) if address)


def _why_not(error: Exception, server: MailServer) -> str:
    import ssl

    name = f"the mailbox at {server.name}"
    match error:
        case ssl.SSLCertVerificationError():
            return f"{name} has no certificate that this machine trusts."
        case ssl.SSLError():
            return f"{name} does not speak TLS there: 993 is usually security: tls, and 143 starttls."
        case TimeoutError():
            return f"{name} did not answer within {server.timeout:g} seconds."
        case UnicodeError():
            return f"{name} cannot be asked: its folder, user or password has a character in it that is not ASCII."
        case OSError():
            return f"{name} could not be reached."
        case _:
            said = tidied(str(error), hidden_of(server.login)).rstrip(".")
            return f"{name} could not be asked: {said}." if said else f"{name} could not be asked."


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
