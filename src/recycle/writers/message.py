"""A mail as bytes: RFC 5322 headers, RFC 2047 words, RFC 2045 quoted-printable, RFC 2046 multipart/alternative.

The standard library reads mail well and writes it slowly, chooses an encoding by what it finds and, for long lines, one
that is not legal. Here every body is quoted-printable and the same mail is always the same bytes. Every value of a header
loses its line ends first: nothing that a writer typed becomes a header.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from binascii import b2a_base64, b2a_qp
from collections.abc import Iterator
from urllib.parse import quote

from msgspec import Struct

_LINE = 76
_WORD = 75
"""The longest encoded word (RFC 2047, section 2)."""
_QP_SAFE = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")
_ATOM = frozenset("!#$%&'*+-/=?^_`{|}~")
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Message(Struct, frozen=True, kw_only=True):
    """A mail in two renditions. ``sender`` and ``to`` are ``Name <name@example.com>`` or an address; ``key`` is the use's."""

    sender: str
    to: str = ""
    subject: str
    text: str
    html: str
    key: str
    date: dt.date | None = None
    language: str = ""
    list_unsubscribe: str = ""


def write_message(message: Message) -> bytes:
    """The mail as it is sent or kept as ``.eml``: CRLF line ends, no line over 78 bytes but those of one long word.

    The date is the message's own, at midnight UTC when it has no time, and 1970 when there is none: whoever sends it sets
    the date of sending. ``To`` without a recipient is an empty group (RFC 5322, section 3.4).
    """
    boundary = _boundary(message.key)
    lines = [*_headers(message, boundary), ""]
    head = "\r\n".join(lines).encode("ascii")
    parts = (_part("plain", message.text), _part("html", message.html))
    body = b"".join(b"\r\n--%b\r\n%b" % (boundary.encode(), part) for part in parts)
    return b"%b%b\r\n--%b--\r\n" % (head, body, boundary.encode())


def message_id(key: str, sender: str) -> str:
    """``<id.outlet.use@domain>`` for a use's key: what a mail server and an archive know a mail by.

    RFC 5322, section 3.6.4: the left side is a dot-atom, so everything but letters, digits, ``-`` and ``_`` is percent-encoded.
    """
    local = ".".join(quote(piece, safe="").replace(".", "%2E") for piece in key.split("/"))
    return f"<{local}@{_domain(sender)}>"


def is_address(value: str) -> bool:
    """Whether ``value`` is one address, with or without a name, that can stand in a header without extensions (RFC 6532)."""
    local, _, domain = _name_and_address(value)[1].rpartition("@")
    return _is_dot_atom(local) and _ascii_domain(domain) is not None


# ── headers ──────────────────────────────────────────────────────────────────────────────────────


def _headers(message: Message, boundary: str) -> Iterator[str]:
    from email.utils import format_datetime  # takes long to import, and few letters are files

    yield f"From: {_mailbox(message.sender)}"
    yield f"To: {_mailbox(message.to) if is_address(message.to) else 'undisclosed-recipients:;'}"
    yield _unstructured("Subject", message.subject)
    yield f"Date: {format_datetime(_moment(message.date))}"
    yield f"Message-ID: {message_id(message.key, message.sender)}"
    if message.list_unsubscribe:
        yield f"List-Unsubscribe: <{quote(_one_line(message.list_unsubscribe), safe=_URL_SIGNS)}>"
        if message.list_unsubscribe.startswith("https://"):
            yield "List-Unsubscribe-Post: List-Unsubscribe=One-Click"
    if message.language:
        yield _unstructured("Content-Language", message.language)
    yield f"X-Recycle-Key: {quote(message.key, safe='/')}"
    yield "MIME-Version: 1.0"
    yield f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"'


_BREAKING = frozenset({"Cc", "Zl", "Zp"})
"""Unicode's categories of control characters and of line and paragraph separators."""
_URL_SIGNS = "%/:?#[]@!$&'()*+,;=~"


def _boundary(key: str) -> str:
    """Quoted-printable writes every ``=`` of a text as ``=3D``: ``=_`` stands in no body (RFC 2045, section 6.7)."""
    from hashlib import sha256  # brings OpenSSL along

    return f"=_{sha256(key.encode('utf-8', 'replace')).hexdigest()[:32]}"


def _moment(date: dt.date | None) -> dt.datetime:
    if date is None:
        return _EPOCH
    if not isinstance(date, dt.datetime):
        return dt.datetime(date.year, date.month, date.day, tzinfo=dt.UTC)
    return date if date.tzinfo else date.replace(tzinfo=dt.UTC)


