"""Mail as bytes: whatever is in it comes out again as it was, as a mail, and never as a header."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import unicodedata
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from recycle.writers.message import Message, is_address, message_id, write_message

PLAIN = Message(
    sender="Ada Example <ada@example.com>",
    to="list@example.com",
    subject="Write once",
    text="Text.\n",
    html="<p>Text.</p>\n",
    key="write-once/letter/1",
    date=dt.datetime(2026, 3, 9, 10, 0, tzinfo=dt.timezone(dt.timedelta(hours=1))),
    language="en",
)
HEADERS = ["From", "To", "Subject", "Date", "Message-ID", "Content-Language", "X-Recycle-Key", "MIME-Version", "Content-Type"]

words = st.text(st.characters(codec="utf-8")) | st.text(
    "aZ .=?_\r\n\t:,;<>@\"'\\()é€漢😀\u202e\x00\x0b\x85\u2028", max_size=200
)


def parsed(message: Message) -> EmailMessage:
    found = email.message_from_bytes(write_message(message), policy=email.policy.SMTP)
    assert isinstance(found, EmailMessage)
    return found


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode("utf-8").replace("\r\n", "\n")


def in_one_line(value: str) -> str:
    return " ".join("".join(" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in value).split())


def test_a_whole_message_is_always_the_same_bytes() -> None:
    html = PLAIN.html + "<p>" + "längere Zeile " * 9 + "</p>\nFrom here on = another.\n.\n"
    written = write_message(
        replace(PLAIN, html=html, subject="Schöne Grüße", list_unsubscribe="https://example.com/leave?a=1&b=2")
    )
    assert written.decode("ascii").split("\r\n") == [
        "From: Ada Example <ada@example.com>",
        "To: list@example.com",
        "Subject: =?utf-8?q?Sch=C3=B6ne_Gr=C3=BC=C3=9Fe?=",
        "Date: Mon, 09 Mar 2026 10:00:00 +0100",
        "Message-ID: <write-once.letter.1@example.com>",
        "List-Unsubscribe: <https://example.com/leave?a=1&b=2>",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        "Content-Language: en",
        "X-Recycle-Key: write-once/letter/1",
        "MIME-Version: 1.0",
        "Content-Type: multipart/alternative;",
        ' boundary="=_3a5a5903108622f45667bdb4a9c33d00"',
        "",
        "--=_3a5a5903108622f45667bdb4a9c33d00",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: quoted-printable",
        "",
        "Text.",
        "",
        "--=_3a5a5903108622f45667bdb4a9c33d00",
        "Content-Type: text/html; charset=utf-8",
        "Content-Transfer-Encoding: quoted-printable",
        "",
        "<p>Text.</p>",
        "<p>l=C3=A4ngere Zeile l=C3=A4ngere Zeile l=C3=A4ngere Zeile l=C3=A4ngere Ze=",
        "ile l=C3=A4ngere Zeile l=C3=A4ngere Zeile l=C3=A4ngere Zeile l=C3=A4ngere Z=",
        "eile l=C3=A4ngere Zeile </p>",
        "=46rom=",
        " here on =3D another.",
        "=2E",
        "",
        "--=_3a5a5903108622f45667bdb4a9c33d00--",
        "",
    ]


@pytest.mark.parametrize("subject", ["👩\u200d👧 at home", "می\u200cخواهم", "Silben\u00adtrennung", "שלום\u200f!"])
def test_what_joins_and_parts_letters_stays_in_a_header(subject: str) -> None:
    found = parsed(replace(PLAIN, subject=subject, sender=f"{subject} <ada@example.com>"))
    assert str(found["Subject"]) == subject
    assert found["From"].addresses[0].display_name == subject


@given(subject=words, text=words, html=words)
def test_any_words_come_out_as_they_went_in(subject: str, text: str, html: str) -> None:
    message = replace(PLAIN, subject=subject, text=text, html=html)
    found = parsed(message)
    assert found.defects == []
    assert found.keys() == HEADERS
    assert str(found["Subject"]) == in_one_line(subject)
    for kind, said in (("plain", text), ("html", html)):
        as_lines = said.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
        assert body(found, kind) in (as_lines, as_lines.rstrip("\n"))


@given(subject=words, name=words, key=st.text(st.characters(codec="utf-8"), max_size=40), text=words)
def test_every_line_is_ascii_and_short(subject: str, name: str, key: str, text: str) -> None:
    sender = f"{name} <ada@example.com>"
    message = replace(PLAIN, subject=subject, sender=sender if is_address(sender) else PLAIN.sender, key=key, text=text)
    written = write_message(message)
    head, _, rest = written.partition(b"\r\n\r\n")
    assert written.isascii()
    assert b"\n" not in written.replace(b"\r\n", b"")
    assert b"\r" not in written.replace(b"\r\n", b"")
    assert all(len(line) <= 76 for line in rest.split(b"\r\n"))
    assert all(len(line) <= 78 or b" " not in line.strip().partition(b": ")[2] for line in head.split(b"\r\n"))
    assert not any(line.startswith(b"From ") or line == b"." for line in rest.split(b"\r\n"))
    assert parsed(message).keys() == HEADERS


@given(name=words)
def test_a_name_never_becomes_another_address(name: str) -> None:
    sender = f"{name} <ada@example.com>"
    if not is_address(sender):
        return
    header = parsed(replace(PLAIN, sender=sender))["From"]
    assert len(header.addresses) == 1
    assert parsed(replace(PLAIN, sender=sender)).keys() == HEADERS


@pytest.mark.parametrize(
    ("sender", "name", "address"),
    [
        ("ada@example.com", "", "ada@example.com"),
        ("Ada Exämple <ada@example.com>", "Ada Exämple", "ada@example.com"),
        ('"Example, Ada" <ada@example.com>', "Example, Ada", "ada@example.com"),
        ('"A \\"quoted\\" name" <ada@example.com>', 'A "quoted" name', "ada@example.com"),
        ("Ada <ada@bücher.example>", "Ada", "ada@xn--bcher-kva.example"),
        (f"{'Very long names ' * 9}<ada@example.com>", ("Very long names " * 9).strip(), "ada@example.com"),
        ("=?utf-8?q?Bcc?= <ada@example.com>", "=?utf-8?q?Bcc?=", "ada@example.com"),
    ],
)
def test_senders(sender: str, name: str, address: str) -> None:
    found = parsed(replace(PLAIN, sender=sender))["From"].addresses
    assert [(one.display_name, one.addr_spec) for one in found] == [(name, address)]


@pytest.mark.parametrize(
    "value", ["", "Ada", "ada@", "@example.com", "ädä@example.com", "a@b@c d", "ada@exa mple.com", "a@-..-"]
)
def test_what_is_no_address(value: str) -> None:
    assert not is_address(value)


def test_a_message_to_nobody_has_an_empty_group() -> None:
    assert b"\r\nTo: undisclosed-recipients:;\r\n" in write_message(replace(PLAIN, to=""))
    assert b"\r\nTo: undisclosed-recipients:;\r\n" in write_message(replace(PLAIN, to="a\r\nBcc: b@example.com"))


@pytest.mark.parametrize(
    ("date", "header"),
    [
        (None, "Thu, 01 Jan 1970 00:00:00 +0000"),
        (dt.date(2026, 3, 9), "Mon, 09 Mar 2026 00:00:00 +0000"),
        (dt.datetime(2026, 3, 9, 10, 30), "Mon, 09 Mar 2026 10:30:00 +0000"),  # noqa: DTZ001 - a piece's date may have no zone
    ],
)
def test_dates(date: dt.date | None, header: str) -> None:
    assert f"\r\nDate: {header}\r\n".encode() in write_message(replace(PLAIN, date=date))


@pytest.mark.parametrize(
    ("key", "sender", "made"),
    [
        ("a/b/1", "ada@example.com", "<a.b.1@example.com>"),
        ("v1.2/b/1", "ada@example.com", "<v1%2E2.b.1@example.com>"),
        ("schön/b c/1", "Ada <ada@bücher.example>", "<sch%C3%B6n.b%20c.1@xn--bcher-kva.example>"),
        ("a/b/1", "", "<a.b.1@localhost>"),
        ("a>\r\nBcc: x/b/1", "ada@example.com", "<a%3E%0D%0ABcc%3A%20x.b.1@example.com>"),
    ],
)
def test_message_ids(key: str, sender: str, made: str) -> None:
    assert message_id(key, sender) == made


@given(one=st.text("ab./%~ é", max_size=6), other=st.text("ab./%~ é", max_size=6))
def test_two_keys_never_have_one_message_id(one: str, other: str) -> None:
    ids = {message_id(f"{key}/o/1", "ada@example.com") for key in (one, other)}
    assert len(ids) == len({one, other})


def test_an_address_to_leave_the_list_by_mail_is_not_one_click() -> None:
    written = write_message(replace(PLAIN, list_unsubscribe="mailto:leave@example.com?subject=leave\r\nBcc: x"))
    assert b"\r\nList-Unsubscribe: <mailto:leave@example.com?subject=leave%20Bcc:%20x>\r\n" in written
    assert b"One-Click" not in written
