"""A variant as a mail: the newsletter's own message as it is, an article as words with its files.

Only what depends on the sending is put into the header afterwards: who it is to, when it leaves, how to leave the list.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import quote

from msgspec import Struct

from recycle.destinations.keys import token
from recycle.destinations.smtp.addresses import Address, address
from recycle.errors import DestinationError
from recycle.model import Part, Variant

if TYPE_CHECKING:
    from email.message import EmailMessage

MESSAGE, KEY = "message", "X-Recycle-Key"
_TYPES: Mapping[str, str] = MappingProxyType(
    {
        ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ".md": "text/markdown",
        ".html": "text/html",
        ".txt": "text/plain",
    }
)
_CHARSET = MappingProxyType({"charset": "utf-8"})
_ANY = "application/octet-stream"
_LINE = 74
"""Two less than RFC 2045 allows, because a line that begins with ``From`` becomes two longer."""
_LEAVE, _ONE_CLICK = "List-Unsubscribe", "List-Unsubscribe-Post"


class Letter(Struct, frozen=True):
    """A mail that has no recipient yet: the lines of its header, each whole with its line ends, and the rest.

    ``key`` is what it has beside its Message-ID, because some servers give a mail another one.
    """

    message_id: str
    key: str
    sender: Address
    fields: tuple[bytes, ...]
    body: bytes

    def to(self, recipient: Address | None, date: str) -> bytes:
        """The very bytes for one recipient (None: nobody is named), with the date of sending."""
        to = recipient.header("To") if recipient else b"To: undisclosed-recipients:;\r\n"
        fields = _with(_with(self.fields, "To", to), "Date", f"Date: {date}\r\n".encode("ascii"))
        return b"".join(fields) + b"\r\n" + self.body


def letter(variant: Variant, sender: Address | None, leave: str) -> Letter:
    """The variant as a mail. ``sender`` stands in place of the form's own, ``leave`` where the form has no List-Unsubscribe.

    Raises DestinationError when there is nobody to be the sender, or there are no words.
    """
    made = variant.part(MESSAGE)
    data = made.data if made else _composed(variant, sender)
    head, _, body = data.partition(b"\r\n\r\n")
    fields = _fields(head + b"\r\n")
    if sender:
        fields = _with(fields, "From", sender.header("From"))
    if leave and variant.form == "newsletter" and not _value(fields, _LEAVE):
        fields = (*fields, f"{_LEAVE}: <{leave}>\r\n".encode("ascii"))
        if leave.startswith("https://"):  # RFC 8058
            fields = (*fields, f"{_ONE_CLICK}: List-Unsubscribe=One-Click\r\n".encode())
    known = sender or address(_decoded(_value(fields, "From")))
    if known is None:
        raise DestinationError('nobody is named as the sender of the mail: set sender: "Name <name@example.com>".')
    return Letter(_value(fields, "Message-ID"), _value(fields, KEY), known, fields, body)


# ── the header ───────────────────────────────────────────────────────────────────────────────────


def _fields(head: bytes) -> tuple[bytes, ...]:
    """A line that begins with white space belongs to the one before it (RFC 5322, 2.2.3)."""
    fields: list[bytes] = []
    for line in head.splitlines(keepends=True):
        if line.startswith((b" ", b"\t")) and fields:
            fields[-1] += line
        else:
            fields.append(line)
    return tuple(fields)


def _is(field: bytes, name: str) -> bool:
    return field.partition(b":")[0].strip().lower() == name.lower().encode()


def _value(fields: tuple[bytes, ...], name: str) -> str:
    """The field on one line, as it is written; empty when there is none."""
    found = next((field for field in fields if _is(field, name)), b"")
    return "".join(found.partition(b":")[2].decode("ascii", "replace").splitlines()).strip()


def _with(fields: tuple[bytes, ...], name: str, line: bytes) -> tuple[bytes, ...]:
    """The fields with ``line`` in the place of ``name``, or after all others."""
    at = next((number for number, field in enumerate(fields) if _is(field, name)), len(fields))
    return (*fields[:at], line, *(field for field in fields[at + 1 :] if not _is(field, name)))


def _decoded(value: str) -> str:
    from email.header import decode_header, make_header

    return str(make_header(decode_header(value)))


# ── an article ───────────────────────────────────────────────────────────────────────────────────


def _composed(variant: Variant, sender: Address | None) -> bytes:
    """Words to be read at once, as text and as HTML, and every other part as a file."""
    from email.message import EmailMessage
    from email.policy import SMTP

    if sender is None:
        raise DestinationError('nobody is named as the sender of the mail: set sender: "Name <name@example.com>".')
    policy = SMTP.clone(max_line_length=_LINE)
    message = EmailMessage(policy=policy)
    parts = {part.name: part for part in variant.parts}
    words = parts.pop("text", None) or parts.pop("manuscript", None)
    html = parts.pop("html", None)
    if words is None and html is None:
        raise DestinationError("the mail would have no words to read, only files: add text to the form's outputs.")
    for name, value in _headers(variant, sender):
        message[name] = value
    _put_words(message, words, html)
    for part in parts.values():
        kind, _, subtype = _TYPES.get(part.suffix, _ANY).partition("/")
        name = f"{variant.meta.slug}{part.suffix}"
        message.add_attachment(
            part.data, maintype=kind, subtype=subtype, filename=name, params=_CHARSET if kind == "text" else {}
        )
    if variant.meta.language:  # not before: whatever begins with Content- moves into the first part
        message["Content-Language"] = variant.meta.language
    _make_repeatable(message, variant.key)
    return message.as_bytes(policy=policy)


def _headers(variant: Variant, sender: Address) -> Iterator[tuple[str, str]]:
    from email.headerregistry import Address as Mailbox

    yield "From", str(Mailbox(sender.name, addr_spec=sender.spec))
    yield "Subject", " ".join((variant.meta.subject or variant.meta.title).split())
    yield "Message-ID", f"<{token(variant.key)}@{sender.domain}>"
    yield KEY, quote(variant.key, safe="/")


def _put_words(message: EmailMessage, words: Part | None, html: Part | None) -> None:
    if words is not None:
        message.set_content(words.data.decode(), cte="quoted-printable")
        if html is not None:
            message.add_alternative(html.data.decode(), subtype="html", cte="quoted-printable")
    elif html is not None:
        message.set_content(html.data.decode(), subtype="html", cte="quoted-printable")
    for part in message.walk():
        if part.get_content_maintype() == "text":
            # On its way a mail may be kept in an mbox file, where such a line gets a ``>`` (RFC 4155).
            lines = str(part.get_payload()).splitlines(keepends=True)
            part.set_payload("".join(f"=46{line[1:]}" if line.startswith("From ") else line for line in lines))


def _make_repeatable(message: EmailMessage, key: str) -> None:
    """The same boundaries each time, so that what is shown is what is sent. ``=_`` stands in no encoded text (RFC 2045, 6.7)."""
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{hashlib.sha256(f'{key} {number}'.encode()).hexdigest()[:32]}")