def _one_line(value: str) -> str:
    """White space and control characters are one space. What only shapes words stays: joiners, soft hyphens, marks of direction."""
    return " ".join("".join(" " if unicodedata.category(sign) in _BREAKING else sign for sign in value).split())


def _unstructured(name: str, value: str) -> str:
    """A header of words: as it is when it is short and ASCII, else as encoded words, one a line."""
    line = _one_line(value)
    if line.isascii() and "=?" not in line and len(name) + 2 + len(line) <= _LINE:
        return f"{name}: {line}"
    return f"{name}: " + "\r\n ".join(_encoded_words(line, len(name) + 2))


def _name_and_address(value: str) -> tuple[str, str]:
    """``Name <address>`` or an address. The library's own parser makes an address out of almost anything."""
    line = _one_line(value)
    if not line.endswith(">"):
        return "", line
    name, _, address = line.removesuffix(">").rpartition("<")
    name = name.strip()
    if len(name) > 1 and name[0] == name[-1] == '"':
        name = name[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    return name, address.strip()


def _mailbox(value: str) -> str:
    name, address = _name_and_address(value)
    local, _, domain = address.rpartition("@")
    written = f"{local}@{_ascii_domain(domain)}"
    if not name:
        return written
    if not name.isascii() or "=?" in name:
        words = list(_encoded_words(name, len("From: ")))
    elif all(sign.isalnum() or sign in " -_'" for sign in name):
        words = name.split()
    else:
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        words = f'"{escaped}"'.split()
    return _folded([*words, f"<{written}>"], len("From: "))


def _folded(words: list[str], used: int) -> str:
    """``words`` with spaces between them and a line end before one that would go over the line."""
    lines, room = [""], _LINE - used
    for word in words:
        if lines[-1] and len(lines[-1]) + 1 + len(word) > room:
            lines.append("")
            room = _LINE - 1
        lines[-1] += f" {word}" if lines[-1] else word
    return "\r\n ".join(lines)


def _is_dot_atom(local: str) -> bool:
    """RFC 5322, section 3.2.3."""
    return all(
        piece and all(sign.isascii() and (sign.isalnum() or sign in _ATOM) for sign in piece) for piece in local.split(".")
    )


def _domain(sender: str) -> str:
    return _ascii_domain(_name_and_address(sender)[1].rpartition("@")[2]) or "localhost"


def _ascii_domain(domain: str) -> str | None:
    try:
        written = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    return written if all(label.strip("-") and label.replace("-", "").isalnum() for label in written.split(".")) else None


def _encoded_words(text: str, used: int) -> Iterator[str]:
    """``text`` as encoded words (RFC 2047) of whole characters, the first shorter by the ``used`` signs before it.

    ``q`` can be read by people and is taken unless most of the text would be escapes.
    """
    letter, encode = ("q", _q) if len(_q(text.encode("utf-8", "replace"))) <= 3 * len(text) else ("b", _b)
    room = _WORD - used
    chunk = b""
    for sign in text:
        longer = chunk + sign.encode("utf-8", "replace")
        if chunk and len(encode(longer)) + len("=?utf-8?q??=") > room:
            yield f"=?utf-8?{letter}?{encode(chunk)}?="
            chunk, room = sign.encode("utf-8", "replace"), _WORD
        else:
            chunk = longer
    yield f"=?utf-8?{letter}?{encode(chunk)}?="


def _q(data: bytes) -> str:
    return "".join(chr(byte) if byte in _QP_SAFE else "_" if byte == 0x20 else f"={byte:02X}" for byte in data)


def _b(data: bytes) -> str:
    return b2a_base64(data, newline=False).decode()


# ── bodies ───────────────────────────────────────────────────────────────────────────────────────


def _part(subtype: str, text: str) -> bytes:
    head = f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    return head.encode() + _quoted_printable(text)


def _quoted_printable(text: str) -> bytes:
    """``text`` as quoted-printable. A line that begins with ``From`` is split: on its way a mail may be kept in an mbox file,
    where such a line gets a ``>`` (RFC 4155).
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    coded = b2a_qp(lines.replace("\n", "\r\n").encode("utf-8", "replace"), istext=True)
    coded = coded.replace(b"\r\nFrom ", b"\r\n=46rom=\r\n ")
    return coded if not coded.startswith(b"From ") else b"=46rom=\r\n " + coded[len(b"From ") :]
